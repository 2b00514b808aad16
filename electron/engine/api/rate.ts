/** How long the past is that a rate is told of, in milliseconds. */
const window = 10_000;

/** The rate of something that is counted in bytes: that of the last seconds, so that what is left can be told from it. */
export class Rate {
  readonly #clock: () => number;
  #marks: { readonly at: number; readonly done: number }[] = [];

  /** @param clock milliseconds, of any beginning */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** Begins anew. */
  begin(): void {
    this.#marks = [];
  }

  /** @returns bytes a second, and the seconds left where that can be told */
  at(done: number, total: number): { readonly rate: number; readonly left?: number } {
    const now = this.#clock();
    const last = this.#marks.at(-1);
    // marks are a quarter of a second apart: there are thousands of chunks
    if (!last || now - last.at >= 250) this.#marks.push({ at: now, done });
    while (this.#marks.length > 2 && now - (this.#marks[0]?.at ?? now) > window) this.#marks.shift();
    const first = this.#marks[0] ?? { at: now, done };
    const rate = now > first.at ? Math.max(0, ((done - first.done) / (now - first.at)) * 1000) : 0;
    return rate > 0 ? { rate, left: Math.max(0, (total - done) / rate) } : { rate };
  }
}
