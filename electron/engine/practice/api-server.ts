import { layout } from '../../../shared/model/layout.ts';
import { keepalivedPaths } from '../../../shared/templates/keepalived.ts';
import { containerOf } from './containers.ts';
import { durations } from './durations.ts';
import type { PracticeCluster } from './cluster.ts';
import { validUntil } from './certificate-times.ts';
import type { Etcd } from './etcd/etcd.ts';
import { servedEtcd } from './etcd/running.ts';
import type { Container, Machine } from './machine.ts';

/** A static pod's container that has run for so long. */
function hasRun(machine: Machine, component: string, afterMs: number): Container | undefined {
  const container = containerOf(machine, component);
  return container && machine.clock.now() >= container.since + afterMs ? container : undefined;
}

/** The namespaces that an API server makes where its etcd has none of them. */
const systemNamespaces = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

/** The certificate by which an API server is a client of etcd. */
const etcdClient = `${layout.kubernetesPki}/apiserver-etcd-client.crt`;

/** The etcd that a master's own API server shows; undefined where it does not answer. */
export function shownBy(cluster: PracticeCluster, machine: Machine): Etcd | undefined {
  const container = hasRun(machine, 'kube-apiserver', durations.apiServer);
  const until = container && validUntil(machine, etcdClient);
  // a connection to etcd outlives the certificate that it was made with
  if (!container || (until !== undefined && container.entered * 1000 > until)) return undefined;
  const etcd = servedEtcd(cluster, machine);
  if (!etcd) return undefined;
  for (const name of systemNamespaces)
    if (!etcd.store.object('Namespace', undefined, name)) {
      etcd.store.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }, cluster.clock.now());
      cluster.touch();
    }
  return etcd;
}

/** Whether a master's own API server answers. */
export const apiAnswers = (cluster: PracticeCluster, machine: Machine): boolean => shownBy(cluster, machine) !== undefined;

/** The virtual address that a machine's Keepalived is to hold, with its prefix and card. */
export function virtualAddressOf(machine: Machine): { address: string; prefix: string; card: string } | undefined {
  const config = machine.files.text(keepalivedPaths.config) ?? '';
  const [, address, prefix, card] = /virtual_ipaddress \{\s*([\d.]+)\/(\d+) dev (\S+)/.exec(config) ?? [];
  return address === undefined || prefix === undefined || card === undefined ? undefined : { address, prefix, card };
}

/** What Keepalived's check asks. */
const takesPart = (cluster: PracticeCluster, machine: Machine): boolean =>
  !(Number(machine.files.text(keepalivedPaths.aside)) > machine.seconds()) && apiAnswers(cluster, machine);

/** Who has the virtual address: a master whose API server answers before one whose does not; who has it keeps it among equals. */
export function holderOf(cluster: PracticeCluster): Machine | undefined {
  const candidates = [...cluster.machines.values()]
    .filter((machine) => hasRun(machine, 'keepalived', durations.keepalived) && virtualAddressOf(machine))
    .map((machine) => ({ machine, priority: takesPart(cluster, machine) ? 150 : 100 }));
  const best = Math.max(...candidates.map(({ priority }) => priority));
  const equals = candidates.filter(({ priority }) => priority === best).map(({ machine }) => machine);
  const holder = equals.find((machine) => machine.config.name === cluster.holder) ?? equals[0];
  cluster.holder = holder?.config.name;
  return holder;
}

/** Who answers at an address of the API, and the etcd that is behind; or why nobody does, as kubectl prints it. */
export type Reached = { readonly machine: Machine; readonly etcd: Etcd } | { readonly silent: string };

/** Asks for the API server behind an address. */
export function reachApi(cluster: PracticeCluster, address: string, port: string): Reached {
  const refused = `The connection to the server ${address}:${port} was refused - did you specify the right host or port?`;
  const noRoute = `Unable to connect to the server: dial tcp ${address}:${port}: connect: no route to host`;
  const at = (machine: Machine, silent: string): Reached => {
    const etcd = shownBy(cluster, machine);
    return etcd ? { machine, etcd } : { silent };
  };
  const machine = cluster.byAddress(address);
  if (machine) return at(machine, machine.on ? refused : noRoute);
  const machines = [...cluster.machines.values()];
  if (machines.some((other) => virtualAddressOf(other)?.address === address)) {
    const holder = holderOf(cluster);
    return holder ? at(holder, refused) : { silent: noRoute };
  }
  // a load balancer
  const behind = machines.find((other) => apiAnswers(cluster, other));
  return behind ? at(behind, noRoute) : { silent: noRoute };
}
