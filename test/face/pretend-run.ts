import type { Followed } from '../../shared/contract/runs.ts';
import type { ClusterSpec } from '../../shared/model/spec.ts';
import { phases } from '../../shared/model/plan.ts';
import { planCluster } from '../../shared/planner/plan.ts';
import { problem } from '../../shared/problems/problem.ts';
import type { Happening, RunEvent, RunOutcome, StepSummary } from '../../shared/run/event.ts';
import { bundleOf, clusterUid, factsOfAll } from '../fixtures/site.ts';

/** Waits, or ends with the signal. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(new Error('aborted'));
    });
  });

const tick = 20;
const width = 8;

/** A run that only pretends: its steps go by one after another, so many events a second. */
export class PretendRun {
  readonly id = `run-${Date.now().toString(36)}`;
  readonly ended: Promise<RunOutcome>;
  paused = false;
  readonly #events: RunEvent[] = [];
  readonly #lines = new Map<string, { at: number; line: string }[]>();
  #cancelled = false;
  #over = false;

  constructor(
    spec: ClusterSpec,
    options: { readonly steps?: number | undefined; readonly rate: number; readonly fail?: string | undefined },
  ) {
    const steps = options.steps === undefined ? planned(spec) : invented(spec, options.steps);
    this.#put({ type: 'run-started', run: this.id, cluster: spec.name, steps });
    this.ended = this.#play(steps, options);
  }

  cancel(): void {
    this.#cancelled = true;
  }

  log(step: string, from: number, count: number) {
    const lines = this.#lines.get(step) ?? [];
    return { total: lines.length, lines: lines.slice(from, from + count) };
  }

  async *follow(signal: AbortSignal): AsyncGenerator<Followed, undefined> {
    let from = 0;
    while (!signal.aborted) {
      const events = this.#events.slice(from);
      from += events.length;
      if (events.length > 0) yield { type: 'events', events };
      if (this.#over && from === this.#events.length) return;
      await pause(tick, signal);
    }
  }

  #put(happening: Happening): void {
    this.#events.push({ at: Date.now(), ...happening });
    if (happening.type !== 'step-output') return;
    const lines = this.#lines.get(happening.step) ?? [];
    lines.push({ at: Date.now(), line: happening.line });
    this.#lines.set(happening.step, lines);
  }

  async #play(
    steps: readonly StepSummary[],
    { rate, fail }: { readonly rate: number; readonly fail?: string | undefined },
  ): Promise<RunOutcome> {
    const waiting = [...steps];
    const running: { step: StepSummary; left: number }[] = [];
    const forever = new AbortController().signal;
    while ((waiting.length > 0 && !this.#cancelled) || running.length > 0) {
      await pause(tick, forever);
      for (let n = 0; n < (rate * tick) / 1000; n++) {
        while (running.length < width && waiting.length > 0 && !this.paused && !this.#cancelled) {
          const step = waiting.shift();
          if (step === undefined) break;
          running.push({ step, left: 6 });
          this.#put({ type: 'step-started', step: step.id });
        }
        const one = running[n % Math.max(1, running.length)];
        if (one === undefined) break;
        one.left--;
        const { id, title, host } = one.step;
        if (one.left === 4) this.#put({ type: 'resource-changing', step: id, what: 'file /etc/hosts' });
        else if (one.left === 3) this.#put({ type: 'step-progress', step: id, sent: 5e7, total: 1e8 });
        else if (one.left === 2) this.#put({ type: 'step-waiting', step: id, what: 'nodes-ready: w1' });
        else if (one.left > 0) this.#put({ type: 'step-output', step: id, line: `[${title}] working on ${host}` });
        if (one.left > 0) continue;
        running.splice(running.indexOf(one), 1);
        if (title === 'join' && host === fail) {
          const failed = problem(
            'check.firewall',
            { services: ['firewalld'] },
            { host, evidence: ['[preflight] running checks', 'error: timed out'] },
          );
          this.#put({ type: 'step-finished', step: id, outcome: 'failed', problems: [failed] });
          this.#put({ type: 'run-finished', outcome: 'failed', problems: [failed] });
          this.#over = true;
          return 'failed';
        }
        this.#put({ type: 'step-finished', step: id, outcome: 'changed', problems: [] });
      }
    }
    const outcome = this.#cancelled ? 'cancelled' : 'success';
    this.#put({ type: 'run-finished', outcome, problems: [] });
    this.#over = true;
    return outcome;
  }
}

const planned = (spec: ClusterSpec): StepSummary[] =>
  planCluster(spec, clusterUid, factsOfAll(spec), bundleOf(spec)).steps.map(({ id, phase, title, host }) => ({
    id,
    phase,
    title,
    host,
  }));

const invented = (spec: ClusterSpec, each: number): StepSummary[] =>
  Array.from({ length: each }, (_, n) => n).flatMap((n) =>
    spec.nodes.map(({ name }) => ({
      id: `step-${n}/${name}`,
      phase: phases[Math.min(phases.length - 1, 2 + Math.floor((n * (phases.length - 2)) / each))] ?? 'prepare',
      title: `step-${n}`,
      host: name,
    })),
  );
