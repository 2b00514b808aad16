import { z } from 'zod';
import { hostFacts } from '../model/facts.ts';
import { call, stream } from './define.ts';
import { problem } from '../problems/problem-schema.ts';
import { host, nothing, path } from './scalars.ts';

/** Something that only the operator can answer, while a survey or a run waits. */
export const question = z.strictObject({
  id: z.string(),
  host,
  ask: z.discriminatedUnion('kind', [
    /** First contact: is this the host's key? */
    z.strictObject({ kind: z.literal('trust'), address: z.string(), fingerprint: z.string() }),
    /** What the server asks at login: one-time codes. */
    z.strictObject({
      kind: z.literal('prompts'),
      instruction: z.string(),
      prompts: z.array(z.strictObject({ text: z.string(), echo: z.boolean() })),
    }),
  ]),
});
export type Question = z.infer<typeof question>;

/** How far a host has been surveyed. */
export const surveyed = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('connecting'), host }),
  z.strictObject({ type: z.literal('question'), question }),
  z.strictObject({ type: z.literal('connected'), host }),
  z.strictObject({ type: z.literal('facts'), host, facts: hostFacts }),
  z.strictObject({ type: z.literal('problem'), host, problems: z.array(problem).min(1) }),
]);
export type Surveyed = z.infer<typeof surveyed>;

/** What a host was when it was last seen, and the address it was reached at. */
export const seenHost = z.strictObject({ host, address: z.string().max(253), facts: hostFacts });
export type SeenHost = z.infer<typeof seenHost>;

/** Reaching hosts and seeing what they are; changes nothing on them. */
export const hosts = {
  /**
   * Connects to the hosts of the spec, which may not be sound as a whole yet, or, where it is empty, of the draft as it was saved
   * (those named, else all) and probes each as soon as it is connected; facts come anew with what the
   * customer's registry said. One that fails does not end the others. Ends when every host has its facts or its problem.
   */
  'hosts.survey': stream(z.strictObject({ dir: path, spec: z.string(), hosts: z.array(host).optional() }), surveyed),
  /** The hosts of a survey as they were last seen: it is kept with the workspace. None where there was no survey. */
  'hosts.seen': call(z.strictObject({ dir: path }), z.array(seenHost)),
  /** Answers a question: `null` declines. */
  'questions.answer': call(z.strictObject({ id: z.string(), answers: z.array(z.string()).nullable() }), nothing),
  /** Forgets the pinned key of an address, after the operator has found out why it changed. */
  'hosts.forgetKey': call(z.strictObject({ dir: path, address: z.string(), port: z.number() }), nothing),
};
