import { X509Certificate } from 'node:crypto';
import { apiViewOf, clusterQuery } from '../../shared/cluster/kubernetes-answers.ts';
import { etcdMembersQuery, etcdViewOf } from '../../shared/cluster/etcd-answers.ts';
import { leftoverPaths } from '../../shared/checks/leftovers.ts';
import type { HostFacts } from '../../shared/model/facts.ts';
import { layout } from '../../shared/model/layout.ts';
import type { HostView, Observed } from '../../shared/model/observed.ts';
import type { ClusterSpec, NodeSpec } from '../../shared/model/spec.ts';
import { etcdClientPkiOf } from '../../shared/planner/etcd.ts';
import { etcdOwnStatusQuery } from '../../shared/proof/etcd-leader.ts';
import { etcdFiles } from '../../shared/spec/etcd-files.ts';
import { apiPort, resolveNode } from '../../shared/spec/resolve.ts';
import { concurrently } from './concurrently.ts';
import type { Fleet } from './fleet.ts';
import { look } from './node/command-verbs.ts';
import type { Results } from './node/ask.ts';
import { probeWith } from './node/facts.ts';
import type { Node } from './node/node.ts';
import { read, run } from './node/verbs.ts';
import { kubectl } from './proof/kubernetes.ts';
import { probeQueryOf } from './survey.ts';

/** What the hosts are, and what cluster they are. */
export interface Look {
  /** Of every host that was reached, by the spec's names. */
  readonly facts: Map<string, HostFacts>;
  readonly observed: Observed;
}

/** How long a master's program may take to answer, in seconds. */
const PATIENCE = 10;

/**
 * Looks at the hosts of a spec: what each is, and what cluster it is part of. Every etcd member and every API server is asked itself, on
 * its own master, in the round trip of the probe. Changes nothing, and waits for nobody: who does not answer is told as such.
 * @throws {ProblemError} as `Node.ask`
 */
export async function lookAt(spec: ClusterSpec, fleet: Fleet, signal: AbortSignal): Promise<Look> {
  const facts = new Map<string, HostFacts>();
  const hosts = await concurrently(spec.nodes, Math.max(1, fleet.nodes.size), async (row): Promise<HostView> => {
    const node = fleet.nodes.get(row.name);
    if (node === undefined) return { host: row.name, reached: false, signs: [], completed: false, kubeadmStarted: false };
    const seen = await lookAtHost(spec, row, node, signal);
    facts.set(row.name, seen.facts);
    return seen.view;
  });
  return { facts, observed: { at: Date.now(), hosts } };
}

async function lookAtHost(
  spec: ClusterSpec,
  row: NodeSpec,
  node: Node,
  signal: AbortSignal,
): Promise<{ facts: HostFacts; view: HostView }> {
  const { master, nodeAddress, storage } = resolveNode(spec, row);
  const query = probeQueryOf(spec);
  const members = [...leftoverPaths, `${storage.etcd}/member`];
  const paths = [...new Set([...query.paths, ...members, layout.completed])];
  const probed = master
    ? await probeWith(node, { ...query, paths }, [look('kubeadm'), ...questionsFor(spec, nodeAddress)], signal)
    : await probeWith(node, { ...query, paths }, [look('kubeadm')], signal);
  const { facts, answers } = probed;
  const [kubeadm, ...asked] = answers;
  return {
    facts,
    view: {
      host: row.name,
      reached: true,
      ...(facts.cluster !== undefined && { mark: facts.cluster }),
      signs: members.filter((path) => facts.present.includes(path)),
      completed: facts.present.includes(layout.completed),
      kubeadmStarted: kubeadm.state !== 'none',
      machineId: facts.machineId,
      ...(asked.length !== 0 && masterView(spec, asked)),
    },
  };
}

type Answers = Results<ReturnType<typeof questionsFor>>;

/** What a master's own etcd member and API server answered. */
function masterView(
  spec: ClusterSpec,
  [status, list, api, ...certificates]: Answers,
): Pick<HostView, 'etcd' | 'api' | 'expired'> {
  const etcd = etcdViewOf(status.output, list.output);
  const expired = servingCertificates(spec).filter((_, i) => hasExpired(certificates[i]));
  return { api: apiViewOf(api), ...(etcd && { etcd }), ...(expired.length > 0 && { expired }) };
}

/** The certificates by which an API server and a member of etcd are known. */
const servingCertificates = (spec: ClusterSpec) =>
  [
    `${layout.kubernetesPki}/apiserver.crt`,
    spec.etcd.topology === 'external' ? etcdFiles(spec).server.certificate : `${layout.kubernetesPki}/etcd/server.crt`,
  ] as const;
/** In bytes: a certificate has a few thousand. */
const LARGEST = 64 * 1024;

/** Whether a certificate's time is over by this computer's clock; what is no certificate has none. */
function hasExpired(pem: Buffer | undefined): boolean {
  if (pem === undefined) return false;
  try {
    return Date.parse(new X509Certificate(pem).validTo) < Date.now();
  } catch {
    return false;
  }
}

const questionsFor = (spec: ClusterSpec, nodeAddress: string) => {
  const pki = etcdClientPkiOf(spec);
  const etcdctl = `${layout.bin}/etcdctl`;
  const [server, member] = servingCertificates(spec);
  return [
    run(PATIENCE, [etcdctl, ...etcdOwnStatusQuery(pki)]),
    run(PATIENCE, [etcdctl, ...etcdMembersQuery(pki)]),
    run(PATIENCE, kubectl('--server', `https://${nodeAddress}:${apiPort(spec)}`, ...clusterQuery)),
    read(server, LARGEST),
    read(member, LARGEST),
  ] as const;
};
