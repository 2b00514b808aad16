import type { z } from 'zod';
import { application } from './application.ts';
import { bundles } from './bundles.ts';
import { certificates } from './certificates.ts';
import { clusters } from './clusters.ts';
import type { Call, Stream } from './define.ts';
import { documents } from './documents.ts';
import { handOver } from './hand-over.ts';
import { hosts } from './hosts.ts';
import { packageMaking } from './making.ts';
import { plans } from './plans.ts';
import { practice } from './practice.ts';
import { runs } from './runs.ts';
import { status } from './status.ts';
import { vault } from './vault.ts';

/**
 * Everything between the face and the hands: each call and stream with the schema of its question and of its answers. Both sides parse
 * what they are given. Whatever fails, fails with `Problem`s (problem.ts).
 */
export const contract = {
  ...application,
  ...clusters,
  ...vault,
  ...bundles,
  ...packageMaking,
  ...hosts,
  ...plans,
  ...runs,
  ...handOver,
  ...status,
  ...certificates,
  ...documents,
  ...practice,
};
export type Contract = typeof contract;
export type Name = keyof Contract;

/** Names of what is answered once, and of what is answered over time. */
export type CallName = { [N in Name]: Contract[N] extends Call<z.ZodType, z.ZodType> ? N : never }[Name];
export type StreamName = { [N in Name]: Contract[N] extends Stream<z.ZodType, z.ZodType> ? N : never }[Name];
export type Input<N extends Name> = z.infer<Contract[N]['input']>;
export type Output<N extends Name> = z.infer<Contract[N]['output']>;

/** The schemas of each question and of its answers, typed by its name. */
export const schemas: { readonly [N in Name]: { readonly input: z.ZodType<Input<N>>; readonly output: z.ZodType<Output<N>> } } =
  contract;

const isName = (name: string): name is Name => Object.hasOwn(contract, name);
export const isCallName = (name: string): name is CallName => isName(name) && contract[name].kind === 'call';
export const isStreamName = (name: string): name is StreamName => isName(name) && contract[name].kind === 'stream';
export const callNames: readonly CallName[] = Object.keys(contract).filter(isCallName);
export const streamNames: readonly StreamName[] = Object.keys(contract).filter(isStreamName);

/** `Signal` is `AbortSignal` on both sides; this room has neither Node's nor the browser's types. */
export type Calls<Signal> = { readonly [N in CallName]: (input: Input<N>, signal: Signal) => Promise<Output<N>> };
export type Streams<Signal> = { readonly [N in StreamName]: (input: Input<N>, signal: Signal) => AsyncIterable<Output<N>> };

/** The engine, as the face sees it: in this process, behind a port of Electron's, or behind a WebSocket. */
export type EngineApi<Signal> = Calls<Signal> & Streams<Signal>;
