import type { EngineApi } from '../../../shared/contract/engine-api.ts';
import { ApplicationFile } from './application-file.ts';
import { applicationCalls } from './application.ts';
import { bundleCalls } from './bundles.ts';
import { certificateCalls } from './certificates.ts';
import { clusterCalls } from './clusters.ts';
import { documentCalls } from './documents.ts';
import { handOverCalls } from './hand-over.ts';
import { Harbours } from './harbours.ts';
import { hostCalls } from './hosts.ts';
import { LiveRuns } from './live-runs.ts';
import { makingCalls } from './making.ts';
import { OpenClusters } from './open-clusters.ts';
import { planCalls } from './plans.ts';
import { practiceCalls } from './practice.ts';
import { Questions } from './questions.ts';
import { runCalls } from './runs.ts';
import { statusCalls } from './status.ts';
import type { KeyProtector } from '../vault/vault.ts';
import { vaultCalls } from './vault.ts';

/** What an engine is told by the host that it is in. */
export interface EngineOptions {
  readonly host: 'desktop' | 'web';
  readonly version: string;
  /** Where new clusters' workspaces are made. */
  readonly home: string;
  /** Where the application keeps its settings and its list of clusters. */
  readonly config: string;
  /** What the operating system keeps keys by, where the host can ask it. */
  readonly systemProtector?: () => KeyProtector | undefined;
}

/** What the areas of the contract share. */
export interface Hands extends EngineOptions {
  readonly systemProtector: () => KeyProtector | undefined;
  readonly file: ApplicationFile;
  readonly clusters: OpenClusters;
  readonly questions: Questions;
  readonly runs: LiveRuns;
  readonly harbours: Harbours;
  /** The end of the queue of previews of each workspace: one that was left may still be letting go of its hosts. */
  readonly previews: Map<string, Promise<unknown>>;
  /** What ends with the engine. */
  readonly closing: (() => Promise<void>)[];
}

/** The engine in this process, behind its contract. */
export interface Engine {
  readonly api: EngineApi<AbortSignal>;
  /** Whether a run goes on. `onBusy` is told whenever that changes. */
  readonly busy: () => boolean;
  readonly onBusy: (told: (busy: boolean) => void) => void;
  /** Cancels every run, waits until each has ended, and lets go of everything. */
  readonly close: () => Promise<void>;
}

export function openEngine(options: EngineOptions): Engine {
  const runs = new LiveRuns();
  const harbours = new Harbours();
  const hands: Hands = {
    systemProtector: () => undefined,
    ...options,
    file: new ApplicationFile(options.config),
    clusters: new OpenClusters(),
    questions: new Questions(),
    runs,
    harbours,
    previews: new Map(),
    closing: [() => harbours.close()],
  };
  return {
    api: {
      ...applicationCalls(hands),
      ...clusterCalls(hands),
      ...vaultCalls(hands),
      ...bundleCalls(),
      ...makingCalls(hands),
      ...hostCalls(hands),
      ...planCalls(hands),
      ...runCalls(hands),
      ...handOverCalls(hands),
      ...statusCalls(hands),
      ...certificateCalls(hands),
      ...documentCalls(),
      ...practiceCalls(hands),
    },
    busy: () => runs.busy,
    onBusy: (told) => runs.onBusy(told),
    close: async () => {
      await runs.close();
      await Promise.allSettled(hands.closing.map((close) => close()));
    },
  };
}
