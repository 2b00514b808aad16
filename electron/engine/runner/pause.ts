/** Whether a run starts further steps. */
export interface Pausing {
  readonly paused: boolean;
  /** Is told when steps may start again. */
  readonly onContinue: (goOn: () => void) => void;
}

/** A run's pause, as its operator has it. What runs goes on to its end. */
export class Pause implements Pausing {
  #paused = false;
  readonly #told: (() => void)[] = [];

  get paused(): boolean {
    return this.#paused;
  }

  pause(): void {
    this.#paused = true;
  }

  continue(): void {
    this.#paused = false;
    for (const goOn of this.#told) goOn();
  }

  onContinue(goOn: () => void): void {
    this.#told.push(goOn);
  }
}
