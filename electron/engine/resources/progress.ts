import type { ResourceContext } from './context.ts';

/** At most so many events a second. */
const PER_SECOND = 4;

/** Counts the bytes of several transfers of one step, and tells of it a few times a second. */
export class Progress {
  readonly #emit: ResourceContext['emit'];
  #total = 0;
  #sent = 0;
  #told = -Infinity;

  constructor(emit: ResourceContext['emit']) {
    this.#emit = emit;
  }

  /** A transfer of so many bytes; what it returns is told how many of them have left. */
  transfer(size: number): (sent: number) => void {
    this.#total += size;
    let before = 0;
    return (sent) => {
      this.#sent += sent - before;
      before = sent;
      const now = performance.now();
      if (this.#sent < this.#total && now - this.#told < 1000 / PER_SECOND) return;
      this.#told = now;
      this.#emit({ type: 'step-progress', sent: this.#sent, total: this.#total });
    };
  }
}
