import { type ClusterStatus, statusIn } from '../../shared/cluster/status.ts';
import type { ClusterSpec } from '../../shared/model/spec.ts';
import { ProblemError } from '../../shared/problems/problem.ts';
import { resolveNode } from '../../shared/spec/resolve.ts';
import { recordOf } from './cluster-record.ts';
import type { Fleet } from './fleet.ts';
import { type Look, lookAt } from './observe.ts';
import { holdersOf } from './proof/single-vip.ts';
import { skippedInLatest } from './skips.ts';
import type { Workspace } from './workspace/workspace.ts';

/**
 * One look at the cluster; changes nothing, waits for nothing. A host that breaks off in the middle of it is told as not reached.
 * @throws {ProblemError} `cluster.identity-unknown`
 */
export async function statusOf(
  workspace: Workspace,
  spec: ClusterSpec,
  fleet: Fleet,
  signal: AbortSignal,
): Promise<ClusterStatus> {
  const { look, vipHolders, problems } = await seenBy(spec, fleet, signal);
  return statusIn(spec, workspace.cluster.uid, {
    record: await recordOf(workspace, look),
    observed: look.observed,
    vipHolders,
    problems,
    skipped: [...(await skippedInLatest(workspace))],
  });
}

interface Sight extends Pick<ClusterStatus, 'problems'> {
  readonly look: Look;
  readonly vipHolders: readonly string[];
}

/** What whoever answers to the end shows: the others are left out, and it is looked at once more. */
async function seenBy(spec: ClusterSpec, fleet: Fleet, signal: AbortSignal): Promise<Sight> {
  const { endpoint } = spec;
  const masters = spec.nodes.filter((row) => resolveNode(spec, row).master && fleet.nodes.has(row.name));
  const names = masters.map(({ name }) => name);
  try {
    const look = await lookAt(spec, fleet, signal);
    const vipHolders = endpoint.kind === 'keepalived' ? await holdersOf(fleet.nodes, names, endpoint.address, signal) : [];
    return { look, vipHolders, problems: [...fleet.unreachable] };
  } catch (error) {
    if (signal.aborted || !(error instanceof ProblemError)) throw error;
    const lost = new Set(error.problems.map(({ host }) => host));
    const nodes = new Map([...fleet.nodes].filter(([name]) => !lost.has(name)));
    if (nodes.size === fleet.nodes.size) throw error;
    return seenBy(spec, { ...fleet, nodes, unreachable: [...fleet.unreachable, ...error.problems] }, signal);
  }
}
