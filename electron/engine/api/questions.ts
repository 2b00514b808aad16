import { randomUUID } from 'node:crypto';
import type { Question } from '../../../shared/contract/hosts.ts';
import { onAbort } from '../transport/abort.ts';

type Answer = readonly string[] | null;

/** Questions that wait for the operator, whoever asks them: surveys, previews, runs. */
export class Questions {
  readonly #open = new Map<string, (answers: Answer) => void>();

  /**
   * Asks, by way of `show`, and waits for the answer; `null` where the operator declined. `over` is told when it is asked no more.
   * @throws the signal's reason where it was aborted
   */
  async ask(
    question: Omit<Question, 'id'>,
    { show, over }: { readonly show: (question: Question) => void; readonly over: (question: Question) => void },
    signal: AbortSignal,
  ): Promise<Answer> {
    signal.throwIfAborted();
    const asked = { id: randomUUID(), ...question };
    let stop = (): void => undefined;
    try {
      return await new Promise<Answer>((resolve, reject) => {
        this.#open.set(asked.id, resolve);
        stop = onAbort(signal, reject);
        show(asked);
      });
    } finally {
      stop();
      this.#open.delete(asked.id);
      over(asked);
    }
  }

  /** Answers a question; one that is over is left alone. */
  answer(id: string, answers: Answer): void {
    this.#open.get(id)?.(answers);
  }
}
