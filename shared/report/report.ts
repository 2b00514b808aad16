import type { Acceptance } from '../draft/draft.ts';
import type { CertificateSummary } from '../contract/hand-over.ts';
import { practiceWords } from '../practice/words.ts';
import type { Language } from '../problems/problem.ts';
import { phaseWords, wordsOf } from '../run/titles.ts';
import { elapsed, skippedSteps } from '../run/selectors.ts';
import { skipCost } from '../run/skipping.ts';
import type { RunState, StepState } from '../run/state.ts';
import { reportWords } from './words.ts';

/** That the keys and passwords of this machine were erased after a hand-over. */
export interface Erasure {
  /** ISO 8601. */
  readonly at: string;
  readonly by: string;
  /** What was erased, by name. */
  readonly erased: readonly string[];
}

/** Everything that the report tells. Times are UTC. */
export interface Report {
  readonly cluster: { readonly name: string; readonly kubernetes: string; readonly etcd: string; readonly endpoint: string };
  /** Whether its nodes are practice nodes: what is told of them happened nowhere. */
  readonly practice?: boolean;
  readonly networks: { readonly pods: string; readonly services: string; readonly dnsDomain: string };
  /** With the addresses at which they are part of the cluster. */
  readonly nodes: readonly { readonly name: string; readonly address: string; readonly roles: readonly string[] }[];
  /** Programs and images by name, with their versions. */
  readonly versions: readonly { readonly name: string; readonly version: string }[];
  readonly certificates: readonly CertificateSummary[];
  /** Oldest first. */
  readonly runs: readonly RunState[];
  /** The ids of runs whose journals are damaged. */
  readonly unreadable?: readonly string[];
  readonly accepted: readonly Acceptance[];
  readonly erasure?: Erasure | undefined;
}

/** The report of a cluster as Markdown, for whoever takes it over. The same content gives the same text. */
export function reportText(report: Report, language: Language): string {
  const w = reportWords[language];
  const { cluster, practice, networks, nodes, versions, certificates, runs, unreadable = [], accepted, erasure } = report;
  const sections = [
    `# ${w.title(cluster.name)}`,
    ...(practice === true ? [`**${practiceWords[language].note}**`] : []),
    section(
      w.cluster,
      table(
        [w.item, w.value],
        [
          [w.kubernetes, cluster.kubernetes],
          [w.endpoint, cluster.endpoint],
          ['etcd', w.topology(cluster.etcd)],
          [w.pods, networks.pods],
          [w.services, networks.services],
          [w.domain, networks.dnsDomain],
        ],
      ),
    ),
    section(
      w.nodes,
      table(
        [w.node, w.address, w.roles],
        nodes.map((node) => [node.name, node.address, node.roles.join(', ')]),
      ),
    ),
    section(
      w.versions,
      table(
        [w.part, w.version],
        versions.map((part) => [part.name, part.version]),
      ),
    ),
    section(w.certificates, w.authoritiesNote, certificateTable(certificates, language)),
    ...skippedSection(runs, language),
    section(
      w.runs,
      ...runs.flatMap((run) => runSection(run, language)),
      ...unreadable.flatMap((run) => [`### ${run}`, w.unreadable]),
    ),
    section(
      w.accepted,
      accepted.length === 0
        ? w.noneAccepted
        : table(
            [w.finding, w.node, w.by, w.reason],
            accepted.map((one) => [one.code, one.host ?? '', one.by, one.reason]),
          ),
    ),
    ...(erasure === undefined
      ? []
      : [
          section(
            w.erasure,
            w.erased(minute(erasure.at), erasure.by),
            erasure.erased.map((name) => `- ${cell(name)}`).join('\n'),
          ),
        ]),
  ];
  return `${sections.join('\n\n')}\n`;
}

/** The run that finished the cluster, or else the latest. */
export const finishingRun = (runs: readonly RunState[]): RunState | undefined =>
  runs.findLast(({ status }) => status === 'success') ?? runs.at(-1);

/** What became of a step, in words. A proof either holds, whatever making it took, or, where it was skipped, was not made. */
export const resultOf = ({ status, phase }: Pick<StepState, 'status' | 'phase'>, language: Language): string => {
  const w = reportWords[language];
  if (phase === 'verify' && status === 'skipped') return w.notProven;
  if (phase === 'verify' && (status === 'changed' || status === 'satisfied')) return w.proven;
  return w.status[status];
};

function skippedSection(runs: readonly RunState[], language: Language): string[] {
  const w = reportWords[language];
  const finishing = finishingRun(runs);
  const steps = finishing === undefined ? [] : skippedSteps(finishing);
  if (steps.length === 0) return [];
  const rows = steps.map((step) => [
    wordsOf(step.title, language),
    step.host,
    step.skip?.by ?? '',
    step.skip === undefined ? '' : minute(step.skip.at),
    skipCost(step.title, language) ?? '',
  ]);
  return [section(w.skipped, w.skippedNote, table([w.step, w.node, w.skippedBy, w.when, w.cost], rows))];
}

const section = (title: string, ...paragraphs: readonly string[]): string => [`## ${title}`, ...paragraphs].join('\n\n');

/** What stands in a table cannot end its cell or its line, nor be taken for HTML. */
const cell = (text: string): string =>
  text
    .replace(/[\\|`*_[\]<>]/g, '\\$&')
    .replace(/\s+/g, ' ')
    .trim();

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map((cells) => line(cells.map(cell)))].join('\n');
}

/** `2026-03-01 08:00`, from ISO 8601 or ms since the epoch. */
const minute = (time: string | number): string => new Date(time).toISOString().slice(0, 16).replace('T', ' ');

function certificateTable(certificates: readonly CertificateSummary[], language: Language): string {
  const w = reportWords[language];
  const sorted = [...certificates].sort((a, b) => (`${a.notAfter} ${a.name}` < `${b.notAfter} ${b.name}` ? -1 : 1));
  return table(
    [w.certificate, w.node, w.subject, w.issuer, w.from, w.until],
    sorted.map(({ name, host, subject, issuer, notBefore, notAfter }) => [
      name,
      host ?? '',
      subject,
      issuer,
      notBefore.slice(0, 10),
      notAfter.slice(0, 10),
    ]),
  );
}

function runSection(run: RunState, language: Language): string[] {
  const w = reportWords[language];
  const steps = [...run.steps];
  const begun = run.startedAt === undefined ? '' : minute(run.startedAt);
  const worked = steps.filter((step) => step.status !== 'satisfied' && step.startedAt !== undefined);
  const did = worked.filter(({ status }) => status !== 'skipped').length;
  // a proof changes nothing, and that it holds is what the report is read for
  const told = steps.filter((step) => worked.includes(step) || (step.phase === 'verify' && step.status === 'satisfied'));
  return [
    `### ${run.run}`,
    w.run(begun, seconds(elapsed(run, run.at)), w.outcome[run.status], did, steps.length),
    ...(told.length === 0 ? [] : [stepTable(told, run.at, language)]),
  ];
}

const stepTable = (steps: readonly StepState[], at: number, language: Language): string => {
  const w = reportWords[language];
  return table(
    [w.phase, w.step, w.node, w.result, w.duration],
    steps.map((step) => [
      phaseWords[step.phase][language],
      wordsOf(step.title, language),
      step.host,
      resultOf(step, language),
      seconds(elapsed(step, at)),
    ]),
  );
};

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;
