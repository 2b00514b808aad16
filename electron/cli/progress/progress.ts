import type { RunEvent } from '../../../shared/run/event.ts';

/** Shows a run as it goes. */
export interface Progress {
  /** A line of its own, outside of a run: a phase that begins, a warning. */
  readonly note: (line: string) => void;
  readonly event: (event: RunEvent) => void;
  /** Leaves the screen as a person expects it. */
  readonly end: () => void;
}

/** Seconds, as short as they are clear: 4.2 s, 1:05. */
export function seconds(ms: number): string {
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const whole = Math.round(ms / 1000);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
