// A stand-in for the engine, in the page itself: what the face is developed, measured and photographed with where no engine is needed.
import type { FoundCertificate } from '../../shared/contract/certificates.ts';
import type { ClusterSummary } from '../../shared/contract/clusters.ts';
import type { Input, Output } from '../../shared/contract/engine-api.ts';
import { emptyDraft, emptyNode, type Draft } from '../../shared/draft/draft.ts';
import { specOf as specOfDraft } from '../../shared/draft/spec.ts';
import type { ClusterSpec } from '../../shared/model/spec.ts';
import { planCluster } from '../../shared/planner/plan.ts';
import { problem, ProblemError } from '../../shared/problems/problem.ts';
import { parseSpec } from '../../shared/spec/parse.ts';
import type { Engine } from '../../renderer/api/engine.tsx';
import { bundleOf, clusterUid, factsOf, factsOfAll, specOf } from '../fixtures/site.ts';
import { nothingMade } from './making.ts';
import { lookAtCluster } from './pretend-status.ts';
import { pause, PretendRun } from './pretend-run.ts';

const created = '2026-11-22T08:00:00.000Z';

interface Cluster {
  summary: ClusterSummary;
  draft: Draft;
  run?: PretendRun;
}

/** Options of the page's address: `?nodes=500&steps=60&rate=1000&fail=w1`. */
export interface StageOptions {
  readonly nodes: number;
  /** Steps a node; unset, those of a real plan. */
  readonly steps?: number | undefined;
  /** Events a second. */
  readonly rate: number;
  /** A host whose join fails the first time. */
  readonly fail?: string | undefined;
  /** Whether the practice cluster is being deployed already. */
  readonly begin: boolean;
}

