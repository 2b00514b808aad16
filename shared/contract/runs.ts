import { z } from 'zod';
import { acceptance } from '../draft/draft.ts';
import { runEvent } from '../run/event-schema.ts';
import { call, stream } from './define.ts';
import { question } from './hosts.ts';
import { instant, nothing, path, runOutcome } from './scalars.ts';

const run = z.string().min(1).max(64);
const which = z.strictObject({ dir: path, run });

export const runSummary = z.strictObject({
  id: run,
  startedAt: instant,
  finishedAt: instant.optional(),
  outcome: runOutcome.optional(),
  /** The steps that were left out, where there are any. */
  skipped: z.array(z.string()).optional(),
  /** Whether it goes on now, in this engine. One without an outcome that does not run was interrupted. */
  live: z.boolean(),
});
export type RunSummary = z.infer<typeof runSummary>;

export const followed = z.discriminatedUnion('type', [
  /**
   * In the order they happened; many at once. Of the lines that a step prints, of its progress and of what it waits for, the latest of
   * each batch: all lines are in `runs.log`.
   */
  z.strictObject({ type: z.literal('events'), events: z.array(runEvent) }),
  z.strictObject({ type: z.literal('question'), question }),
  /** Whether it starts no further steps for now; comes first and with each change. */
  z.strictObject({ type: z.literal('paused'), paused: z.boolean() }),
  /** Before the first step: what the engine is at. */
  z.strictObject({ type: z.literal('doing'), what: z.enum(['reach', 'survey', 'check', 'plan', 'compare', 'verify-bundle']) }),
]);
export type Followed = z.infer<typeof followed>;

/** Runs go on in the engine, whoever looks on. */
export const runs = {
  /** Begins a run and answers at once. A cluster has one run at a time. */
  'runs.start': call(z.strictObject({ dir: path, spec: z.string(), accepted: z.array(acceptance) }), z.strictObject({ run })),
  /**
   * A new run that goes on with the latest run's spec, bundle and acceptances: the hosts tell what is done already. It goes on without the
   * steps of `skip`, which failed in the latest run, and without those that were skipped before. @throws `run.cannot-skip`
   */
  'runs.resume': call(
    z.strictObject({ dir: path, skip: z.array(z.string().max(600)).max(1000).optional() }),
    z.strictObject({ run }),
  ),
  /**
   * Everything that has happened in a run, then what happens, until it ends. A run that failed ends the stream in good order; one that
   * could not begin has no steps and says why in its end; one that was interrupted has no end.
   */
  'runs.follow': stream(which, followed),
  'runs.list': call(z.strictObject({ dir: path }), z.array(runSummary)),
  /** Starts no further steps; those that run go on. */
  'runs.pause': call(which, nothing),
  'runs.continue': call(which, nothing),
  'runs.cancel': call(which, nothing),
  /** The lines that a step printed, `count` from `from` on; `total` is how many there are so far. */
  'runs.log': call(
    z.strictObject({ dir: path, run, step: z.string(), from: z.int().min(0), count: z.int().min(1).max(5000) }),
    z.strictObject({ total: z.number(), lines: z.array(z.strictObject({ at: instant, line: z.string() })) }),
  ),
};
