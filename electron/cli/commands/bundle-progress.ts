import type { Console } from '../console.ts';

/** How far something is that is counted in bytes: a line that is redrawn on a terminal, JSON lines where asked for, else nothing. */
export interface ByteProgress {
  readonly at: (progress: { readonly done: number; readonly total: number }) => void;
  readonly end: () => void;
}

const everyMs = 250;

/** @param now milliseconds, of any beginning */
export function progressLine(
  title: string,
  json: boolean,
  { print }: Console,
  now: () => number = () => performance.now(),
): ByteProgress {
  const from = now();
  let shownAt = -Infinity;
  let drawn = false;
  const { stderr } = process;
  return {
    at: ({ done, total }) => {
      const at = now();
      if (at - shownAt < everyMs && done < total) return;
      shownAt = at;
      const rate = done / Math.max((at - from) / 1000, 0.001);
      if (json) print(`${JSON.stringify({ type: 'progress', title, done, total, rate: Math.round(rate) })}\n`);
      else if (stderr.isTTY) {
        stderr.write(`\r\x1b[K${title} ${progressText(done, total, rate)}`);
        drawn = true;
      }
    },
    end: () => {
      if (drawn) stderr.write('\r\x1b[K');
      drawn = false;
    },
  };
}

/** `812 / 1204 MB  96.4 MB/s  0:04`: done, of all, the rate, and the time left at that rate. */
export function progressText(done: number, total: number, rate: number): string {
  const left = rate > 0 ? Math.ceil((total - done) / rate) : 0;
  const time = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`;
  return `${Math.round(done / 1e6)} / ${Math.round(total / 1e6)} MB  ${(rate / 1e6).toFixed(1)} MB/s  ${time}`;
}
