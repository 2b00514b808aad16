import { z } from 'zod';
import { type Lab, onNode } from '../lab.ts';

/** `classic` is external, with the files where the paper has them. */
export type Topology = 'external' | 'stacked' | 'classic';

/** Where a master has the files of a client of etcd. */
export const clientFiles = {
  external: { ca: '/etc/etcd/pki/ca.crt', cert: '/etc/etcd/pki/client.crt', key: '/etc/etcd/pki/client.key' },
  classic: {
    ca: '/etc/kubernetes/pki/etcd/ca.pem',
    cert: '/etc/kubernetes/pki/etcd/client.pem',
    key: '/etc/kubernetes/pki/etcd/client-key.pem',
  },
  stacked: {
    ca: '/etc/kubernetes/pki/etcd/ca.crt',
    cert: '/etc/kubernetes/pki/etcd/healthcheck-client.crt',
    key: '/etc/kubernetes/pki/etcd/healthcheck-client.key',
  },
};

/** The shell command for etcdctl on a master. */
export function etcdctl(topology: Topology, ...args: readonly string[]): string {
  const { ca, cert, key } = clientFiles[topology];
  const access = `--endpoints=https://127.0.0.1:2379 --cacert=${ca} --cert=${cert} --key=${key} --command-timeout=5s`;
  return `/opt/barque/bin/etcdctl ${access} ${args.join(' ')}`;
}

/** Reads etcdctl's JSON. A member's id is a 64-bit number, which JSON.parse would round: it stays a string. */
export const exactJson = (text: string): unknown => JSON.parse(text.replace(/:(\d{16,})/g, ':"$1"'));
const id = z.union([z.string(), z.number()]).transform(String);
const header = z.object({ cluster_id: id, member_id: id });
const memberList = z.object({
  header,
  members: z.array(
    z.object({ ID: id, name: z.string(), clientURLs: z.array(z.string()), isLearner: z.boolean().default(false) }),
  ),
});
const statusList = z.array(z.object({ Endpoint: z.string(), Status: z.object({ header, leader: id }) }));
const healthList = z.array(z.object({ endpoint: z.string(), health: z.boolean() }));

export interface Member {
  readonly id: string;
  readonly name: string;
  readonly learner: boolean;
  readonly healthy: boolean;
  readonly leads: boolean;
}

/** What etcd says of itself on a master, asked by SSH. @throws where one of its members does not answer */
export async function etcdSays(lab: Lab, master: string, topology: Topology): Promise<{ cluster: string; members: Member[] }> {
  const ask = (...args: string[]) => onNode(lab, master, etcdctl(topology, ...args, '-w', 'json'));
  const { header: head, members } = memberList.parse(exactJson(await ask('member', 'list')));
  const health = healthList.parse(exactJson(await ask('endpoint', 'health', '--cluster')));
  const status = statusList.parse(exactJson(await ask('endpoint', 'status', '--cluster')));
  const leader = status[0]?.Status.leader;
  return {
    cluster: head.cluster_id,
    members: members.map(({ ID, name, clientURLs, isLearner }) => ({
      id: ID,
      name,
      learner: isLearner,
      healthy: health.some(({ endpoint, health: well }) => well && clientURLs.includes(endpoint)),
      leads: ID === leader,
    })),
  };
}
