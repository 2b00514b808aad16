import { join } from 'node:path';
import { acceptanceOf } from '../../shared/checks/accept.ts';
import type { Acceptance } from '../../shared/draft/draft.ts';
import type { ClusterSpec } from '../../shared/model/spec.ts';
import { problem, ProblemError } from '../../shared/problems/problem.ts';
import type { RunEvent } from '../../shared/run/event.ts';
import { carryOut, type Order } from './apply.ts';
import { openBundle } from './bundle/bundle.ts';
import { unsignedAllowed } from './bundle/signature/trust.ts';
import { changesOf, type Deployment, type Preparing, prepareDeployment } from './deployment.ts';
import { writeReport } from './hand-over.ts';
import { openFleet } from './fleet.ts';
import { type Reaching, withVault } from './reach.ts';
import { maskError, maskProblem } from './runner/mask.ts';
import { keepDeployOrder } from './runner/keep-deploy-order.ts';
import type { RunResult } from './runner/steps.ts';
import { writeDurably } from './workspace/durable-file.ts';
import type { Workspace } from './workspace/workspace.ts';

/** What is to be done, with what, and why. */
export interface Undertaking extends Reaching, Pick<Order, 'run' | 'pausing' | 'persistence' | 'skipped' | 'speed'> {
  readonly workspace: Workspace;
  readonly spec: ClusterSpec;
  /** The spec's text: kept as the workspace's where it is to become so. */
  readonly yaml: string;
  /** The bundle's directory. */
  readonly bundle: string;
  readonly accepted: readonly Acceptance[];
  /** Whether the bundle that is opened is taken though nobody trusted has signed it. */
  readonly allowUnsigned?: boolean;
  /** `verify` changes nothing and proves everything. */
  readonly purpose: 'deploy' | 'verify';
}

/** Who looks on while a run goes. */
export interface Onlooker {
  readonly doing: (what: 'reach' | 'verify-bundle' | Preparing) => void;
  /** All is decided and nothing is changed yet: whether to begin. Not asked where nothing is to be changed. */
  readonly begin: (deployment: Deployment) => Promise<boolean>;
  /** What the checks found that does not stop it, and all else about it. */
  readonly decided: (deployment: Deployment) => void;
  readonly event: (event: RunEvent) => void;
}

export type RunEnd = Pick<RunResult, 'outcome' | 'problems' | 'skipped'>;

/**
 * A run from the first connection to the hand-over, under the workspace's lease, which the caller has. `declined` where it was not to
 * begin. A failure after the first step was begun is a result; one before is thrown: nothing was changed on any host.
 * @throws {ProblemError} why it could not begin, `run.not-finished` for a verification of what does not stand
 */
export async function deploy(undertaking: Undertaking, onlooker: Onlooker, signal: AbortSignal): Promise<RunEnd | 'declined'> {
  const { workspace, hide } = undertaking;
  try {
    const end = await withVault(workspace, undertaking, () => deployWithVault(undertaking, onlooker, signal));
    return end === 'declined' ? end : { ...end, problems: end.problems.map((problem) => maskProblem(problem, hide)) };
  } catch (error) {
    throw maskError(error, hide);
  }
}

async function deployWithVault(undertaking: Undertaking, onlooker: Onlooker, signal: AbortSignal): Promise<RunEnd | 'declined'> {
  const { workspace, spec, yaml, reach, hide, who, run, purpose, pausing, persistence, skipped, speed } = undertaking;
  await keepDeployOrder(undertaking);
  const bundle = await openBundle(undertaking.bundle, signal);
  const unsigned = undertaking.allowUnsigned === true ? unsignedAllowed(who, bundle.digest) : [];
  const accepted = [...undertaking.accepted, ...unsigned];
  onlooker.doing('reach');
  const fleet = await openFleet(spec, reach, signal, 'whoever-answers');
  try {
    await keepDeployOrder({ ...undertaking, accepted }, bundle.digest);
    const deployment = await prepareDeployment(
      { workspace, spec, bundle, fleet, accepted, secrets: reach.secrets, conceal: undertaking.conceal },
      signal,
      onlooker.doing,
    );
    onlooker.decided(deployment);
    if (purpose === 'verify') refuseChanges(deployment);
    else if (changesOf(deployment).length > 0) {
      if (!(await onlooker.begin(deployment))) return 'declined';
      await workspace.keepSpec(yaml);
      await keepAcceptances(deployment, run);
      onlooker.doing('verify-bundle');
    }
    const order = {
      run,
      who,
      hide,
      provePods: purpose === 'verify',
      persistence,
      skipped,
      speed,
      ...(pausing === undefined ? {} : { pausing }),
    };
    const end = await carriedOut(deployment, order, onlooker.event, signal);
    return end.outcome === 'success' ? await reported(deployment, end, signal) : end;
  } finally {
    await fleet.close();
    await bundle.close();
  }
}

/** A problem before the first step is thrown; one that comes later (the journal's disk is full) is a run that failed. */
async function carriedOut(
  deployment: Deployment,
  order: Omit<Order, 'observer'>,
  onEvent: (event: RunEvent) => void,
  signal: AbortSignal,
): Promise<RunEnd> {
  const progressed = { begun: false };
  const observer = (event: RunEvent) => {
    progressed.begun ||= event.type === 'step-started';
    onEvent(event);
  };
  try {
    return await carryOut(deployment, { ...order, observer }, signal);
  } catch (error) {
    if (!progressed.begun || !(error instanceof ProblemError)) throw error;
    return { outcome: 'failed', problems: error.problems, skipped: [] };
  }
}

/** The report tells of a run that has ended; one that cannot be written is told, since the operator is to leave with it. */
async function reported({ workspace, spec }: Deployment, end: RunEnd, signal: AbortSignal): Promise<RunEnd> {
  try {
    await writeReport(workspace, spec, signal);
    return end;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return { ...end, outcome: 'failed', problems: error.problems };
  }
}

/** Keeps, beside the journal, what was found, and who went on all the same and why: the report prints it. */
async function keepAcceptances({ workspace, warnings, accepted }: Deployment, run: string): Promise<void> {
  const taken = warnings.flatMap((finding) => {
    const acceptance = acceptanceOf(finding, accepted);
    return finding.severity === 'blocker' && acceptance ? [{ acceptance, finding }] : [];
  });
  if (taken.length === 0) return;
  await writeDurably(join(workspace.dir, 'runs', run, 'accepted.json'), `${JSON.stringify(taken, undefined, 2)}\n`, 0o600);
}

/** @throws {ProblemError} `run.not-finished` where a host differs from the plan */
function refuseChanges(deployment: Deployment): void {
  const steps = changesOf(deployment).map((step) => step.id);
  if (steps.length > 0) throw new ProblemError(problem('run.not-finished', { steps }));
}
