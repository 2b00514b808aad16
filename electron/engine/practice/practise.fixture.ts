import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClusterSpec, clusterSpec } from '../../../shared/model/spec.ts';
import type { RunEvent } from '../../../shared/run/event.ts';
import { carryOut } from '../apply.ts';
import { openBundle } from '../bundle/bundle.ts';
import { changesOf, type Deployment, prepareDeployment } from '../deployment.ts';
import { type Fleet, openFleet } from '../fleet.ts';
import type { RunResult } from '../runner/steps.ts';
import { openHostKeys } from '../transport/host-keys.ts';
import { createWorkspace, type Workspace } from '../workspace/workspace.ts';
import { type Harbour, startHarbour } from './harbour.ts';

export interface Practised {
  readonly result: RunResult;
  readonly changes: number;
  readonly events: readonly RunEvent[];
}

/** An operator with a workspace and a harbour, in a temporary folder. */
export interface Practice {
  readonly harbour: Harbour;
  readonly workspace: Workspace;
  readonly reach: (spec?: ClusterSpec) => Promise<Fleet>;
  /** One whole run, as the command line does it. */
  readonly deploy: (more?: DeployOptions) => Promise<Practised>;
  readonly close: () => Promise<void>;
}

export interface DeployOptions {
  readonly spec?: ClusterSpec;
  readonly signal?: AbortSignal;
  readonly observer?: (event: RunEvent, deployment: Deployment) => void;
}

const never = new AbortController().signal;

/** So fast does time pass in tests. */
const speed = 1000;

/** Starts a harbour, and an operator's workspace for it. */
export async function practise(masters: number, workers: number): Promise<Practice> {
  const folder = await mkdtemp(join(tmpdir(), 'barque-practice-'));
  const harbour = await startHarbour({ dir: join(folder, 'harbour'), masters, workers, speed }, never);
  const workspace = await createWorkspace(join(folder, 'workspace'), 'practice', { spec: harbour.specYaml, practice: true });
  const secrets = () => Promise.resolve(harbour.credentials.password);
  // keys that are made in no time
  const quick = clusterSpec.parse({ ...harbour.spec, certificates: { algorithm: 'ecdsa-p256' } });
  const reach = async (spec = quick) =>
    openFleet(
      spec,
      {
        secrets,
        hostKeys: await openHostKeys(workspace.knownHosts),
        local: undefined,
        onFirstContact: () => true,
        ask: () => Promise.reject(new Error('nobody to ask')),
      },
      never,
    );
  const deploy = async ({ spec = quick, signal = never, observer }: DeployOptions = {}): Promise<Practised> => {
    const fleet = await reach(spec);
    try {
      const bundle = await openBundle(harbour.bundle, signal);
      const deployment = await prepareDeployment({ workspace, spec, bundle, fleet, secrets, accepted: [] }, signal);
      const events: RunEvent[] = [];
      const note = (event: RunEvent) => {
        events.push(event);
        observer?.(event, deployment);
      };
      const order = {
        run: await workspace.newRun(),
        who: 'ops@laptop',
        hide: (text: string) => text,
        provePods: false,
        observer: note,
      };
      return { result: await carryOut(deployment, order, signal), changes: changesOf(deployment).length, events };
    } finally {
      await fleet.close();
    }
  };
  const close = async () => {
    await harbour.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { harbour, workspace, reach, deploy, close };
}
