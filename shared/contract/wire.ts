import { z } from 'zod';
import { problem } from '../problems/problem-schema.ts';

/** One end of a channel between face and engine: whole messages, in order, of plain data (what JSON can say). */
export interface Port {
  readonly send: (message: unknown) => void;
  /** Takes each message of the other side from now on; called once. */
  readonly onMessage: (take: (message: unknown) => void) => void;
  /** The channel has ended, whoever ended it; called once. */
  readonly onClose: (ended: () => void) => void;
  readonly close: () => void;
}

/** So many items of a stream may be on their way: an engine that is quicker than its face waits, and neither fills its memory. */
export const itemsUnderWay = 16;

/** So many questions may be open on one channel at once. */
export const questionsAtOnce = 256;

/** The asker's number of a question, unlike all its others that are open. */
const id = z.int().min(0);

/** What the face sends. Only the question as a whole is known here: `input` has the schema of its `name`. */
export const fromFace = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ask'), id, name: z.string().max(64), input: z.unknown() }),
  /** An item of a stream was used: one more may come. */
  z.strictObject({ type: z.literal('took'), id }),
  /** The answer is no longer wanted. None comes after it, or it is under way already. */
  z.strictObject({ type: z.literal('cancel'), id }),
]);
export type FromFace = z.infer<typeof fromFace>;

/** What the engine sends. The last message about a question is `answer`, `end` or `problems`. */
export const fromEngine = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('answer'), id, output: z.unknown() }),
  z.strictObject({ type: z.literal('item'), id, output: z.unknown() }),
  z.strictObject({ type: z.literal('end'), id }),
  z.strictObject({ type: z.literal('problems'), id, problems: z.array(problem).min(1) }),
]);
export type FromEngine = z.infer<typeof fromEngine>;
