import type { Newest } from '../catalog/newest.ts';
import type { Finding } from '../checks/check.ts';
import type { Sheet } from '../contract/documents.ts';
import type { Draft } from '../draft/draft.ts';
import type { HostFacts } from '../model/facts.ts';
import { explain, type Language, type Problem } from '../problems/problem.ts';
import { cardsOf, disksOf, occupantsOf, seenAt } from './host.ts';
import { surveyWords } from './words.ts';

/** A host as it was found, or why it was not. Neither: nobody has tried yet. */
export interface Found {
  readonly facts?: HostFacts | undefined;
  readonly problems?: readonly Problem[] | undefined;
}

/** Everything that a document about a survey tells. */
export interface Surveyed {
  readonly site: string;
  /** The workspace's uid. */
  readonly cluster: string;
  readonly nodes: Draft['nodes'];
  readonly found: ReadonlyMap<string, Found>;
  readonly newest: Newest;
  readonly findings: readonly Finding[];
}

/** The tables of a survey: what follows from it, what the hosts are, and what was found. Sizes are in GB, times UTC. */
export const surveySheets = (surveyed: Surveyed, language: Language): Sheet[] =>
  sheetsOf(surveyed, language).map(({ rows, ...sheet }) => ({
    ...sheet,
    rows: rows.map((row) => row.map((value) => (typeof value === 'string' ? value.slice(0, longestCell) : value))),
  }));

/** A spreadsheet takes little more. */
const longestCell = 32_000;

function sheetsOf(surveyed: Surveyed, language: Language): Sheet[] {
  const w = surveyWords[language];
  const { nodes, found, findings, newest, site } = surveyed;
  const known = [...found.values()].flatMap(({ facts }) => facts ?? []);
  const moments = known.map(seenAt);
  return [
    {
      title: w.summary,
      head: [w.item, w.value],
      rows: [
        [w.site, site],
        [w.looked, moments.length === 0 ? '' : minute(Math.max(...moments))],
        [w.hosts, w.hostsSeen(known.length, nodes.length)],
        [w.kubernetes, newest.version ?? w.noVersion],
        ...(newest.next ? [[w.whyNot(newest.next.minor), newest.next.limits.map((limit) => w.limit(limit)).join('; ')]] : []),
        [w.nothingChanged, w.nothingChangedMeans],
      ],
    },
    {
      title: w.hosts,
      head: [...w.columns],
      rows: nodes.map((node) => [node.name, node.address, w.roles[node.roles], ...cellsOf(node.name, surveyed, language)]),
    },
    {
      title: w.findings,
      head: [w.severity, w.host, w.what, w.foundThere, w.expected, w.remedies],
      rows: findings.map(({ severity, problem }) => {
        const { what, found: there, expected, remedies } = explain(problem, language);
        return [w.severities[severity], problem.host ?? w.everywhere, what, there, expected, remedies.join('; ')];
      }),
    },
  ];
}

function cellsOf(name: string, { found, cluster }: Surveyed, language: Language): (string | number)[] {
  const w = surveyWords[language];
  const { facts, problems } = found.get(name) ?? {};
  if (facts === undefined) {
    const [problem] = problems ?? [];
    return [problem === undefined ? w.notSeen : explain(problem, language).what];
  }
  const { hostname, os, arch, kernel, cgroup, cpus, memoryBytes, skewMs } = facts;
  return [
    hostname,
    os.name,
    arch,
    kernel,
    cgroup,
    cpus,
    gigabytes(memoryBytes),
    disksOf(facts)
      .map((disk) => w.disk(disk.path, disk.type, gigabytes(disk.freeBytes), gigabytes(disk.sizeBytes)))
      .join('; '),
    cardsOf(facts)
      .map(({ name: card, addresses }) => [card, ...addresses.map((a) => `${a.address}/${a.prefix}`)].join(' '))
      .join('; '),
    Math.round(skewMs / 100) / 10,
    facts.selinux,
    occupantsOf(facts, cluster)
      .filter(({ what }) => what !== 'selinux')
      .map((occupant) => w.occupant(occupant))
      .join('; '),
  ];
}

const gigabytes = (of: number): number => Math.round(of / 1e8) / 10;

/** `2026-03-01 08:00`, of ms since the epoch. */
const minute = (at: number): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ');

/** The survey as Markdown. The same content gives the same text. */
export function surveyMarkdown(surveyed: Surveyed, language: Language): string {
  const w = surveyWords[language];
  const sections = surveySheets(surveyed, language).map(
    ({ title, head, rows }) => `## ${title}\n\n${rows.length === 0 ? w.none : table(head, rows)}`,
  );
  return `${[`# ${w.title(cell(surveyed.site))}`, ...sections].join('\n\n')}\n`;
}

function table(head: readonly string[], rows: Sheet['rows']): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const whole = rows.map((row) => head.map((_, at) => cell(String(row[at] ?? ''))));
  return [line(head), line(head.map(() => '---')), ...whole.map(line)].join('\n');
}

/** What hosts say cannot end its cell or its line, nor be taken for HTML. */
const cell = (text: string): string =>
  text
    .replace(/[\\|`*_[\]<>]/g, '\\$&')
    .replace(/\s+/g, ' ')
    .trim();
