import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClusterSpec, clusterSpec } from '../../../shared/model/spec.ts';
import { practiceRegistry } from '../../../shared/practice/registry.ts';
import type { ClusterState } from '../../../shared/cluster/state.ts';
import type { RunEvent } from '../../../shared/run/event.ts';
import { carryOut } from '../apply.ts';
import { openBundle } from '../bundle/bundle.ts';
import { changesOf, prepareDeployment } from '../deployment.ts';
import { renew } from '../certificates/renew.ts';
import { type Fleet, openFleet, type Reach } from '../fleet.ts';
import type { RunEnd } from '../run.ts';
import { openNode } from '../node/node.ts';
import { type Ran, run } from '../node/verbs.ts';
import type { RunResult } from '../runner/steps.ts';
import { openHostKeys } from '../transport/host-keys.ts';
import { createWorkspace, type Workspace } from '../workspace/workspace.ts';
import { statusOf } from '../status.ts';
import { type Harbour, restoreHarbour, startHarbour } from './harbour.ts';
import type { Harm } from './harm.ts';

/** A run that came to its end. */
export interface Practised {
  readonly result: RunResult;
  /** How many steps had something to change. */
  readonly changes: number;
}

export interface DeployOptions {
  readonly spec?: ClusterSpec;
  readonly signal?: AbortSignal;
  readonly observer?: (event: RunEvent) => void;
  /** Called when it is decided what to do, before anything is done. */
  readonly decided?: () => void;
}

const never = new AbortController().signal;

/** Hosts that are lost are tried again at once and often. */
const soon = { within: 20_000, firstPause: 20, longestPause: 100 };

/** How the practice registry is logged in to. */
export const registryLogin = { user: practiceRegistry.user, secret: 'registry.password' } as const;

/** An operator with a workspace and a harbour, in a temporary folder. */
export class Practice {
  /** The harbour's spec, with keys that are made in no time. */
  readonly spec: ClusterSpec;

  constructor(
    readonly folder: string,
    public harbour: Harbour,
    readonly workspace: Workspace,
    readonly over: 'SSH' | 'memory',
  ) {
    this.spec = clusterSpec.parse({ ...harbour.spec, certificates: { algorithm: 'ecdsa-p256' } });
  }

  readonly #secrets = (name: string): Promise<string> =>
    Promise.resolve(name === registryLogin.secret ? practiceRegistry.password : this.harbour.credentials.password);

  async #reaching(): Promise<Reach> {
    const hostKeys = await openHostKeys(this.workspace.knownHosts);
    const ask = () => Promise.reject(new Error('nobody to ask'));
    const inProcess = this.over === 'memory' ? this.harbour.transport : undefined;
    return { secrets: this.#secrets, hostKeys, local: undefined, onFirstContact: () => true, ask, inProcess };
  }

  async reach(spec = this.spec): Promise<Fleet> {
    return openFleet(spec, await this.#reaching(), never, 'whoever-answers');
  }

  /** Renews all leaves, as the command line does it. */
  async renew({ spec = this.spec, signal = never, observer = () => undefined }: DeployOptions = {}): Promise<RunEnd> {
    const { workspace } = this;
    const order = { workspace, spec, yaml: this.harbour.specYaml, run: await workspace.newRun(), reach: await this.#reaching() };
    const unmasked = { hide: (text: string) => text, conceal: () => undefined, who: 'ops@laptop' };
    const end = await renew({ ...order, ...unmasked }, { begin: () => Promise.resolve(true), event: observer }, signal);
    if (end === 'declined') throw new Error('nobody declined');
    return end;
  }

  /** One whole run, as the command line does it. */
  async deploy({
    spec = this.spec,
    signal = never,
    observer = () => undefined,
    decided = () => undefined,
  }: DeployOptions = {}): Promise<Practised> {
    const { workspace } = this;
    const fleet = await this.reach(spec);
    try {
      const bundle = await openBundle(this.harbour.bundle, signal);
      const undertaking = { workspace, spec, bundle, fleet, secrets: this.#secrets, conceal: () => undefined, accepted: [] };
      const deployment = await prepareDeployment(undertaking, signal);
      decided();
      const run = await workspace.newRun();
      const result = await carryOut(
        deployment,
        { run, who: 'ops@laptop', hide: (text) => text, provePods: false, observer, persistence: soon },
        signal,
      );
      return { result, changes: changesOf(deployment).length };
    } finally {
      await fleet.close();
    }
  }

  /** What tests do to a host behind the engine's back. */
  harm(host: string): Harm {
    return this.harbour.harm(host);
  }

  /** What the cluster of a spec is found to be now. */
  async stateNow(spec = this.spec): Promise<ClusterState> {
    const fleet = await this.reach(spec);
    try {
      return (await statusOf(this.workspace, spec, fleet, never)).state;
    } finally {
      await fleet.close();
    }
  }

  /** Runs a program on a host. */
  async run(host: string, ...argv: readonly string[]): Promise<Ran> {
    const node = openNode(this.harbour.transport(host));
    try {
      const [ran] = await node.ask([run(20, argv)], never);
      return ran;
    } finally {
      node.close();
    }
  }

  /** Ends the harbour with all its hosts, and starts what it has kept. */
  async restart(): Promise<void> {
    await this.harbour.close();
    const restored = await restoreHarbour(this.harbour.dir, never);
    if (!restored) throw new Error('nothing was kept');
    this.harbour = restored;
  }

  async close(): Promise<void> {
    await this.harbour.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Starts a harbour, and an operator's workspace for it. */
export async function practise(
  masters: number,
  workers: number,
  speed = 1000,
  over: Practice['over'] = 'SSH',
): Promise<Practice> {
  const folder = await mkdtemp(join(tmpdir(), 'barque-practice-'));
  const harbour = await startHarbour({ dir: join(folder, 'harbour'), masters, workers, speed }, never);
  const workspace = await createWorkspace(join(folder, 'workspace'), 'practice', { spec: harbour.specYaml, practice: true });
  return new Practice(folder, harbour, workspace, over);
}
