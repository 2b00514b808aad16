import { layout } from '../../../../shared/model/layout.ts';
import type { Etcd, Founder } from '../etcd/etcd.ts';
import { runningMembers } from '../etcd/running.ts';
import type { Machine } from '../machine.ts';
import { Fatal } from './kubeadm-fatal.ts';
import { podManifest, staticPod } from './kubeadm-node.ts';
import { type Call, takes } from './program.ts';

// Facts: kubeadm's cmd/kubeadm/app/phases/etcd/local.go.

const peerUrlOf = ({ config }: Machine): string => `https://${config.address}:2380`;
const pki = `${layout.kubernetesPki}/etcd`;

/** The manifest of a stacked member's static pod. Without other members it founds an etcd of its own. */
export function etcdManifestOf(machine: Machine, name: string, dataDir: string, others: readonly Founder[] = []): string {
  const client = `https://${machine.config.address}:2379`;
  const peer = peerUrlOf(machine);
  return podManifest('etcd', [
    'etcd',
    `--advertise-client-urls=${client}`,
    `--cert-file=${pki}/server.crt`,
    '--client-cert-auth=true',
    `--data-dir=${dataDir}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=${[...others, { name, url: peer }].map((one) => `${one.name}=${one.url}`).join(',')}`,
    ...(others.length > 0 ? ['--initial-cluster-state=existing'] : []),
    `--key-file=${pki}/server.key`,
    `--listen-client-urls=https://127.0.0.1:2379,${client}`,
    '--listen-metrics-urls=http://127.0.0.1:2381',
    `--listen-peer-urls=${peer}`,
    `--name=${name}`,
    `--peer-cert-file=${pki}/peer.crt`,
    '--peer-client-cert-auth=true',
    `--peer-key-file=${pki}/peer.key`,
    `--peer-trusted-ca-file=${pki}/ca.crt`,
    `--trusted-ca-file=${pki}/ca.crt`,
  ]);
}

/** Starts a stacked member as a static pod. */
export function etcdPod(call: Call, name: string, dataDir: string, others: readonly Founder[] = []): void {
  call.machine.files.makeDirectories(dataDir, 0o700);
  staticPod(call, 'etcd', etcdManifestOf(call.machine, name, dataDir, others));
}

/** Before a master joins, every member that was ever started must answer. @throws {Fatal} */
export function checkEtcd({ cluster, print }: Call, etcd: Etcd): void {
  print('[check-etcd] Checking that the etcd cluster is healthy\n');
  const up = runningMembers(cluster, etcd).map(({ member }) => member.id);
  const dead = etcd.members.find(({ id, clientUrls }) => clientUrls.length > 0 && !up.includes(id));
  if (dead)
    throw new Fatal(
      `error execution phase etcd-join: etcd cluster is not healthy: failed to dial endpoint ${dead.clientUrls[0] ?? ''} with maintenance client: context deadline exceeded`,
    );
}

/** Adds a joining master's member as a learner, starts it, and promotes it once it runs. @throws {Fatal} */
export async function joinEtcd(call: Call, etcd: Etcd, name: string, dataDir: string): Promise<void> {
  const { machine, cluster, print } = call;
  const url = peerUrlOf(machine);
  const before = etcd.members.filter((member) => member.peerUrls[0] !== url);
  if (!etcd.memberAt(url)) {
    etcd.add(url, true, machine.seconds());
    cluster.tell();
  }
  print('[etcd] Announced new etcd member joining to the existing etcd cluster\n');
  print('[etcd] Creating static Pod manifest for "etcd"\n');
  const others = before.map((member) => ({ name: member.name, url: member.peerUrls[0] ?? '' }));
  etcdPod(call, name, dataDir, others);
  print('[etcd] Waiting for the new etcd member to join the cluster. This can take up to 40s\n');
  const own = () => runningMembers(cluster, etcd).find((running) => running.machine === machine);
  for (const until = machine.clock.now() + longest; !own();) {
    if (machine.clock.now() > until)
      throw new Fatal('error execution phase etcd-join: timeout waiting for etcd cluster to be available');
    await takes(call, 500);
  }
  const { id = '' } = own()?.member ?? {};
  etcd.change(id, { learner: false });
  cluster.tell();
}

/** As long as kubeadm waits for a member, in ms. */
const longest = 40_000;
