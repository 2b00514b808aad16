import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { labFromEnvironment, type Lab } from '../lab.ts';

/** A scenario on real nodes: it brings its own lab up; the runner takes it down, however the scenario ends. */
export interface Scenario {
  readonly name: string;
  /** What it shows, in one line. */
  readonly shows: string;
  /** When to give it up. Two cores and a warm cache need a third of it. */
  readonly minutes: number;
  /** What this machine cannot be given of what it wants besides nodes and a kit; undefined where all is there. */
  readonly lacks?: () => Promise<string | undefined>;
  readonly run: (stage: Stage) => Promise<void>;
}

/** Where a scenario plays, and where it says what it has shown. */
export interface Stage {
  readonly lab: Lab;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
  /** A new directory that goes when the scenario is over. */
  readonly directory: () => Promise<string>;
  /** Something that what follows builds on: fails the scenario at once. */
  readonly step: <T>(title: string, work: () => Promise<T>) => Promise<T>;
  /** Something shown for itself: a failure is told, and the scenario goes on. */
  readonly check: (title: string, work: () => Promise<void>) => Promise<void>;
}

/** What a step or a check failed with was told already. */
export class Told extends Error {
  override readonly name = 'Told';
}

export interface OpenStage extends Stage {
  /** How many checks have failed. */
  readonly failures: () => number;
  readonly close: () => Promise<void>;
}

export function openStage(signal: AbortSignal, say: (line: string) => void): OpenStage {
  const directories: string[] = [];
  let failures = 0;
  const timed = async <T>(title: string, work: () => Promise<T>): Promise<T> => {
    const from = performance.now();
    const seconds = () => `${((performance.now() - from) / 1000).toFixed(1)} s`;
    try {
      signal.throwIfAborted();
      const result = await work();
      say(`  ok    ${title} (${seconds()})`);
      return result;
    } catch (error) {
      failures++;
      say(`  FAIL  ${title} (${seconds()})`);
      for (const line of reasonOf(error).split('\n').slice(0, 60)) say(`        ${line.slice(0, 400)}`);
      throw new Told(title, { cause: error });
    }
  };
  return {
    lab: labFromEnvironment(),
    signal,
    say,
    step: timed,
    check: async (title, work) => {
      await timed(title, work).catch((error: unknown) => {
        if (!(error instanceof Told) || signal.aborted) throw error;
      });
    },
    directory: async () => {
      const path = await mkdtemp(join(tmpdir(), 'barque-lab-'));
      directories.push(path);
      return path;
    },
    failures: () => failures,
    close: async () => {
      await Promise.all(directories.map((path) => rm(path, { recursive: true, force: true })));
    },
  };
}

/** An error's own words, those of its causes, and no stack: what failed is a cluster, not this program. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}\n${reasonOf(error.cause)}`;
}
