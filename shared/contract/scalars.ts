import { z } from 'zod';

/** No input, or no answer. */
export const nothing = z.strictObject({});
/** A path on the engine's machine. */
export const path = z.string().min(1).max(4096);
export const runOutcome = z.enum(['success', 'failed', 'cancelled']);
/** The spec's name of a host. */
export const host = z.string().min(1).max(253);
/** Milliseconds since the epoch. */
export const instant = z.number();
