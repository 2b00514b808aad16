import { z } from 'zod';
import { type Lab, type LabNode, onNode } from '../../lab.ts';
import { clientFiles, exactJson, type Topology } from '../etcd.ts';
import { until } from '../until.ts';

/** The object that must live as long as the cluster: a ConfigMap of this name in a namespace of this name. */
export const sentinel = 'sentinel';
/** The namespace of what the writer writes. */
export const written = 'written';

/** How the cluster looks from one master, by that master's own member of etcd and its own processes. */
export interface MasterLife {
  /** uid of the namespace kube-system; empty where etcd has none. */
  readonly kubeSystem: string;
  /** uid of the sentinel; empty where etcd has none. */
  readonly sentinel: string;
  /** etcd's members: id, name and peer addresses of each. */
  readonly members: readonly string[];
  readonly revision: number;
  /** Processes of etcd and of the API server: name, pid and start time, in clock ticks since boot. */
  readonly started: readonly string[];
}

/** By the name of the master. */
export type Life = ReadonlyMap<string, MasterLife>;

/** A client pair of etcd that no case touches: what a case does to certificates or to /etc must not blind who looks. */
const pair = '/var/tmp/lab-etcd-client';

/** Puts the client pair where `lifeOf` finds it. It survives a power cut. */
export async function prepareToLook(lab: Lab, masters: readonly LabNode[], topology: Topology): Promise<void> {
  const { cert, key } = clientFiles[topology];
  const copy = `install -d -m 700 ${pair} && install -m 600 ${cert} ${pair}/client.crt && install -m 600 ${key} ${pair}/client.key`;
  await Promise.all(masters.map(({ name }) => onNode(lab, name, copy)));
}

// The server's certificate is not checked: it may have expired.
const access = `--endpoints=https://127.0.0.1:2379 --insecure-skip-tls-verify --cert=${pair}/client.crt --key=${pair}/client.key`;
const etcdctl = `/opt/barque/bin/etcdctl ${access} --command-timeout=10s`;
// An object is stored as protobuf, whose first uid is its own. A key that is not there prints nothing, and only that gives no uid.
const uidPattern = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const uid = (key: string) =>
  `value=$(${etcdctl} get ${key} --print-value-only | { grep -aoE '${uidPattern}' || :; } | { head -n 1; cat >/dev/null; })`;
const processes =
  'for d in /proc/[0-9]*; do read -r comm 2>/dev/null <"$d/comm" || continue; ' +
  'case $comm in etcd|kube-apiserver) echo "$comm ${d#/proc/} $(cut -d" " -f22 "$d/stat")";; esac; done';
const question = [
  'set -eo pipefail',
  `members=$(${etcdctl} member list -w json)`,
  `status=$(${etcdctl} endpoint status -w json)`,
  `${uid('/registry/namespaces/kube-system')}; kube=$value`,
  uid(`/registry/configmaps/${sentinel}/${sentinel}`),
  `printf '%s\\n%s\\n%s\\n%s\\n' "$members" "$status" "$kube" "$value"`,
  `{ ${processes}; } | sort`,
].join('\n');

const id = z.union([z.string(), z.number()]).transform(String);
const memberList = z.object({
  members: z.array(z.object({ ID: id, name: z.string().default(''), peerURLs: z.array(z.string()) })),
});
const statusList = z.array(z.object({ Status: z.object({ header: z.object({ revision: z.number() }) }) })).length(1);

/** Reads what a master answered. @throws where it is not what the question prints */
export function readLife(answer: string): MasterLife {
  const [members = '', status = '', kubeSystem = '', own = '', ...started] = answer.trimEnd().split('\n');
  const [first] = statusList.parse(exactJson(status));
  return {
    kubeSystem,
    sentinel: own,
    members: memberList
      .parse(exactJson(members))
      .members.map(({ ID, name, peerURLs }) => `${ID} ${name} ${peerURLs.join(',')}`)
      .sort(),
    revision: first?.Status.header.revision ?? 0,
    started,
  };
}

/** Seconds within which a master must answer: one that is busy gets more than one try. */
const patience = 60;

/** Asks these masters. @throws where one cannot be reached, or its member of etcd does not answer or has no quorum */
export async function lifeOf(lab: Lab, masters: readonly string[]): Promise<Life> {
  const looks = masters.map(async (name) => {
    const answer = await until(`etcd answers on ${name}`, patience, () => onNode(lab, name, question));
    return [name, readLife(answer)] as const;
  });
  return new Map(await Promise.all(looks));
}

/**
 * What is no longer what it was; a revision may rise, and nothing else may change. `restarts`: whether processes may have been started
 * anew between, as by a power cut.
 */
export function lifeChanges(before: Life, after: Life, { restarts = false } = {}): string[] {
  return [...before].flatMap(([master, was]) => {
    const is = after.get(master);
    if (!is) return [`${master}: was not looked at again`];
    const compare = (what: string, from: readonly string[], to: readonly string[]) =>
      from.join() === to.join() ? [] : [`${master}: ${what} was ${from.join('; ') || 'none'}, is ${to.join('; ') || 'none'}`];
    return [
      ...compare("kube-system's uid", [was.kubeSystem], [is.kubeSystem]),
      ...compare("the sentinel's uid", [was.sentinel], [is.sentinel]),
      ...compare("etcd's members", was.members, is.members),
      ...(is.revision < was.revision ? [`${master}: etcd's revision fell from ${was.revision} to ${is.revision}`] : []),
      ...(restarts ? [] : compare('processes', was.started, is.started)),
    ];
  });
}

/** The names of the objects that the writer made, as a master's etcd has them. */
export async function writtenNames(lab: Lab, master: string): Promise<ReadonlySet<string>> {
  const prefix = `/registry/configmaps/${written}/`;
  const keys = await onNode(lab, master, `${etcdctl} get --prefix ${prefix} --keys-only`);
  return new Set(keys.split('\n').flatMap((key) => (key.startsWith(prefix) ? [key.slice(prefix.length)] : [])));
}
