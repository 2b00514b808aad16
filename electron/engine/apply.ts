import type { Step, StepId } from '../../shared/model/plan.ts';
import { type Problem, ProblemError } from '../../shared/problems/problem.ts';
import type { Happening, Outcome, RunEvent } from '../../shared/run/event.ts';
import { type Skip, skipsIn } from '../../shared/run/skipping.ts';
import type { ClusterRecord } from '../../shared/cluster/record.ts';
import { seenIn } from '../../shared/cluster/state.ts';
import { leftForAway } from '../../shared/planner/scope.ts';
import { amiss } from '../../shared/proof/amiss.ts';
import { verifyNeeded } from './bundle/verify-contents.ts';
import { concurrently } from './concurrently.ts';
import { changesOf, type Deployment, isSatisfied } from './deployment.ts';
import { openSupply } from './distribution/open-supply.ts';
import type { Supply } from './distribution/supply.ts';
import { handOver } from './hand-over.ts';
import { dropLease, showLease, takeLease } from './node/lease.ts';
import type { Node } from './node/node.ts';
import { lookAt } from './observe.ts';
import { type Persistence, Reconnecting } from './reconnect.ts';
import { bring } from './resources/bring.ts';
import { type Journal, openJournal } from './runner/journal.ts';
import type { Mask } from './runner/mask.ts';
import type { Pausing } from './runner/pause.ts';
import { runSteps } from './runner/scheduler.ts';
import { type RunResult, summaries } from './runner/steps.ts';
import { keepRecord } from './workspace/record.ts';

/** How a deployment is to be carried out. */
export interface Order {
  readonly run: string;
  /** Who does it, as other runs are told: `user@machine`. */
  readonly who: string;
  readonly hide: Mask;
  /** Whether the pods of the network's proof run even where nothing was changed. */
  readonly provePods: boolean;
  readonly observer: (event: RunEvent) => void;
  /** Where the run can be paused. */
  readonly pausing?: Pausing;
  /** How long hosts are waited for that are lost in the run; `persistence` where it is not said. */
  readonly persistence?: Persistence | undefined;
  /** The steps that somebody decided to go on without. */
  readonly skipped?: readonly Skip[] | undefined;
  /** In practice: how many times as fast as real hosts its hosts are. */
  readonly speed?: number | undefined;
}

/**
 * Three channels a host are all that the node helper opens. Few hosts are sent to at once, the first master before all others: a
 * line that is shared by all would make its init, which everything waits for, as late as the last worker's images.
 */
const limits = { perHost: 3, overall: 64, sending: 4 };

/**
 * Carries a deployment out: hashes the blobs that it needs, takes the lease of every node, runs the steps, and writes what is handed
 * over into the workspace. Where nothing is to be changed only the proofs run.
 * @throws {ProblemError} `bundle.*`, `node.held`, `cluster.changed-meanwhile` before anything was changed; a failed step is part of the result
 */
export async function carryOut(deployment: Deployment, order: Order, signal: AbortSignal): Promise<RunResult> {
  const { workspace, fleet, site, plan, bundle } = deployment;
  const changes = changesOf(deployment);
  const blobs = neededBlobs(deployment);
  if (blobs.length > 0) await verifyNeeded(bundle, blobs, { signal });

  const nodes = [...fleet.nodes.values()];
  const lease = changes.length > 0;
  const take = (node: Node, abort: AbortSignal) => takeLease(node, site.cluster, order.run, order.who, abort);
  const drop = () =>
    Promise.allSettled(nodes.map((node) => node.ask([dropLease(site.cluster, order.run)], AbortSignal.timeout(10_000))));
  let journal: Journal;
  try {
    if (lease) {
      await concurrently(nodes, nodes.length, (node) => take(node, signal));
      await deployment.confirm(signal);
      await keepRecord(workspace.dir, deployment.recording.atBegin);
    }
    journal = await openJournal(workspace.journalOf(order.run), order.hide);
  } catch (error) {
    if (lease) await drop();
    throw error;
  }
  const emit = (happening: Happening) => {
    const event = { at: Date.now(), ...happening };
    journal.append(event);
    order.observer(event);
  };
  // who is reached anew must be this run's again: its lease ended with the connection
  const reach = async (host: string, abort: AbortSignal) => {
    await fleet.reconnect(host, abort);
    const node = fleet.nodes.get(host);
    if (node) await (lease ? take(node, abort) : node.ask([showLease()], abort));
  };
  const reconnecting = new Reconnecting(reach, (host) => fleet.nodes.has(host), order.persistence);
  let supply: Supply | undefined;
  try {
    const { run, speed } = order;
    emit({ type: 'run-started', run, cluster: plan.cluster, steps: summaries(plan), ...(speed !== undefined && { speed }) });
    const all = AbortSignal.any([signal, journal.broken]);
    supply = lease ? await openSupply(deployment, all) : undefined;
    const lanes = supply ? { ...limits, sending: limits.overall } : limits;
    let result = await runSteps(
      plan.steps,
      performer(deployment, order, emit, reconnecting, supply),
      lanes,
      emit,
      all,
      order.pausing,
    );
    if (result.outcome === 'success') {
      const problems = await reconnecting
        .lasting(
          async () => {
            await handOver(deployment);
            const left = [...new Set([...result.skipped, ...leftForAway(site)])];
            await keepRecord(workspace.dir, deployment.recording.atEnd({ seen: await seenNow(deployment, all), left }));
          },
          () => undefined,
          all,
        )
        .then(() => [], problemsOf);
      if (problems.length > 0) result = { ...result, outcome: 'failed', problems };
    }
    const { outcome, problems, skipped } = result;
    emit({ type: 'run-finished', outcome, problems, ...(skipped.length > 0 && { skipped }) });
    return result;
  } finally {
    await supply?.close();
    if (lease) await drop();
    await journal.close();
  }
}

