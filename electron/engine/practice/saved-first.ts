import { z } from 'zod';
import { layout } from '../../../shared/model/layout.ts';
import type { PracticeCluster } from './cluster.ts';
import { writeData } from './etcd/disk.ts';
import { foundEtcd } from './etcd/etcd.ts';
import type { KubeStore } from './etcd/kube-store.ts';
import { type EtcdSettings, settingsOfPod, settingsOfUnit } from './etcd/settings.ts';
import type { Machine } from './machine.ts';
import {
  initDocuments,
  joinDocument,
  nodeMarks,
  type Registration,
  stackedDataDir,
  type UploadedConfig,
} from './programs/kubeadm-config.ts';
import { etcdManifestOf } from './programs/kubeadm-etcd.ts';
import { savedHarbour, savedHost, machineState } from './saved.ts';
import { appliedObject } from './applied-object.ts';

// The first form of what a harbour keeps: hosts had no data of etcd, and all of them shared one set of objects.

/** What hosts shared in the first form. */
export const firstHarbour = savedHarbour.omit({ etcds: true }).extend({
  schema: z.literal('barque-practice/v1'),
  nodes: z.array(
    z.strictObject({
      name: z.string(),
      machine: z.string(),
      registered: z.number(),
      controlPlane: z.boolean(),
      version: z.string(),
    }),
  ),
  objects: z.array(z.strictObject({ object: appliedObject, since: z.number() })),
  stacked: z.array(z.string()),
  leader: z.string().optional(),
});
export type FirstHarbour = z.infer<typeof firstHarbour>;

/** A host in the first form. */
export const firstHost = savedHost.extend({
  schema: z.literal('barque-practice-host/v1'),
  state: machineState.omit({ on: true, etcd: true }),
});

interface Place {
  readonly machine: Machine;
  readonly settings: EtcdSettings;
}

/** Makes of what all hosts shared one etcd, and lays its data on the disks of its members. */
export function adoptFirst(cluster: PracticeCluster, first: FirstHarbour): void {
  const places = first.stacked.length > 0 ? stackedPlaces(cluster, first.stacked) : externalPlaces(cluster);
  const [one] = places;
  if (!one || (first.nodes.length === 0 && first.objects.length === 0)) return;
  const founders =
    first.stacked.length > 0 ? places.map(({ settings: { name, peerUrl } }) => ({ name, url: peerUrl })) : one.settings.initial;
  const etcd = foundEtcd(founders, one.settings.token);
  cluster.etcds.set(etcd.key, etcd);
  for (const { machine, settings } of places) {
    const member = etcd.memberAt(settings.peerUrl);
    if (!member) continue;
    etcd.change(member.id, { clientUrls: [settings.clientUrl] });
    etcd.born.add(member.id);
    writeData(machine.files, settings.dataDir, { etcd: etcd.key, member: member.id });
    if (machine.config.address === first.leader) etcd.leader = member.id;
  }
  etcd.served = true;
  for (const { object, since } of first.objects) etcd.store.put(withEtcd(object, one, first), since);
  for (const node of first.nodes) adoptNode(cluster, etcd.store, node);
}

function externalPlaces(cluster: PracticeCluster): Place[] {
  return [...cluster.machines.values()].flatMap((machine) => {
    const settings = machine.unit(layout.etcdUnit) && settingsOfUnit(machine);
    return settings ? [{ machine, settings }] : [];
  });
}

/** The manifests of stacked members said nothing yet. */
function stackedPlaces(cluster: PracticeCluster, hostnames: readonly string[]): Place[] {
  const machines = hostnames.flatMap(
    (hostname) => [...cluster.machines.values()].find((machine) => machine.hostname === hostname) ?? [],
  );
  const dataDir = machines.flatMap((machine) => stackedDataDir(documentsOf(machine)?.cluster.etcd ?? external) ?? [])[0];
  return machines.flatMap((machine, i) => {
    const others = machines
      .slice(0, i)
      .map(({ hostname, config }) => ({ name: hostname, url: `https://${config.address}:2380` }));
    const path = `${layout.staticPods}/etcd.yaml`;
    machine.files.write(path, 0o600, etcdManifestOf(machine, machine.hostname, dataDir ?? '/var/lib/etcd', others));
    const settings = settingsOfPod(machine);
    return settings ? [{ machine, settings }] : [];
  });
}

const external = { external: { endpoints: [] } };
const documentsOf = ({ files }: Machine) => initDocuments(files.text(layout.kubeadmConfig) ?? '');

/** kubeadm-config said only the version. */
function withEtcd(object: z.infer<typeof appliedObject>, { settings }: Place, { stacked }: FirstHarbour) {
  if (object.metadata.name !== 'kubeadm-config') return object;
  const { version = 'v1.34.4' } = z.object({ version: z.string().optional() }).safeParse(object['spec']).data ?? {};
  const spec: UploadedConfig = { version, etcd: stacked.length > 0 ? { local: { dataDir: settings.dataDir } } : external };
  return { ...object, spec };
}

/** Labels and taints are those that kubeadm was given on the host. */
function adoptNode(cluster: PracticeCluster, store: KubeStore, node: FirstHarbour['nodes'][number]): void {
  const text = cluster.machines.get(node.machine)?.files.text(layout.kubeadmConfig) ?? '';
  const given: Registration | undefined = (initDocuments(text) ?? joinDocument(text))?.nodeRegistration;
  store.putNode({ ...node, ...nodeMarks(given, node.controlPlane) });
}