export function stageEngine(options: StageOptions): Engine {
  const clusters = new Map<string, Cluster>();
  const trusted = new Set<string>();
  const answered = new Map<string, (answers: string[] | null) => void>();
  const clusterOf = (dir: string): Cluster => {
    const found = clusters.get(dir);
    if (found === undefined) throw new ProblemError(problem('engine.fault', { call: 'clusters.open', reason: dir }));
    return found;
  };
  const make = (name: string, practice: boolean, draft: Draft): Cluster => {
    const summary: ClusterSummary = {
      dir: `/srv/barque/${name}`,
      uid: clusterUid,
      name,
      created,
      practice,
      stage: draft.purpose ?? 'draft',
      stands: false,
    };
    const cluster = { summary, draft };
    clusters.set(summary.dir, cluster);
    return cluster;
  };
  const practiceDraft = (masters: number, workers: number): Draft => {
    const spec = specOf({ masters, workers });
    const nodes = spec.nodes.map((node, index) => ({
      ...emptyNode(`n${index}`),
      name: node.name,
      address: node.address,
      roles: node.roles.includes('master') ? ('master' as const) : ('worker' as const),
    }));
    const empty = emptyDraft('practice');
    return {
      ...empty,
      bundle: '/srv/barque/practice-package',
      kubernetes: '1.34.4',
      nodes,
      endpoint: { ...empty.endpoint, address: '10.0.0.5' },
      network: { ...empty.network, podSubnet: '10.128.0.0/12' },
    };
  };
  make('practice-old', true, practiceDraft(3, 1)).summary.stage = 'finished';
  make('prod', false, emptyDraft('prod')).summary.stage = 'interrupted';
  make('site', false, { ...practiceDraft(3, 3), bundle: '', purpose: 'survey' });
  make('demo', true, practiceDraft(3, Math.max(0, options.nodes - 3)));

  const parsed = (text: string): ClusterSpec => {
    const read = parseSpec(text);
    if ('problems' in read) throw new ProblemError(...read.problems);
    return read.spec;
  };
  const begin = (dir: string): Output<'runs.start'> => {
    const cluster = clusterOf(dir);
    const drafted = specOfDraft(cluster.draft);
    if (!('spec' in drafted)) throw new ProblemError(drafted.problems[0].problem);
    const again = cluster.run !== undefined;
    const run = new PretendRun(drafted.spec, { ...options, fail: again ? undefined : options.fail });
    cluster.run = run;
    cluster.summary = { ...cluster.summary, stage: 'running', run: { id: run.id, startedAt: Date.now() } };
    void run.ended.then((outcome) => {
      cluster.summary = {
        ...cluster.summary,
        stage: outcome === 'success' ? 'finished' : 'failed',
        stands: outcome === 'success',
        run: { id: run.id, startedAt: Date.now(), outcome },
      };
    });
    return { run: run.id };
  };
  const runOf = ({ dir }: { readonly dir: string }): PretendRun => {
    const { run } = clusterOf(dir);
    if (run === undefined) throw new ProblemError(problem('engine.fault', { call: 'runs.follow', reason: 'no run' }));
    return run;
  };
  const tellPaused = (dir: string, paused: boolean) => {
    const { summary } = clusterOf(dir);
    if (summary.run !== undefined) clusterOf(dir).summary = { ...summary, run: { ...summary.run, paused } };
  };
  if (options.begin) begin('/srv/barque/demo');
  const nothing = () => Promise.resolve({});

  return {
    ...nothingMade,
    'application.info': () => Promise.resolve({ version: '0.1.0', host: 'web', home: '/srv/barque', settings: {} }),
    'application.saveSettings': nothing,
    'application.folder': ({ path = '/srv/barque' }) =>
      Promise.resolve({
        path,
        parent: '/srv',
        entries: [
          { name: 'barque-1.34.4-amd64', kind: 'bundle', size: 0, modified: 0 },
          { name: 'prod', kind: 'workspace', size: 0, modified: 0 },
          { name: 'notes', kind: 'folder', size: 0, modified: 0 },
          { name: 'readme.txt', kind: 'file', size: 4210, modified: 0 },
        ],
      }),
    'clusters.list': () =>
      Promise.resolve({ clusters: [...clusters.values()].map(({ summary }) => summary).reverse(), unusable: [] }),
    'clusters.create': ({ name, purpose }) => Promise.resolve(make(name, false, emptyDraft(name, purpose)).summary),
    'clusters.open': async ({ dir }) => Promise.resolve(clusterOf(dir).summary),
    'clusters.forget': ({ dir }) => {
      clusters.delete(dir);
      return nothing();
    },
    'clusters.draft': async ({ dir }) => Promise.resolve(clusterOf(dir).draft),
    'clusters.saveDraft': ({ dir, draft }) => {
      clusterOf(dir).draft = draft;
      return nothing();
    },
    'secrets.names': () => Promise.resolve(['ssh.password']),
    'secrets.set': nothing,
    'vault.state': () => Promise.resolve(window.location.search.includes('locked') ? ('locked' as const) : ('plain' as const)),
    'vault.unlock': nothing,
    'vault.lock': nothing,
    'vault.protect': nothing,
    'vault.status': () => Promise.resolve({ state: 'plain' as const, secrets: 14, protectors: [], handedOver: [] }),
    'vault.trustSystem': nothing,
    'vault.unlockBySystem': () => Promise.resolve({ opened: false }),
    'vault.handOver': ({ to }) => Promise.resolve({ to, secrets: 11 }),
    'vault.forget': () => Promise.resolve({ secrets: 14, files: 2 }),
    'certificates.list': async function* (_, signal) {
      await pause(400, signal);
      yield { type: 'certificates', certificates: found(), unreachable: [] };
    },
    'status.look': async function* ({ dir }, signal) {
      await pause(400, signal);
      yield { type: 'status', status: lookAtCluster(clusterOf(dir).draft.nodes) };
    },
    'certificates.renew': async ({ dir }) => Promise.resolve(begin(dir)),
    'bundles.open': ({ path }) =>
      path.includes('missing')
        ? Promise.reject(new ProblemError(problem('engine.fault', { call: 'bundles.open', reason: path })))
        : Promise.resolve({ manifest: bundleOf(specOf()), digest: `sha256:${'0'.repeat(64)}` }),
    'bundles.signers': () => Promise.resolve([{ key: `ed25519:${'A'.repeat(43)}`, trusted: false }]),
    'bundles.verify': async function* (_, signal) {
      for (let done = 0; done <= 20; done++) {
        yield { done: done * 1e8, total: 20e8 };
        await pause(60, signal);
      }
    },
    'documents.nodeTemplate': () => Promise.resolve({ name: 'nodes.xlsx', content: '' }),
    'documents.wordTemplate': () => Promise.resolve({ name: 'delivery.docx', content: '' }),
    'documents.changeSheet': () => Promise.resolve({ name: 'change-sheet.docx', content: '' }),
    'documents.workbook': ({ name }) => Promise.resolve({ name: `${name}.xlsx`, content: '' }),
    'documents.readNodes': () => Promise.resolve({ rows: [] }),
    'hosts.survey': async function* ({ dir, spec: text, hosts }: Input<'hosts.survey'>, signal: AbortSignal) {
      const nodes = text === '' ? clusterOf(dir).draft.nodes : parsed(text).nodes;
      const wanted = nodes.filter(({ name }) => hosts === undefined || hosts.includes(name));
      for (const { name } of wanted) yield { type: 'connecting', host: name };
      for (const { name, address } of wanted) {
        if (name === 'm1' && !trusted.has(dir)) {
          const id = `trust-${name}`;
          const ask = {
            kind: 'trust',
            address: `${address}:22`,
            fingerprint: 'SHA256:u9hKz1Q3cVbYw0xN7dJ8fR2mT5pL6sA4eG1iO3kB0yU',
          } as const;
          yield { type: 'question', question: { id, host: name, ask } };
          const answer = await new Promise<string[] | null>((resolve) => answered.set(id, resolve));
          if (answer === null) continue;
          trusted.add(dir);
        }
        await pause(40, signal);
        yield { type: 'connected', host: name };
        yield { type: 'facts', host: name, facts: lookAt(name, address) };
      }
    },
    'hosts.seen': async ({ dir }) =>
      Promise.resolve(
        clusterOf(dir).draft.nodes.map(({ name, address }) => ({ host: name, address, facts: lookAt(name, address) })),
      ),
    'questions.answer': ({ id, answers }) => {
      answered.get(id)?.(answers);
      return nothing();
    },
    'hosts.forgetKey': nothing,
    'plans.preview': async function* ({ spec: text }, signal) {
      for (const what of ['reach', 'survey', 'check', 'plan', 'compare'] as const) {
        yield { type: 'doing', what };
        await pause(120, signal);
      }
      const spec = parsed(text);
      const { steps } = planCluster(spec, clusterUid, factsOfAll(spec), bundleOf(spec));
      yield {
        type: 'plan',
        markdown: '# Plan\n',
        shell: '#!/bin/sh\n',
        warnings: [],
        steps: steps.map((step) => ({
          id: step.id,
          phase: step.phase,
          title: step.title,
          host: step.host,
          risk: step.risk,
          satisfied: false,
          changes: step.resources.map((resource) => ({
            what:
              'path' in resource
                ? `${resource.kind} ${resource.path}`
                : 'unit' in resource
                  ? `service ${resource.unit}`
                  : resource.kind,
            kind: resource.kind,
            differences:
              resource.kind === 'file'
                ? ['--- (absent)', '+++ new', '@@ -0,0 +1,2 @@', '+# made by Barque', '+net.ipv4.ip_forward = 1']
                : ['absent -> there'],
            ...(resource.kind === 'command' ? { argv: [...resource.argv] } : {}),
          })),
        })),
      };
    },
    'runs.start': async ({ dir }) => Promise.resolve(begin(dir)),
    'runs.resume': async ({ dir }) => Promise.resolve(begin(dir)),
    'runs.follow': async function* (which, signal) {
      yield* runOf(which).follow(signal);
    },
    'runs.list': ({ dir }) => {
      const { run } = clusterOf(dir).summary;
      return Promise.resolve(run === undefined ? [] : [{ ...run, live: run.outcome === undefined }]);
    },
    'runs.pause': (which) => {
      runOf(which).paused = true;
      tellPaused(which.dir, true);
      return nothing();
    },
    'runs.continue': (which) => {
      runOf(which).paused = false;
      tellPaused(which.dir, false);
      return nothing();
    },
    'runs.cancel': (which) => {
      runOf(which).cancel();
      return nothing();
    },
    'runs.log': async ({ dir, step, from, count }) => Promise.resolve(runOf({ dir }).log(step, from, count)),
    'handOver.summary': () =>
      Promise.resolve({
        endpoint: 'https://10.0.0.5:6443',
        kubernetes: '1.34.4',
        nodes: specOf({ workers: 2 }).nodes.map(({ name, address, roles }) => ({ name, address, roles })),
        certificates: [
          certificate('kubernetes-ca', undefined, true, '2036-11-19'),
          certificate('etcd-ca', undefined, true, '2036-11-19'),
          certificate('apiserver', 'm1', false, '2027-11-22'),
          certificate('apiserver', 'm2', false, '2026-12-10'),
        ],
        files: [{ path: 'kubeconfig', size: 5600 }],
        report: '# Report\n\nEverything stands.\n',
      }),
    'handOver.export': () => Promise.resolve({ path: '/srv/barque/demo/exports/demo.zip', size: 184_000 }),
    'handOver.document': () => Promise.resolve({ path: '/srv/barque/demo/exports/demo.docx', size: 41_000 }),
    'practice.start': ({ masters, workers, purpose }) =>
      Promise.resolve(make('practice', true, { ...practiceDraft(masters, workers), purpose }).summary),
    'practice.faults': () => Promise.resolve([]),
    'practice.inject': nothing,
    'practice.mend': nothing,
  };
}

