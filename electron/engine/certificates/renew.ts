import { type Leaf, type LeafGroup, leafGroups } from '../../../shared/certificates/leaves.ts';
import type { ClusterSpec } from '../../../shared/model/spec.ts';
import { type Manner, planRenewal, type Renewal, renewedLeaves } from '../../../shared/planner/renew/renew.ts';
import { type Problem, problem, ProblemError } from '../../../shared/problems/problem.ts';
import type { RunEvent } from '../../../shared/run/event.ts';
import { type ClusterState, stateOf } from '../../../shared/cluster/state.ts';
import { mayDo } from '../../../shared/cluster/operations.ts';
import { siteOf } from '../../../shared/site/site.ts';
import { carryOut, type Order } from '../apply.ts';
import { keepMaterial, keptMaterial } from '../cluster-material.ts';
import { recordOf } from '../cluster-record.ts';
import { contextsOf, type Deployment, judgePlan } from '../deployment.ts';
import { openFleet } from '../fleet.ts';
import { type Look, lookAt } from '../observe.ts';
import { type Reaching, withVault } from '../reach.ts';
import type { RunEnd } from '../run.ts';
import { keepRunOrder } from '../runner/run-order.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { withNewLeaves } from './new-leaves.ts';
import { noBundle } from './no-bundle.ts';
import { dropRenewal, keepRenewal, readRenewal } from './renewal-record.ts';

/** Which leaves are to be renewed: all, unless told otherwise. */
export interface RenewalOrder extends Reaching, Pick<Order, 'run' | 'pausing' | 'skipped'> {
  readonly workspace: Workspace;
  readonly spec: ClusterSpec;
  /** The spec's text. */
  readonly yaml: string;
  readonly groups?: readonly LeafGroup[] | undefined;
  /** The spec's names of nodes. */
  readonly nodes?: readonly string[] | undefined;
}

/** What a renewal will do, before it does anything. */
export interface RenewalOutline {
  readonly leaves: readonly Leaf[];
  /** When a renewal that is gone on with began. */
  readonly begun: string | undefined;
  readonly manner: Manner;
  /** Why workers are left out: they were not reached. */
  readonly unreached: readonly Problem[];
}

/** Who looks on. */
export interface RenewalOnlooker {
  /** Nothing is changed yet: whether to begin. */
  readonly begin: (outline: RenewalOutline) => Promise<boolean>;
  readonly event: (event: RunEvent) => void;
}

/**
 * Renews leaves: makes them here, signed by the cluster's authorities, which stay, and puts them in place one master at a time while
 * the endpoint stays up. A renewal that was interrupted is gone on with, whatever the order says: its leaves are made already, and
 * the hosts tell which of them are in place. The caller has the workspace's lease.
 * @throws {ProblemError} why it could not begin; a failed step is part of the result
 */
export async function renew(order: RenewalOrder, onlooker: RenewalOnlooker, signal: AbortSignal): Promise<RunEnd | 'declined'> {
  return await withVault(order.workspace, order, () => renewWithVault(order, onlooker, signal));
}

