import type { RunEvent } from '../../shared/run/event.ts';

/** A piece of work and when it was done, in seconds from the start. */
export interface Span {
  readonly what: string;
  readonly from: number;
  readonly to: number;
}

/** The steps of a run, in the order of their start; what came before the first of them is a span too. `from`: ms since the epoch. */
export function spansOf(events: readonly RunEvent[], from: number): Span[] {
  const started = new Map<string, number>();
  const spans: Span[] = [];
  for (const event of events) {
    const at = (event.at - from) / 1000;
    if (event.type === 'run-started') spans.push({ what: 'reach, survey, check, plan, compare', from: 0, to: at });
    if (event.type === 'step-started') started.set(event.step, at);
    if (event.type === 'step-finished') spans.push({ what: event.step, from: started.get(event.step) ?? at, to: at });
  }
  return spans.sort((a, b) => a.from - b.from || a.to - b.to);
}

/** How much later than what it waited for a step may start, in seconds. */
const slack = 0.05;

/** From the first span whose name begins with `last` back to the start: each time the one that ended last before it began. */
export function chainOf(spans: readonly Span[], last: string): Span[] {
  const chain: Span[] = [];
  let at = spans.find((span) => span.what.startsWith(last));
  while (at !== undefined) {
    chain.unshift(at);
    const { from } = at;
    const before = spans.filter((span) => !chain.includes(span) && span.to <= from + slack && span.from < from);
    at = before.sort((a, b) => b.to - a.to)[0];
  }
  return chain;
}
