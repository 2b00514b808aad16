import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Leaf, leafGroups } from '../../../shared/certificates/leaves.ts';
import { layout } from '../../../shared/model/layout.ts';
import type { Step } from '../../../shared/model/plan.ts';
import { planRenewal, renewedLeaves } from '../../../shared/planner/renew/renew.ts';
import { siteOf } from '../../../shared/site/site.ts';
import { keepalivedPaths } from '../../../shared/templates/keepalived.ts';
import { bundleOf, clusterUid, factsOfAll, specOf } from '../../../test/fixtures/site.ts';
import { isSatisfied, judgePlan } from '../deployment.ts';
import { materialOf } from '../material.ts';
import { prove } from '../proof/prove.ts';
import { type ClusterPki, ensurePki } from '../pki/cluster-pki.ts';
import { bring } from '../resources/bring.ts';
import type { ResourceContext } from '../resources/context.ts';
import { MemoryNode } from '../resources/memory-node.fixture.ts';
import { withNewLeaves } from './new-leaves.ts';

const algorithm = 'ecdsa-p256';
const spec = { ...specOf({ workers: 0 }), certificates: { ...specOf().certificates, algorithm } } as const;
const site = siteOf(spec, clusterUid, factsOfAll(spec), bundleOf(spec));
const renewal = { groups: leafGroups, nodes: site.nodes.map((node) => node.name) };
const leaves = renewedLeaves(site, renewal);
const plan = planRenewal(site, renewal);
const steps = plan.steps.filter((step) => step.phase !== 'verify');
const { signal } = new AbortController();
let pki: ClusterPki;
beforeAll(async () => {
  const policy = { algorithm, validity: spec.certificates.validity } as const;
  const wanted = { clusterName: 'demo', endpoint: 'https://10.0.0.5:6443', leaves: [], policy };
  const now = new Date('2026-01-01T00:00:00Z');
  pki = await withNewLeaves(await ensurePki(undefined, wanted, now), spec, leaves, now, signal);
});

const newTextOf = ({ names, on }: Leaf): [path: string, text: string][] => {
  if (on === undefined) return [];
  const [certificate = '', key = ''] = [pki.certificates[names.certificate], pki.secrets[names.key]];
  switch (on.lies.as) {
    case 'pair':
      return [
        [on.lies.certificate, certificate],
        [on.lies.key, key],
      ];
    case 'kubeconfig':
      return [[on.lies.path, pki.secrets[names.kubeconfig ?? ''] ?? '']];
    case 'bundle':
      return [['/var/lib/kubelet/pki/kubelet-client-renewed.pem', certificate + key]];
  }
};
const pods = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'];
const files = { 'kube-apiserver': '/etc/kubernetes/pki/apiserver.crt' } as const;
const readBy = (component: string): string =>
  component === 'kube-apiserver' ? files[component] : `/etc/kubernetes/${component.replace('kube-', '')}.conf`;

/** Three masters in memory, as a deployment left them, that tell what they live through. */
class Masters {
  readonly nodes = new Map<string, MemoryNode>();
  readonly happened: string[] = [];
  /** The host that leads etcd and the one that holds the address. */
  leads = 'm1';
  holds = 'm1';
  /** The round trip, of all hosts', in which the operator's machine dies; every later one fails too. */
  dies = Infinity;
  #trips = 0;
  readonly #containers = new Map<string, string>();

  constructor() {
    for (const { name } of site.nodes) this.nodes.set(name, this.#master(name));
  }

  revive(): void {
    this.dies = Infinity;
  }

  #master(name: string): MemoryNode {
    const node = new MemoryNode();
    for (const leaf of leaves) if (leaf.on?.host === name) for (const [path] of newTextOf(leaf)) node.put(path, 'old');
    for (const unit of [layout.etcdUnit, layout.kubeletUnit])
      node.units.set(unit, { active: 'active', enabled: 'enabled', stamp: 'old' });
    for (const pod of pods) this.#containers.set(`${name} ${pod}`, 'old');
    node.run = (argv) => this.#run(name, node, argv);
    const ask = node.ask.bind(node);
    node.ask = async (asks, abort) => {
      if (++this.#trips >= this.dies) throw new Error('died');
      for (const one of asks) if (one.verb === 'service') this.#restarts(name, node, one.args[0] ?? '');
      return ask(asks, abort);
    };
    return node;
  }

  #restarts(name: string, node: MemoryNode, unit: string): void {
    this.happened.push(`${name} ${unit}`);
    if (unit !== layout.etcdUnit) return;
    expect(this.leads, 'a member that leads is not restarted').not.toBe(name);
    this.#stoodAside(name, node);
  }