async function renewWithVault(order: RenewalOrder, onlooker: RenewalOnlooker, signal: AbortSignal): Promise<RunEnd | 'declined'> {
  const { workspace, spec, reach, run, who, hide, pausing, skipped } = order;
  await keepOrder(order);
  const begun = await readRenewal(workspace.dir);
  const wanted = begun?.made ? begun : renewalOf(order);
  const kept = await keptMaterial(workspace);
  if (!kept) throw new ProblemError(problem('certificates.none', { path: workspace.dir }));
  const fleet = await openFleet(spec, reach, signal, 'whoever-answers');
  try {
    refuseWithoutMasters(spec, fleet.unreachable);
    // whoever is left out has no new leaves, and must not get the old ones when the renewal is gone on with
    const renewal = { groups: wanted.groups, nodes: wanted.nodes.filter((name) => fleet.nodes.has(name)) };
    const found = await lookAt(spec, fleet, signal);
    refuseStrangers(workspace, found.facts);
    const record = await recordOf(workspace, found);
    const state = stateOf(workspace.cluster.uid, record, found.observed);
    if (record === undefined || !mayDo(state.kind, 'renew'))
      throw new ProblemError(problem('cluster.no-renewal', { state: state.kind }));
    // the names are those that the cluster was made with, whatever hosts or a spec that was edited say today
    const site = siteOf(withAccessOf(record.spec, spec), workspace.cluster.uid, found.facts, noBundle.manifest, { record });
    const leaves = renewedLeaves(site, renewal);
    const manner = mannerIn(state);
    const stateNow = async (abort: AbortSignal) =>
      stateOf(workspace.cluster.uid, record, (await lookAt(spec, fleet, abort)).observed);
    const outline = { leaves, begun: begun?.made ? begun.begun : undefined, manner, unreached: fleet.unreachable } as const;
    if (!(await onlooker.begin(outline))) return 'declined';

    let pki = kept;
    if (!begun?.made) {
      const record = { begun: new Date().toISOString(), groups: [...renewal.groups], nodes: [...renewal.nodes] };
      // first that there is a renewal: an apply in between would put its certificates on all masters at once
      await keepRenewal(workspace.dir, { ...record, made: false });
      pki = await withNewLeaves(kept, site.spec, leaves, new Date(), signal);
      await keepMaterial(workspace, pki, kept);
      await keepRenewal(workspace.dir, { ...record, made: true });
    }
    const plan = planRenewal(site, renewal, manner);
    const contextOf = contextsOf({ fleet, bundle: noBundle }, site.cluster, { pki: () => pki });
    const judgements = await judgePlan(plan, (host) => contextOf(host, () => undefined, signal));
    const deployment: Deployment = {
      workspace,
      spec,
      fleet,
      site,
      state,
      recording: { atBegin: record, atEnd: ({ seen }) => ({ ...record, ...(seen && { seen }) }) },
      plan,
      judgements,
      confirm: async (abort) => {
        const now = await stateNow(abort);
        if (!mayDo(now.kind, 'renew') || mannerIn(now) !== manner)
          throw new ProblemError(problem('cluster.changed-meanwhile', { was: state.kind, is: now.kind }));
      },
      contextOf,
      bundle: noBundle,
      secrets: reach.secrets,
      accepted: [],
      warnings: [],
    };
    const result = await carryOut(
      deployment,
      { run, who, hide, provePods: false, skipped, observer: onlooker.event, ...(pausing && { pausing }) },
      signal,
    );
    if (result.outcome === 'success') await dropRenewal(workspace.dir);
    return result;
  } finally {
    await fleet.close();
  }
}

/** A cluster that takes no credentials has nobody whose readiness a turn could be gated by. */
const mannerIn = ({ kind }: ClusterState): Manner => (kind === 'locked-out' ? 'together' : 'in-turns');

/**
 * Each master's turn leaves the others with the quorum and the endpoint: with one of them away there would be none. Workers that are away
 * are left out, and keep what they have.
 * @throws {ProblemError} `ssh.*` and `root.*`
 */
function refuseWithoutMasters({ nodes }: ClusterSpec, unreachable: readonly Problem[]): void {
  const isWorker = (host: string | undefined) => nodes.some(({ name, roles }) => name === host && !roles.includes('master'));
  const [first, ...more] = unreachable.filter(({ host }) => !isWorker(host));
  if (first) throw new ProblemError(first, ...more);
}

/** The spec that was brought about, with how its hosts are reached today. */
const withAccessOf = (applied: ClusterSpec, { access, nodes }: ClusterSpec): ClusterSpec => ({
  ...applied,
  access,
  nodes: applied.nodes.flatMap((row) => {
    const now = nodes.find(({ name }) => name === row.name);
    const nodeAddress = row.nodeAddress ?? row.address;
    return now ? [{ ...row, nodeAddress, address: now.address, port: now.port, access: now.access }] : [];
  }),
});

/** Keeps what it is ordered with, so that it can be gone on with. */
const keepOrder = ({ workspace, run, who, yaml, groups, nodes, skipped }: RenewalOrder): Promise<void> =>
  keepRunOrder(workspace, run, {
    operation: 'renew',
    by: who,
    spec: yaml,
    skipped: [...(skipped ?? [])],
    ...(groups && { groups: [...groups] }),
    ...(nodes && { nodes: [...nodes] }),
  });

/** @throws {ProblemError} `certificates.unknown-node` */
function renewalOf({ spec, groups = leafGroups, nodes = [] }: RenewalOrder): Renewal {
  const known = spec.nodes.map((node) => node.name);
  const strange = nodes.filter((name) => !known.includes(name));
  if (strange.length > 0) throw new ProblemError(problem('certificates.unknown-node', { nodes: strange, known }));
  return { groups, nodes: nodes.length === 0 ? known : nodes };
}

/** Certificates of this cluster are for its own hosts. @throws {ProblemError} `check.other-cluster` */
function refuseStrangers({ cluster }: Workspace, facts: Look['facts']): void {
  const [first, ...more] = [...facts]
    .filter(([, fact]) => fact.cluster !== cluster.uid)
    .map(([host, fact]) => problem('check.other-cluster', { found: fact.cluster ?? '', expected: cluster.uid }, { host }));
  if (first) throw new ProblemError(first, ...more);
}
