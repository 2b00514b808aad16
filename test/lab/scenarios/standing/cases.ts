import assert from 'node:assert/strict';
import { succeeded } from '../deploy.ts';
import type { Spec } from '../operator.ts';
import { startRenewal } from '../renew.ts';
import { until } from '../until.ts';
import { bundleWithAnotherEtcd } from './another-etcd.ts';
import { expireCertificates } from './expire.ts';
import type { Ground } from './ground.ts';
import { allReady, emptyDisk, letApiSpeak, renameHost, restartAll, silenceApi } from './harms.ts';

/** Something that is changed in the spec or the bundle of a cluster that stands, or done to its hosts; then it is applied again. */
export interface Case {
  readonly changed: string;
  /** Refused before anything was changed on any host (exit status 2), or success and no step changes anything. */
  readonly expect: 'refused' | 'no-change';
  readonly spec?: (spec: Spec) => Spec;
  /** Gives the path of the bundle. */
  readonly bundle?: (on: Ground) => Promise<string>;
  readonly harm?: (on: Ground) => Promise<void>;
  /** Puts right what `harm` did, also where the case failed. */
  readonly mend?: (on: Ground) => Promise<void>;
  /** The master that `harm` takes from the cluster, for good: such a case comes last. Its etcd is not asked. */
  readonly away?: string;
  /** What the remedies of the refusal must name. */
  readonly leadsTo?: RegExp;
  /** What must work after the refusal. */
  readonly then?: (on: Ground) => Promise<void>;
}

type Row = Spec['nodes'][number];
const rows = (change: (all: readonly Row[]) => Row[]) => (spec: Spec) => ({ ...spec, nodes: change(spec.nodes) });
const row = (name: string, change: Partial<Row>) =>
  rows((all) => all.map((one) => (one.name === name ? { ...one, ...change } : one)));
const isMaster = (one: Row) => one.roles.includes('master');
const kubeadm = (change: NonNullable<NonNullable<Spec['merge']>['kubeadm']>) => (spec: Spec) => ({
  ...spec,
  merge: { ...spec.merge, kubeadm: { ...spec.merge?.kubeadm, ...change } },
});

const mendedRename = (node: string): Pick<Case, 'harm' | 'mend'> => ({
  harm: renameHost(node, `${node}-renamed`),
  mend: renameHost(node, node),
});

/** The least harmful first. What follows one that left harm behind is played on a new cluster. */
export const cases: readonly Case[] = [
  { changed: 'nothing', expect: 'no-change' },
  {
    changed: 'rows of masters in another order',
    expect: 'no-change',
    spec: rows((all) => [
      ...all.filter(isMaster).slice(1),
      ...all.filter(isMaster).slice(0, 1),
      ...all.filter((one) => !isMaster(one)),
    ]),
  },
  { changed: 'all rows reversed', expect: 'no-change', spec: rows((all) => [...all].reverse()) },
  { changed: 'network.nodePorts', expect: 'refused', spec: (spec) => ({ ...spec, network: { nodePorts: '30000-32000' } }) },
  {
    changed: 'network.plugin.backend',
    expect: 'refused',
    spec: (spec) => ({ ...spec, network: { plugin: { kind: 'flannel', backend: 'host-gw' } } }),
  },
  {
    changed: 'apiServer.extraSans',
    expect: 'refused',
    spec: (spec) => ({ ...spec, apiServer: { extraSans: ['api.example.org'] } }),
  },
  { changed: 'labels of a worker', expect: 'refused', spec: row('w1', { labels: { 'example.org/rack': 'r7' } }) },
  {
    changed: 'taints of a worker',
    expect: 'refused',
    spec: row('w1', { taints: [{ key: 'example.org/only', effect: 'NoSchedule' }] }),
  },
  {
    changed: 'merge.kubeadm.cluster',
    expect: 'refused',
    spec: kubeadm({ cluster: { apiServer: { extraArgs: [{ name: 'v', value: '2' }] } } }),
  },
  {
    changed: 'merge.kubeadm.kubelet',
    expect: 'refused',
    spec: (spec) => kubeadm({ kubelet: { ...spec.merge?.kubeadm?.kubelet, maxPods: 120 } })(spec),
  },
  {
    changed: 'merge.containerd',
    expect: 'refused',
    spec: (spec) => ({ ...spec, merge: { ...spec.merge, containerd: { ...spec.merge?.containerd, debug: { level: 'debug' } } } }),
  },
  { changed: 'a worker’s row removed', expect: 'refused', spec: rows((all) => all.filter(({ name }) => name !== 'w1')) },
  { changed: 'a master’s row removed', expect: 'refused', spec: rows((all) => all.filter(({ name }) => name !== 'm3')) },
  { changed: 'hostname of a worker’s row', expect: 'refused', spec: row('w1', { hostname: 'w1-renamed' }) },
  { changed: 'hostname of a master’s row', expect: 'refused', spec: row('m2', { hostname: 'm2-renamed' }) },
  {
    changed: 'name of a worker’s row',
    expect: 'refused',
    spec: rows((all) => all.map((one) => (one.name === 'w1' ? { ...one, name: 'w9' } : one))),
  },
  { changed: 'a worker’s host renamed', expect: 'refused', ...mendedRename('w1') },
  { changed: 'a master’s host renamed', expect: 'refused', ...mendedRename('m2') },
  {
    changed: 'a bundle with another etcd',
    expect: 'refused',
    bundle: ({ stage, cluster }) => bundleWithAnotherEtcd(stage, cluster.operator.bundle),
  },
  { changed: 'storage.etcd', expect: 'refused', spec: (spec) => ({ ...spec, storage: { etcd: '/data/etcd' } }) },
  { changed: 'storage.root', expect: 'refused', spec: (spec) => ({ ...spec, storage: { root: '/data/barque' } }) },
  {
    changed: 'the API silent on all masters, for minutes',
    expect: 'refused',
    harm: silenceApi,
    mend: letApiSpeak,
  },
  {
    changed: 'all certificates expired',
    expect: 'refused',
    harm: ({ stage, masters, cluster }) => expireCertificates(stage.lab, masters, cluster.operator.workspace),
    leadsTo: /certs renew/,
    then: async (ground) => {
      await succeeded(startRenewal(ground.stage, ground.cluster).ended);
      await allReady(ground);
    },
  },
  {
    changed: 'all certificates expired, the kubelets’ too, and then the machines restarted',
    expect: 'refused',
    harm: ({ stage, masters, cluster }) =>
      expireCertificates(
        stage.lab,
        masters,
        cluster.operator.workspace,
        cluster.nodes.map(({ name }) => name),
      ),
    leadsTo: /certs renew/,
    then: async (ground) => {
      await restartAll(ground);
      const again = await ground.cluster.operator.run('apply');
      assert.deepEqual([...new Set(again.problems.map(({ code }) => code))], ['cluster.locked-out']);
      await succeeded(startRenewal(ground.stage, ground.cluster).ended);
      await allReady(ground);
    },
  },
  {
    changed: 'the first master’s disk emptied',
    expect: 'refused',
    harm: emptyDisk('m1'),
    away: 'm1',
    then: async ({ stage, writer }) => {
      const from = writer.writes.length;
      const goesOn = () => Promise.resolve(writer.writes.slice(from).some(({ ok }) => ok) || undefined);
      await until('a write after the refusal', 30, goesOn, stage.signal);
    },
  },
];
