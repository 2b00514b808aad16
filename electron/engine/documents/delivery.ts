import type { PlannedStep } from '../../../shared/contract/plans.ts';
import { markedName, type NamedCluster } from '../../../shared/practice/words.ts';
import type { Language } from '../../../shared/problems/problem.ts';
import { finishingRun, type Report, resultOf } from '../../../shared/report/report.ts';
import { reportWords } from '../../../shared/report/words.ts';
import { skippedSteps } from '../../../shared/run/selectors.ts';
import { skipCost } from '../../../shared/run/skipping.ts';
import { wordsOf } from '../../../shared/run/titles.ts';
import { changesByHost } from '../../../shared/runbook/markdown.ts';
import { runbookWords } from '../../../shared/runbook/markdown-words.ts';
import { fillWord } from './fill-word.ts';
import { wordTemplate } from './word-templates.ts';

/** A template of somebody's own; `name` is what problems call it. */
export interface OwnTemplate {
  readonly name: string;
  readonly content: Uint8Array;
}

const minute = (at: number | undefined): string =>
  at === undefined ? '' : new Date(at).toISOString().slice(0, 16).replace('T', ' ');

/**
 * The delivery document: deployment record, assets, acceptance results, renewal dates, accepted findings, places for signatures.
 * A report holds no secret, and neither does this.
 * @throws {ProblemError} `document.template`
 */
export function deliveryDocument(report: Report, language: Language, own?: OwnTemplate): Buffer {
  const w = reportWords[language];
  const { cluster, practice, networks, nodes, versions, certificates, runs, unreadable = [], accepted } = report;
  const finishing = finishingRun(runs);
  const proofs = [...(finishing?.steps ?? [])].filter(({ phase }) => phase === 'verify');
  // whoever skipped a step took it upon themselves, as who accepts a finding does
  const skipped = finishing === undefined ? [] : skippedSteps(finishing);
  const renewals = [...certificates].sort((a, b) => a.notAfter.localeCompare(b.notAfter) || a.name.localeCompare(b.name));
  const [first] = renewals;
  return fillWord(
    own?.content ?? wordTemplate('delivery', language),
    {
      cluster: markedName({ name: cluster.name, practice }, language),
      kubernetes: cluster.kubernetes,
      endpoint: cluster.endpoint,
      etcd: w.topology(cluster.etcd),
      pods: networks.pods,
      services: networks.services,
      domain: networks.dnsDomain,
      runs: [
        ...runs.map((run) => ({
          run: run.run,
          begun: minute(run.startedAt),
          ended: minute(run.finishedAt),
          outcome: w.outcome[run.status],
        })),
        ...unreadable.map((run) => ({ run, begun: '', ended: '', outcome: w.unreadable })),
      ],
      nodes: nodes.map(({ name, address, roles }) => ({ name, address, roles: roles.join(', ') })),
      versions: versions.map(({ name, version }) => ({ name, version })),
      proofs: proofs.map((step) => ({
        proof: wordsOf(step.title, language),
        host: step.host,
        result: resultOf(step, language),
      })),
      firstExpiry: first
        ? `${first.name}${first.host === undefined ? '' : ` (${first.host})`}, ${first.notAfter.slice(0, 10)}`
        : '',
      certificates: renewals.map(({ name, host = '', notAfter }) => ({ name, host, until: notAfter.slice(0, 10) })),
      accepted: [
        ...accepted.map(({ code, host = '', by, reason }) => ({ finding: code, host, by, reason })),
        ...skipped.map(({ title, host, skip }) => ({
          finding: `${w.status.skipped}: ${wordsOf(title, language)}`,
          host,
          by: skip?.by ?? '',
          reason: skipCost(title, language) ?? '',
        })),
      ],
    },
    own?.name ?? '',
  );
}

/**
 * The change sheet of a plan, for approval before it is carried out: per host what changes, which services, how it is undone.
 * @throws {ProblemError} `document.template`
 */
export function changeSheet(
  cluster: NamedCluster,
  planned: readonly PlannedStep[],
  language: Language,
  own?: OwnTemplate,
): Buffer {
  const w = runbookWords[language];
  const hosts = changesByHost(planned, language);
  const steps = hosts.flatMap((host) => host.steps);
  return fillWord(
    own?.content ?? wordTemplate('change-sheet', language),
    {
      cluster: markedName(cluster, language),
      steps: steps.length,
      hostCount: hosts.length,
      forever: steps.filter(({ risk }) => risk === 'irreversible').length,
      hosts: hosts.map(({ host, steps: changes, services, undo }) => ({
        host,
        changes: changes.map(({ title, risk, does }) => ({ title, risk: w.risk[risk], does: does.join('\n') })),
        services: services.length === 0 ? w.noServices : w.listed(services),
        undo: undo.join('\n'),
      })),
    },
    own?.name ?? '',
  );
}
