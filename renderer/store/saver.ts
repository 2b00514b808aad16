import type { Problem } from '../../shared/problems/problem.ts';
import { problemsOf } from '../api/problems-of.ts';

/** Where the saving of what was typed stands. */
export type Saving =
  | { readonly state: 'saved' }
  | { readonly state: 'saving' }
  | { readonly state: 'failed'; readonly problems: readonly Problem[] };

/** As long as somebody types on, what they type is saved this often. */
const patienceMs = 250;

/** Saves the latest of a value that changes often: a moment after each change, one at a time, and at once when asked to. */
export class Saver<T> {
  readonly #save: (value: T) => Promise<void>;
  readonly #told: (saving: Saving) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pending: { readonly value: T } | undefined;
  #busy: Promise<void> | undefined;

  /** @param told hears of every change of where the saving stands */
  constructor(save: (value: T) => Promise<void>, told: (saving: Saving) => void) {
    this.#save = save;
    this.#told = told;
  }

  /** The value is now this. */
  put(value: T): void {
    this.#pending = { value };
    this.#told({ state: 'saving' });
    this.#timer ??= setTimeout(() => void this.flush(), patienceMs);
  }

  /** Saves what is not saved yet; ends when it is, or has failed, which `told` hears of. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#busy ??= this.#drain().finally(() => {
      this.#busy = undefined;
    });
    await this.#busy;
  }

  async #drain(): Promise<void> {
    while (this.#pending !== undefined) {
      const { value } = this.#pending;
      this.#pending = undefined;
      try {
        await this.#save(value);
      } catch (thrown) {
        // Kept, so that the next change or flush tries again with it.
        this.#pending ??= { value };
        this.#told({ state: 'failed', problems: problemsOf(thrown) });
        return;
      }
      if (this.#isSaved()) this.#told({ state: 'saved' });
    }
  }

  #isSaved = (): boolean => this.#pending === undefined;
}
