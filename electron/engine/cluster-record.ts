import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import type { ClusterRecord } from '../../shared/cluster/record.ts';
import type { NodeIdentity } from '../../shared/model/identity.ts';
import type { KubeNode, Observed } from '../../shared/model/observed.ts';
import { pkiNames } from '../../shared/model/pki-names.ts';
import { hostname } from '../../shared/model/scalars.ts';
import type { ClusterSpec, NodeSpec } from '../../shared/model/spec.ts';
import { problem, type Problem, ProblemError } from '../../shared/problems/problem.ts';
import type { Site, SiteNode } from '../../shared/site/site.ts';
import { resolveNode } from '../../shared/spec/resolve.ts';
import type { Look } from './observe.ts';
import { describe } from './pki/inspect.ts';
import { journalEnds } from './runner/journal-ends.ts';
import { skippedInLatest } from './skips.ts';
import { specIn } from './spec-text.ts';
import { codeOf } from './workspace/durable-file.ts';
import { isFromEarlier, readRecord } from './workspace/record.ts';
import type { Workspace } from './workspace/workspace.ts';

/**
 * What the workspace knows of its cluster. One that an earlier Barque made has no record: it is made of the spec that was applied last, and
 * of what Kubernetes and the workspace's own certificates call the nodes. Where the cluster stands no host's word is taken for its name.
 * @throws {ProblemError} `cluster.identity-unknown`, of every node that nobody can name
 */
export async function recordOf(workspace: Workspace, { observed, facts }: Look): Promise<ClusterRecord | undefined> {
  const kept = await readRecord(workspace.dir);
  if (kept !== undefined || !(await isFromEarlier(workspace.dir))) return kept;
  const spec = specIn(await workspace.readSpec());
  const stands = await hasSucceeded(workspace);
  const problems: Problem[] = [];
  const nodes: NodeIdentity[] = [];
  for (const row of spec.nodes) {
    const found = stands ? undefined : facts.get(row.name)?.hostname.trim().toLowerCase();
    const name = (await nameOf(workspace, row, observed)) ?? found;
    if (name === undefined)
      problems.push(problem('cluster.identity-unknown', { address: nodeAddressOf(row) }, { host: row.name }));
    else nodes.push(identity(spec, row, name, stands, observed));
  }
  const [first, ...more] = problems;
  if (first) throw new ProblemError(first, ...more);
  const founder = nodes.find((node) => node.master)?.name ?? '';
  const left = [...(await skippedInLatest(workspace))];
  return { schema: 'barque-cluster-record/v1', stage: stands ? 'standing' : 'founding', founder, nodes, spec, left };
}

/** Whether any run of the workspace came to its end in success. */
async function hasSucceeded(workspace: Workspace): Promise<boolean> {
  for (const run of await workspace.runs()) {
    const ends = await journalEnds(workspace.journalOf(run));
    if (ends?.end?.outcome === 'success') return true;
  }
  return false;
}

const nodeAddressOf = (row: NodeSpec): string => row.nodeAddress ?? row.address;

const nameOf = async (workspace: Workspace, row: NodeSpec, observed: Observed): Promise<string | undefined> =>
  row.hostname ?? nodeObjectOf(row, observed)?.name ?? (await certifiedName(workspace, row.name));

const nodeObjectOf = (row: NodeSpec, { hosts }: Observed): KubeNode | undefined =>
  hosts
    .flatMap(({ api }) => (api?.kind === 'answers' ? api.nodes : []))
    .find(({ address, name }) => address === nodeAddressOf(row) && hostname.safeParse(name).success);

/** The name in a certificate that the workspace has signed for the node: its kubelet's as a client, or its member of etcd. */
async function certifiedName(workspace: Workspace, node: string): Promise<string | undefined> {
  const own = [pkiNames.kubelet(node), pkiNames.etcdPeer(node)].map((names) => names.certificate);
  for (const file of own) {
    const pem = await readFile(join(workspace.pki, file), 'utf8').catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw error;
    });
    if (pem === undefined) continue;
    const [, name = ''] = /CN=(?:system:node:)?([^,/\n]+)/.exec(describe(pem).subject) ?? [];
    if (hostname.safeParse(name).success) return name;
  }
  return undefined;
}

function identity(spec: ClusterSpec, row: NodeSpec, name: string, joined: boolean, observed: Observed): NodeIdentity {
  const { nodeAddress, master, storage } = resolveNode(spec, row);
  const machineId = observed.hosts.find(({ host }) => host === row.name)?.machineId;
  return { name: row.name, hostname: name, nodeAddress, master, storage, ...(machineId !== undefined && { machineId }), joined };
}

const identityOfNode = ({ name, hostname: host, nodeAddress, master, storage, facts }: SiteNode): NodeIdentity => ({
  name,
  hostname: host,
  nodeAddress,
  master,
  storage,
  machineId: facts.machineId,
  joined: false,
});

/**
 * The record as it is kept when a deployment begins: with the identities of those who are new. Until `kubeadm init` is started it is made
 * anew of the spec and the hosts each time.
 */
export function recordAtBegin(site: Site, before: ClusterRecord | undefined): ClusterRecord {
  const { scope, spec, nodes, first } = site;
  if (before === undefined || (scope.kind === 'create' && !scope.founded))
    return {
      schema: 'barque-cluster-record/v1',
      stage: 'preparing',
      founder: first.name,
      nodes: nodes.map(identityOfNode),
      spec,
    };
  const rows = new Set(spec.nodes.map(({ name }) => name));
  const kept = before.nodes.filter((node) => rows.has(node.name));
  const added = nodes.filter(({ name }) => !kept.some((node) => node.name === name)).map(identityOfNode);
  return { ...before, nodes: [...kept, ...added] };
}

/** The record once a deployment came to its end in success. */
export const recordAtEnd = (
  site: Site,
  begun: ClusterRecord,
  { seen, left }: Pick<ClusterRecord, 'seen' | 'left'>,
): ClusterRecord => {
  const reached = new Set(site.nodes.map(({ name }) => name));
  // what was owed to a node that is away still is
  const owed = (begun.left ?? []).filter((step) => site.away.some(({ name }) => step.endsWith(`/${name}`)));
  return {
    ...begun,
    stage: 'standing',
    spec: site.spec,
    nodes: begun.nodes.map((node) => (reached.has(node.name) ? { ...node, joined: true } : node)),
    left: [...new Set([...(left ?? []), ...owed])],
    ...(seen && { seen }),
  };
};
