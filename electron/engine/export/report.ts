import type { ClusterSpec } from '../../../shared/model/spec.ts';
import { ProblemError } from '../../../shared/problems/problem.ts';
import type { Report } from '../../../shared/report/report.ts';
import type { RunState } from '../../../shared/run/state.ts';
import { openBundle } from '../bundle/bundle.ts';
import { summariesOf } from '../certificates/summaries.ts';
import { keptCertificates } from '../cluster-material.ts';
import { latestDeployOrder } from '../runner/run-order.ts';
import { runState } from '../runner/run-state.ts';
import { readKeyRecords } from '../vault/records.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** What the report of a cluster tells, from its workspace alone: the vault stays closed, and no host is asked. */
export async function gatherReport(workspace: Workspace, spec: ClusterSpec, signal: AbortSignal): Promise<Report> {
  const { endpoint, network } = spec;
  const order = await latestDeployOrder(workspace);
  const { erased } = await readKeyRecords(workspace.dir);
  const runs: RunState[] = [];
  const unreadable: string[] = [];
  for (const run of await workspace.runs()) {
    const state = await runState(workspace, run, signal).catch((error: unknown) => {
      // what a cluster is handed over with does not depend on the whole of its history
      if (error instanceof ProblemError && error.problems[0].code === 'run.journal-broken') return undefined;
      throw error;
    });
    if (state === undefined) unreadable.push(run);
    else if (state.startedAt !== undefined) runs.push(state);
  }
  return {
    cluster: {
      name: spec.name,
      kubernetes: spec.kubernetes.version,
      etcd: spec.etcd.topology,
      endpoint: `https://${endpoint.address}:${endpoint.port}`,
    },
    practice: workspace.cluster.practice === true,
    networks: { pods: network.podSubnet, services: network.serviceSubnet, dnsDomain: network.dnsDomain },
    nodes: spec.nodes.map(({ name, address, nodeAddress = address, roles }) => ({ name, address: nodeAddress, roles })),
    versions: await versionsOf(order?.bundle, spec, signal),
    certificates: summariesOf(spec, await keptCertificates(workspace)),
    runs,
    unreadable,
    accepted: order?.accepted ?? [],
    erasure: erased && { at: erased.at, by: erased.by, erased: [...erased.secrets, ...erased.files] },
  };
}

/** The parts of the bundle that was used last; where that is gone, what the spec says. */
async function versionsOf(dir: string | undefined, spec: ClusterSpec, signal: AbortSignal): Promise<Report['versions']> {
  const kubernetes = { name: 'Kubernetes', version: spec.kubernetes.version };
  const bundle = dir === undefined ? undefined : await openBundle(dir, signal).catch(() => undefined);
  await bundle?.close();
  const parts = (bundle?.manifest.parts ?? [])
    .filter((part) => part.arch === spec.arch)
    .map((part) => {
      if ('version' in part) return { name: part.name, version: part.version };
      const colon = part.name.lastIndexOf(':');
      return { name: part.name.slice(0, colon), version: part.name.slice(colon + 1) };
    });
  return [kubernetes, ...parts.sort((a, b) => (a.name < b.name ? -1 : 1))];
}