  #stoodAside(name: string, node: MemoryNode): void {
    expect(node.files.has(keepalivedPaths.aside)).toBe(true);
    expect(this.holds, 'whoever holds the address is not restarted').not.toBe(name);
    const aside = [...this.nodes.values()].filter((one) => one.files.has(keepalivedPaths.aside));
    expect(aside, 'one at a time').toHaveLength(1);
  }

  #run(name: string, node: MemoryNode, argv: readonly string[]): { status: number; output?: string } {
    const names = [...this.nodes.keys()];
    const has = (word: string) => argv.includes(word);
    const [program = ''] = argv;
    if (program === 'ip') {
      if (node.files.has(keepalivedPaths.aside) && this.holds === name) this.holds = names.find((one) => one !== name) ?? '';
      return { status: 0, output: this.holds === name ? ' 10.0.0.5/24' : '' };
    }
    if (program === 'date') return { status: 0, output: '1000\n' };
    if (program === 'ctr' && has('containers')) {
      const pod = pods.find((one) => argv.at(-1)?.endsWith(`==${one}`) === true) ?? '';
      return { status: 0, output: `${this.#idOf(name, pod)}\n` };
    }
    if (program === 'ctr') return this.#kill(name, node, argv.at(-1) ?? '');
    if (program.endsWith('etcdctl')) {
      if (has('move-leader')) this.leads = names[Number(argv.at(-1)) - 1] ?? '';
      if (has('health'))
        return {
          status: 0,
          output: JSON.stringify(names.map((_, i) => ({ endpoint: `https://10.0.0.1${i}:2379`, health: true }))),
        };
      const state = (one: string) => ({
        Status: { header: { member_id: names.indexOf(one) + 1 }, leader: names.indexOf(this.leads) + 1 },
      });
      return { status: 0, output: JSON.stringify((has('--cluster') ? names : [name]).map(state)) };
    }
    if (program !== 'find') return { status: 0 };
    // files of the memory host changed in second 1000
    const line = (pod: string) => {
      const id = this.#idOf(name, pod);
      return `${id.startsWith('a') ? '60.5' : '3540.5'} /run/containers/${id}\n`;
    };
    return { status: 0, output: pods.map(line).join('') };
  }

  #idOf(name: string, pod: string): string {
    return `${(this.#containers.get(`${name} ${pod}`) === 'old' ? 'a' : 'b').repeat(63)}${pods.indexOf(pod)}`;
  }

  #kill(name: string, node: MemoryNode, id: string): { status: number } {
    const pod = pods[Number(id.at(-1))] ?? '';
    expect(node.text(readBy(pod)), `${pod} is not restarted before it has new files`).not.toBe('old');
    if (pod === 'kube-apiserver') this.#stoodAside(name, node);
    this.happened.push(`${name} ${pod}`);
    this.#containers.set(`${name} ${pod}`, 'new');
    return { status: 0 };
  }

  contextOf(host: string): ResourceContext {
    const node = this.nodes.get(host);
    if (!node) throw new Error(`no ${host}`);
    return {
      node,
      resolve: materialOf({ pki: () => pki }),
      blobs: { size: () => 0, open: async function* () {} },
      cluster: clusterUid,
      emit: () => undefined,
      prove: (resource, context) => prove(resource, context, this.nodes),
      signal,
    };
  }

  /** One run of the plan, as apply.ts carries it out: what was found done is skipped unless something before it was changed. */
  async renew(): Promise<void> {
    const judgements = await judgePlan({ ...plan, steps }, (host) => this.contextOf(host));
    const touched = new Set<string>();
    for (const step of steps) await this.#perform(step, isSatisfied(judgements, step), touched);
  }

  async #perform(step: Step, satisfied: boolean, touched: Set<string>): Promise<void> {
    const disturbed = step.needs.some((need) => touched.has(need));
    if (disturbed) touched.add(step.id);
    if (!disturbed && satisfied) return;
    if ((await bring(step.resources, this.contextOf(step.host))) === 'changed') touched.add(step.id);
  }

  /** How many round trips there were. */
  get trips(): number {
    return this.#trips;
  }
}

function expectRenewed(masters: Masters): void {
  for (const [host, node] of masters.nodes) {
    for (const leaf of leaves)
      if (leaf.on?.host === host)
        for (const [path, text] of newTextOf(leaf)) expect(node.text(path), `${host} ${path}`).toBe(text);
    expect(node.files.get('/var/lib/kubelet/pki/kubelet-client-current.pem')).toMatchObject({ type: 'link' });
    for (const mark of [keepalivedPaths.aside, keepalivedPaths.asideBefore])
      expect(node.files.has(mark), `${host} takes part again`).toBe(false);
  }
}

describe('a renewal on three masters', () => {
  let masters: Masters;
  beforeEach(() => {
    masters = new Masters();
  });

  test('restarts everything that read the old certificates, once, master by master, and then has nothing to do', async () => {
    await masters.renew();
    expectRenewed(masters);
    const turn = (name: string) => [layout.etcdUnit, ...pods].map((what) => `${name} ${what}`);
    expect(masters.happened.filter((what) => !what.includes('kubelet'))).toEqual(['m1', 'm2', 'm3'].flatMap(turn));
    expect(masters.happened.filter((what) => what.includes('kubelet'))).toHaveLength(3);
    const before = masters.happened.length;
    await masters.renew();
    expect(masters.happened).toHaveLength(before);
  });

  test('is gone on with wherever it was cut off, and everything is restarted after it got its files', async () => {
    const whole = new Masters();
    await whole.renew();
    for (let trip = 1; trip <= whole.trips; trip++) {
      const cut = new Masters();
      cut.dies = trip;
      await expect(cut.renew(), `cut off in round trip ${trip}`).rejects.toThrow();
      cut.revive();
      await cut.renew();
      expectRenewed(cut);
      const restarted = new Set(cut.happened);
      expect(restarted.size, `cut off in round trip ${trip}`).toBe(3 * 5);
    }
  });
});
