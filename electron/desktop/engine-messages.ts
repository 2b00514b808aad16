import { z } from 'zod';

/** What the application tells its engine's process. `connect` comes with a port: one more face. */
export const toEngine = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('connect') }),
  z.strictObject({ type: z.literal('close') }),
]);
export type ToEngine = z.infer<typeof toEngine>;

/** What the engine's process tells the application. */
export const fromEngineProcess = z.discriminatedUnion('type', [z.strictObject({ type: z.literal('busy'), busy: z.boolean() })]);
export type FromEngineProcess = z.infer<typeof fromEngineProcess>;