/** What a host of the stage is: some have what a check would find. */
const lookAt = (name: string, address: string) =>
  factsOf(name, address, {
    skewMs: name === 'm2' ? 4200 : 0,
    hostname: name === 'w2' ? 'localhost' : name,
    ...(name === 'w1' && { firewalls: ['firewalld'], swapBytes: 2e9, cgroup: 'v1', selinux: 'enforcing' }),
    ...(name === 'w3' && { kernel: '4.18.0-553.el8_10.x86_64', present: ['/run/docker.sock', '/etc/kubernetes/admin.conf'] }),
  });

const found = (): FoundCertificate[] => [
  ...['m1', 'm2', 'm3'].flatMap((host, n) =>
    (['apiserver', 'etcd', 'kubelet', 'front-proxy'] as const).map((group) => ({
      host,
      path: `/etc/kubernetes/pki/${group}.crt`,
      group,
      match: n === 1 && group === 'kubelet' ? ('rotated' as const) : ('same' as const),
      certificate: {
        subject: `CN=${group}`,
        issuer: 'CN=kubernetes-ca',
        signer: 'kubernetes' as const,
        notBefore: '2026-11-21T00:00:00.000Z',
        notAfter: group === 'apiserver' && n === 1 ? '2026-12-10T00:00:00.000Z' : '2027-11-22T00:00:00.000Z',
        names: ['10.0.0.5'],
        serial: '1',
        fingerprint: 'AB:CD',
      },
    })),
  ),
  { host: 'm3', path: '/etc/kubernetes/pki/apiserver-kubelet-client.crt', group: 'apiserver', match: 'missing' },
];

const certificate = (name: string, host: string | undefined, authority: boolean, until: string) => ({
  name,
  ...(host === undefined ? {} : { host }),
  subject: `CN=${name}`,
  issuer: 'CN=kubernetes-ca',
  notBefore: '2026-11-21T00:00:00.000Z',
  notAfter: `${until}T00:00:00.000Z`,
  authority,
  names: authority ? [] : ['10.0.0.5', 'kubernetes.default.svc'],
});
