import type { PlannedStep } from '../contract/plans.ts';
import { type NamedCluster, practiceWords } from '../practice/words.ts';
import type { Language } from '../problems/problem.ts';
import { differenceWords, resourceWords } from '../problems/resource-words.ts';
import { wordsOf } from '../run/titles.ts';
import { runbookWords, type RunbookWords } from './markdown-words.ts';
import { commandLine } from './shell-words.ts';

/** What changes on one host, in plain words. */
export interface HostChanges {
  readonly host: string;
  readonly steps: readonly {
    readonly title: string;
    readonly risk: PlannedStep['risk'];
    /** `writes files: /etc/hosts, /etc/fstab`. */
    readonly does: readonly string[];
  }[];
  readonly services: readonly string[];
  readonly undo: readonly string[];
}

/** What a plan changes, host by host: for the runbook, the change sheet and the screen before the run. */
export function changesByHost(planned: readonly PlannedStep[], language: Language): readonly HostChanges[] {
  const w = runbookWords[language];
  const changing = planned.filter(({ satisfied, changes }) => !satisfied && changes.some(({ kind }) => kind !== 'proof'));
  const hosts = [...new Set(changing.map(({ host }) => host))];
  return hosts.map((host) => {
    const steps = changing.filter((step) => step.host === host);
    const changes = steps.flatMap((step) => step.changes);
    const forever = steps.filter(({ risk }) => risk === 'irreversible').map(({ title }) => wordsOf(title, language));
    return {
      host,
      steps: steps.map(({ title, risk, changes }) => ({ title: wordsOf(title, language), risk, does: doesOf(changes, w) })),
      services: [...new Set(changes.filter(({ kind }) => kind === 'service' || kind === 'no-service').map(thing))],
      undo: [
        ...kindsOf(changes).flatMap((kind) => w.undone[kind] ?? []),
        ...(forever.length > 0 ? [w.forever.replace('{steps}', w.listed(forever))] : []),
      ],
    };
  });
}

type Change = PlannedStep['changes'][number];
type Kind = keyof RunbookWords['does'];

const isKind = (kind: string): kind is Kind => Object.hasOwn(runbookWords.en.does, kind);
const kindsOf = (changes: readonly Change[]): Kind[] => [...new Set(changes.map(({ kind }) => kind))].filter(isKind);

/** `/etc/hosts` of `file /etc/hosts`; a command is its words. */
const thing = ({ what, kind, argv }: Change): string =>
  argv ? commandLine(argv) : what.replace(kind === 'static-pods' ? /^static pods / : new RegExp(`^${kind} `), '');

const doesOf = (changes: readonly Change[], w: RunbookWords): string[] =>
  kindsOf(changes).map((kind) => {
    // the step's title says what is proven
    if (kind === 'proof') return w.does.proof;
    const things = new Set(changes.filter((c) => c.kind === kind).map(thing));
    if (kind === 'images')
      return w.importsImages([...things].reduce((sum, count) => sum + Number(/\d+/.exec(count)?.[0] ?? 0), 0));
    return things.has(kind) ? w.does[kind] : w.about(w.does[kind], w.listed([...things]));
  });

/** The plan as Markdown, for whoever approves it: per host in plain words, then every difference. Holds no secret. */
export function runbookMarkdown(cluster: NamedCluster, planned: readonly PlannedStep[], language: Language): string {
  const w = runbookWords[language];
  const hosts = changesByHost(planned, language);
  const count = (risk?: PlannedStep['risk']) =>
    hosts.flatMap(({ steps }) => steps).filter((s) => !risk || s.risk === risk).length;
  const parts = [
    `# ${inline(w.title(cluster.name))}`,
    ...(cluster.practice === true ? [`**${practiceWords[language].note}**`] : []),
    count() === 0 ? w.nothing : w.summary(count(), hosts.length, count('irreversible')),
    ...hosts.flatMap(({ host, steps, services, undo }) => [
      `## ${inline(host)}`,
      `### ${w.changes}`,
      list(steps.map(({ title, risk, does }) => `**${inline(title)}**${w.aside(w.risk[risk])}\n${list(does.map(inline), '  ')}`)),
      `### ${w.services}`,
      services.length === 0 ? w.noServices : list(services.map(inline)),
      `### ${w.undo}`,
      list(undo.map(inline)),
      ...differencesOn(host, planned, language),
    ]),
  ];
  return `${parts.join('\n\n')}\n`;
}

const list = (items: readonly string[], indent = ''): string => items.map((item) => `${indent}- ${item}`).join('\n');

/** Text that is nothing but text in Markdown, on one line. */
const inline = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').replace(/[\\`*_[\]<>#|]/g, '\\$&');

function differencesOn(host: string, planned: readonly PlannedStep[], language: Language): string[] {
  const found = planned.filter((step) => step.host === host && !step.satisfied).flatMap((step) => details(step, language));
  return found.length === 0 ? [] : [`### ${runbookWords[language].details}`, ...found];
}

function details({ title, changes }: PlannedStep, language: Language): string[] {
  const shown = changes.filter(({ differences }) => differences.length > 0);
  return shown.flatMap(({ what, differences }) => {
    const text = differences.map((line) => differenceWords(line.replace(/[\p{Cc}\p{Cf}]+/gu, ' '), language)).join('\n');
    // a fence that is longer than any in the text ends where it should
    const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length + 1)));
    return [
      runbookWords[language].about(inline(wordsOf(title, language)), inline(resourceWords(what, language))),
      `${fence}diff\n${text}\n${fence}`,
    ];
  });
}
