import { LiveRun, type LiveOrder } from './live-run.ts';
import type { Questions } from './questions.ts';

/** The runs that go on in this engine. */
export class LiveRuns {
  readonly #runs = new Map<string, LiveRun>();
  readonly #told: ((busy: boolean) => void)[] = [];

  get busy(): boolean {
    return this.#runs.size > 0;
  }

  onBusy(told: (busy: boolean) => void): void {
    this.#told.push(told);
  }

  /** The run of a workspace that goes on; of this id, where one is given. */
  of(dir: string, run?: string): LiveRun | undefined {
    const live = this.#runs.get(dir);
    return run === undefined || live?.run === run ? live : undefined;
  }

  /** Begins a run, whose workspace's lease the order has. */
  begin(order: LiveOrder, questions: Questions): LiveRun {
    const live = new LiveRun(order, questions);
    this.#runs.set(live.dir, live);
    this.#tell(true);
    void live.ended.then(() => {
      this.#runs.delete(live.dir);
      if (!this.busy) this.#tell(false);
    });
    return live;
  }

  async close(): Promise<void> {
    const live = [...this.#runs.values()];
    for (const run of live) run.cancel();
    await Promise.all(live.map((run) => run.ended));
  }

  #tell(busy: boolean): void {
    for (const told of this.#told) told(busy);
  }
}
