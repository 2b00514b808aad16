import type { Question } from '../../../shared/contract/hosts.ts';
import type { Followed } from '../../../shared/contract/runs.ts';
import type { ClusterSpec } from '../../../shared/model/spec.ts';
import { problem, type Problem, ProblemError } from '../../../shared/problems/problem.ts';
import type { Happening } from '../../../shared/run/event.ts';
import { renew } from '../certificates/renew.ts';
import { openReach, type Operator } from '../reach.ts';
import { type Persistence, persistence } from '../reconnect.ts';
import { deploy, type Onlooker } from '../run.ts';
import { openJournal } from '../runner/journal.ts';
import type { NewOrder } from '../runner/order-schema.ts';
import { Pause } from '../runner/pause.ts';
import type { Lease } from '../workspace/lease.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { operatorOf } from './operator.ts';
import type { Questions } from './questions.ts';

/** What a run is begun with. */
export interface LiveOrder {
  readonly workspace: Workspace;
  readonly run: string;
  /** Of the workspace; given back when the run has ended. */
  readonly lease: Lease;
  readonly spec: ClusterSpec;
  readonly order: NewOrder;
  /** The way to hosts that are in this process. */
  readonly inProcess: Operator['inProcess'];
  /** In practice: how many times as fast as real hosts its hosts are. */
  readonly speed?: number | undefined;
}

/** Who practises sees soon what becomes of a host that does not come back. */
const inPractice: Persistence = { ...persistence, within: 20_000, longestPause: 2_000 };

type Doing = Extract<Followed, { type: 'doing' }>['what'];

/** A run that goes on in this process, whoever looks on. */
export class LiveRun {
  readonly run: string;
  readonly dir: string;
  /** Settles when it has ended and its journal is on disk; never rejects. */
  readonly ended: Promise<void>;
  readonly #order: LiveOrder;
  readonly #pause = new Pause();
  readonly #cancel = new AbortController();
  readonly #asking = new Map<string, Question>();
  readonly #waiting = new Set<() => void>();
  #doing: Doing | undefined;
  #begun = false;
  #over = false;

  constructor(order: LiveOrder, questions: Questions) {
    this.#order = order;
    this.run = order.run;
    this.dir = order.workspace.dir;
    this.ended = this.#carry(questions);
  }

  get over(): boolean {
    return this.#over;
  }

  get paused(): boolean {
    return this.#pause.paused;
  }

  /** What it is at before its first step. */
  get doing(): Doing | undefined {
    return this.#doing;
  }

  /** What it waits for an answer to. */
  get asking(): readonly Question[] {
    return [...this.#asking.values()];
  }

  pause(): void {
    this.#pause.pause();
    this.#changed();
  }

  continue(): void {
    this.#pause.continue();
    this.#changed();
  }

  cancel(): void {
    this.#cancel.abort();
  }

  /** Resolves with the next thing that happens to it; at once where it is over. */
  next(signal: AbortSignal): Promise<void> {
    if (this.#over || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        this.#waiting.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.#waiting.add(done);
      signal.addEventListener('abort', done);
    });
  }

  #changed(): void {
    for (const wake of [...this.#waiting]) wake();
  }

  async #carry(questions: Questions): Promise<void> {
    const { workspace, lease } = this.#order;
    // a vault that locks itself would end the run
    const giveBack = workspace.vault.hold();
    try {
      await this.#deploy(questions).catch((error: unknown) => this.#keepEnd(error));
    } finally {
      giveBack();
      await lease.release().catch(() => undefined);
      this.#over = true;
      this.#changed();
    }
  }

  async #deploy(questions: Questions): Promise<void> {
    const { workspace, spec, order, run, inProcess, speed } = this.#order;
    const { spec: yaml, skipped } = order;
    const { signal } = this.#cancel;
    const told = {
      show: (question: Question) => {
        this.#asking.set(question.id, question);
        this.#changed();
      },
      over: (question: Question) => {
        this.#asking.delete(question.id);
        this.#changed();
      },
    };
    const operator = operatorOf(spec, questions, signal, told, inProcess);
    const reaching = await openReach(workspace, operator, signal);
    const onlooker: Onlooker = {
      doing: (what) => {
        this.#doing = what;
        this.#changed();
      },
      decided: () => undefined,
      begin: () => Promise.resolve(true),
      event: () => {
        this.#begun = true;
        this.#doing = undefined;
        this.#changed();
      },
    };
    const patience = workspace.cluster.practice === true ? inPractice : persistence;
    if (order.operation === 'renew') {
      onlooker.doing('reach');
      const looking = { begin: () => Promise.resolve(true), event: onlooker.event };
      const { groups, nodes } = order;
      await renew({ ...reaching, workspace, spec, yaml, groups, nodes, run, skipped, pausing: this.#pause }, looking, signal);
      return;
    }
    const { bundle, accepted, operation: purpose } = order;
    const undertaking = {
      ...reaching,
      workspace,
      spec,
      yaml,
      bundle,
      accepted,
      skipped,
      speed,
      run,
      pausing: this.#pause,
      persistence: patience,
    };
    await deploy({ ...undertaking, purpose }, onlooker, signal);
  }

  /** A run that could not begin has a journal too: of no steps, and of why. */
  async #keepEnd(error: unknown): Promise<void> {
    const { workspace, run } = this.#order;
    const journal = await openJournal(workspace.journalOf(run), (text) => text).catch(() => undefined);
    if (journal === undefined) return;
    const append = (happening: Happening) => journal.append({ at: Date.now(), ...happening });
    if (!this.#begun) append({ type: 'run-started', run, cluster: workspace.cluster.name, steps: [] });
    const cancelled = this.#cancel.signal.aborted && !(error instanceof ProblemError);
    append({ type: 'run-finished', outcome: cancelled ? 'cancelled' : 'failed', problems: cancelled ? [] : problemsOf(error) });
    await journal.close().catch(() => undefined);
  }
}

function problemsOf(error: unknown): readonly Problem[] {
  if (error instanceof ProblemError) return error.problems;
  const reason = error instanceof Error ? error.message : String(error);
  return [problem('engine.fault', { call: 'runs.start', reason: reason.slice(0, 500) })];
}
