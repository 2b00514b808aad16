import { z } from 'zod';

/** What is asked of the API: a read by etcd's quorum, a read that the API server's own cache answers, and a write. */
export const kinds = ['read', 'cached read', 'write'] as const;
export type Kind = (typeof kinds)[number];

/** Milliseconds between two requests of a kind. */
export const periodMs = 50;

/** A request that is over. Times are ms since the epoch. */
export const probe = z.object({
  kind: z.enum(kinds),
  sent: z.number(),
  done: z.number(),
  ok: z.boolean(),
  why: z.string(),
});
export type Probe = z.infer<typeof probe>;

/** How long one kind of request was away, at most, and how many of them failed. */
export interface Outage {
  /** The longest time between two successes, without the period that lies between them anyway. */
  readonly awayMs: number;
  /** When that time began, in ms since the epoch. */
  readonly since: number;
  readonly failed: number;
  readonly sent: number;
}

/** The outage of a kind among the requests that were sent from `from` until `to`. Without any success it lasted all the time. */
export function outage(probes: readonly Probe[], kind: Kind, from: number, to: number): Outage {
  const own = probes.filter((one) => one.kind === kind && one.sent >= from && one.sent < to);
  const successes = own.filter((one) => one.ok).map((one) => one.done);
  // up to what was under way at the beginning and at the end
  const times = [from, ...successes.sort((a, b) => a - b), Math.max(to, ...successes)];
  const gaps = times.slice(1).map((time, i) => ({ since: times[i] ?? time, ms: time - (times[i] ?? time) }));
  const { since, ms } = gaps.reduce((most, gap) => (gap.ms > most.ms ? gap : most), { since: from, ms: 0 });
  return { awayMs: Math.max(0, ms - periodMs), since, failed: own.filter((one) => !one.ok).length, sent: own.length };
}
