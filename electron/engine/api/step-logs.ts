import { StepLog } from '../runner/step-log.ts';

/** An index costs some MB for a journal of millions of lines; people look at one or two runs. */
const most = 4;

/** The logs of the runs that are looked at; the one that was not looked at for longest is let go of. */
export class StepLogs {
  readonly #logs = new Map<string, StepLog>();

  of(journal: string): StepLog {
    const log = this.#logs.get(journal) ?? new StepLog(journal);
    this.#logs.delete(journal);
    this.#logs.set(journal, log);
    const [oldest] = this.#logs;
    if (oldest !== undefined && this.#logs.size > most) {
      this.#logs.delete(oldest[0]);
      void oldest[1].close();
    }
    return log;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#logs.values()].map((log) => log.close()));
    this.#logs.clear();
  }
}
