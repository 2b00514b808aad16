import { z } from 'zod';

/** Bytes as text. */
const base64 = z.base64();
const id = z.int().min(0);

/** What the application tells its engine's process. `connect` comes with a port: one more face. */
export const toEngine = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('connect') }),
  z.strictObject({ type: z.literal('close') }),
  /** Whether the system keeps keys, which the engine asks for by `keep`. */
  z.strictObject({ type: z.literal('keeper'), name: z.string().optional() }),
  /** The answer to `keep`; without `bytes` it could not be done. */
  z.strictObject({ type: z.literal('kept'), id, bytes: base64.optional() }),
]);
export type ToEngine = z.infer<typeof toEngine>;

/** What the engine's process tells the application. */
export const fromEngineProcess = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('busy'), busy: z.boolean() }),
  /** Has the system wrap or unwrap a key: only the application's own process can. */
  z.strictObject({ type: z.literal('keep'), id, how: z.enum(['protect', 'recover']), bytes: base64 }),
]);
export type FromEngineProcess = z.infer<typeof fromEngineProcess>;
