import { z } from 'zod';

/** No input, or no answer. */
export const nothing = z.strictObject({});
/** A path on the engine's machine. */
export const path = z.string().min(1).max(4096);
export const runOutcome = z.enum(['success', 'failed', 'cancelled']);
/** The spec's name of a host. */
export const host = z.string().min(1).max(253);
/** A key that signs packages, as people hand it on. */
export const publicKey = z.string().regex(/^ed25519:[A-Za-z0-9_-]{43}$/);
/** Milliseconds since the epoch. */
export const instant = z.number();
