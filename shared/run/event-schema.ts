import { z } from 'zod';
import { phases } from '../model/plan.ts';
import { problem } from '../problems/problem-schema.ts';
import type { RunEvent } from './event.ts';
import type { Skip } from './skipping.ts';

const at = z.int().min(0);
const step = z.string().min(1);
const bytes = z.int().min(0);
const problems = z.array(problem);

/** A `Skip` as it is kept. */
export const skip: z.ZodType<Skip> = z.strictObject({ step, by: z.string().min(1).max(512), at });

const summary = z.strictObject({
  id: step,
  phase: z.enum(phases),
  title: z.string(),
  host: z.string(),
  skippable: z.literal(true).optional(),
});

/** A `RunEvent` as it crosses a border: read from a journal, or received from another process. */
export const runEvent: z.ZodType<RunEvent> = z.discriminatedUnion('type', [
  z.strictObject({
    at,
    type: z.literal('run-started'),
    run: z.string(),
    cluster: z.string(),
    steps: z.array(summary),
    speed: z.number().positive().optional(),
  }),
  z.strictObject({ at, type: z.literal('step-started'), step }),
  z.strictObject({ at, type: z.literal('step-progress'), step, sent: bytes, total: bytes }),
  z.strictObject({ at, type: z.literal('resource-changing'), step, what: z.string() }),
  z.strictObject({ at, type: z.literal('resource-changed'), step, what: z.string() }),
  z.strictObject({ at, type: z.literal('step-output'), step, line: z.string() }),
  z.strictObject({ at, type: z.literal('step-waiting'), step, what: z.string() }),
  z.strictObject({ at, type: z.literal('step-skipped'), step, by: z.string(), decided: at }),
  z.strictObject({
    at,
    type: z.literal('step-finished'),
    step,
    outcome: z.enum(['satisfied', 'changed', 'skipped', 'failed', 'cancelled']),
    problems,
  }),
  z.strictObject({
    at,
    type: z.literal('run-finished'),
    outcome: z.enum(['success', 'failed', 'cancelled']),
    problems,
    skipped: z.array(step).optional(),
  }),
]);