/** What is seen of the cluster now, which it may never fall behind. */
async function seenNow({ site, fleet }: Deployment, signal: AbortSignal): Promise<ClusterRecord['seen']> {
  const masters = site.spec.nodes.filter(({ roles }) => roles.includes('master'));
  return seenIn((await lookAt({ ...site.spec, nodes: masters }, fleet, signal)).observed);
}

function problemsOf(error: unknown): readonly Problem[] {
  if (error instanceof ProblemError) return error.problems;
  throw error;
}

/**
 * Performs one step: nothing where it was found done and nothing before it was changed since, or where it is to be left out; else it is
 * observed again and brought about.
 */
function performer(
  deployment: Deployment,
  order: Order,
  emit: (happening: Happening) => void,
  reconnecting: Reconnecting,
  supply: Supply | undefined,
) {
  const { judgements, contextOf } = deployment;
  const skips = skipsIn(deployment.plan.steps, order.skipped ?? []);
  // steps that were changed in this run, or that come after one that was
  const touched = new Set<StepId>();
  return async (step: Step, signal: AbortSignal): Promise<Outcome> => {
    const disturbed = step.needs.some((need) => touched.has(need));
    if (disturbed) touched.add(step.id);
    const again = order.provePods && step.phase === 'verify';
    if (!disturbed && !again && isSatisfied(judgements, step)) return 'satisfied';
    const skip = skips.get(step.id);
    if (skip) {
      emit({ type: 'step-skipped', step: step.id, by: skip.by, decided: skip.at });
      return 'skipped';
    }
    // from here on there may be data: on disk before kubeadm starts
    if (step.title === 'init') await keepRecord(deployment.workspace.dir, { ...deployment.recording.atBegin, stage: 'founding' });
    const context = { ...contextOf(step.host, (event) => emit({ ...event, step: step.id }), signal), supply };
    const lost = new Set<string>();
    const waiting = (host: string) => {
      lost.add(host);
      emit({ type: 'step-waiting', step: step.id, what: amiss('connection', host) });
    };
    const brought = await reconnecting.lasting(() => bring(step.resources, context), waiting, signal);
    // what was changed before a loss is found as it should be after it
    const outcome = lost.size > 0 ? 'changed' : brought;
    if (outcome === 'changed') touched.add(step.id);
    return outcome;
  };
}

/** The digests of all blobs that a host lacks. */
function neededBlobs({ plan, judgements }: Deployment): string[] {
  const needed = new Set<string>();
  for (const { resource, state } of plan.steps.flatMap((step) => judgements.get(step.id) ?? [])) {
    if (state === 'satisfied') continue;
    if (resource.kind === 'binary') needed.add(resource.blob.digest);
    if (resource.kind === 'packages') for (const { digest } of resource.files) needed.add(digest);
    if (resource.kind === 'images')
      for (const image of resource.images) for (const digest of [image.digest, ...image.blobs]) needed.add(digest);
  }
  return [...needed];
}
