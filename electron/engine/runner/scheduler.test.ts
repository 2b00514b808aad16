import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Step } from '../../../shared/model/plan.ts';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import type { Happening, Outcome } from '../../../shared/run/event.ts';
import { Pause } from './pause.ts';
import { runSteps } from './scheduler.ts';
import type { Limits } from './steps.ts';

const step = (id: string, over: Partial<Step> = {}): Step => ({
  id,
  phase: 'prepare',
  title: 'prepare',
  host: 'h1',
  needs: [],
  risk: 'reversible',
  skippable: false,
  resources: [],
  priority: 0,
  ...over,
});
const roomy: Limits = { perHost: 100, overall: 100, sending: 1e9 };
const never = new AbortController().signal;
const ignore = () => undefined;
const refusal = () => new ProblemError(problem('ssh.unreachable', { address: '10.0.0.1', port: 22, reason: 'no-route' }));
const codesOf = (run: Promise<unknown>) =>
  run.then(
    () => [],
    (error: unknown) => (error instanceof ProblemError ? error.problems.map((p) => [p.code, p.params]) : [error]),
  );

/** Steps of a random graph without circles, in an order that need not be topological. */
const graph = fc
  .integer({ min: 0, max: 30 })
  .chain((n) =>
    fc.tuple(
      ...Array.from({ length: n }, (_, i) =>
        fc.record({
          host: fc.constantFrom('h1', 'h2', 'h3'),
          priority: fc.integer({ min: 0, max: 3 }),
          resources: fc.constantFrom(images, []),
          needs: fc.subarray(Array.from({ length: i }, (_, k) => `s${k}`)).map((needs) => needs.slice(0, 3)),
        }),
      ),
    ),
  )
  .map((parts) => parts.map((part, i) => step(`s${i}`, part)))
  .chain((steps) => fc.shuffledSubarray(steps, { minLength: steps.length }));
const limits = fc.record({
  perHost: fc.integer({ min: 1, max: 3 }),
  overall: fc.integer({ min: 1, max: 5 }),
  sending: fc.integer({ min: 1, max: 3 }),
});
const images: Step['resources'] = [{ kind: 'images', images: [] }];
const sends = (s: Step) => s.resources.length > 0;

/** Runs steps in a random interleaving and watches from outside, by rules that are written without the scheduler's tricks. */
class Watched {
  readonly started: string[] = [];
  readonly finished = new Map<string, Outcome>();
  readonly events: Happening[] = [];
  readonly faults: string[] = [];
  readonly steps: readonly Step[];
  readonly limits: Limits;
  #stopped = false;

  constructor(steps: readonly Step[], limits: Limits) {
    this.steps = steps;
    this.limits = limits;
  }

  run(scheduler: fc.Scheduler, outcome: (step: Step) => Outcome, signal = new AbortController().signal) {
    signal.addEventListener('abort', () => (this.#stopped = true));
    const perform = async (step: Step): Promise<Outcome> => {
      this.#onStart(step);
      await scheduler.schedule(Promise.resolve(), step.id);
      // Whatever may start has been started before any time passes.
      if (!this.#stopped && this.#startable().length > 0) this.faults.push(`idle while ${step.id} ran`);
      const how = outcome(step);
      this.finished.set(step.id, how);
      if (how === 'failed') {
        this.#stopped = true;
        throw refusal();
      }
      return how;
    };
    const emit = (happening: Happening) => void this.events.push(happening);
    return scheduler.waitFor(runSteps(this.steps, perform, this.limits, emit, signal));
  }

  #onStart(step: Step): void {
    if (this.#stopped) this.faults.push(`${step.id} started after the stop`);
    const before = this.#startable();
    if (!before.includes(step)) this.faults.push(`${step.id} was not startable`);
    if (before.some((other) => other.priority > step.priority)) this.faults.push(`${step.id} was not the most urgent`);
    this.started.push(step.id);
  }

  #startable(): Step[] {
    const running = this.steps.filter((s) => this.started.includes(s.id) && !this.finished.has(s.id));
    if (running.length >= this.limits.overall) return [];
    return this.steps.filter(
      (s) =>
        !this.started.includes(s.id) &&
        s.needs.every((need) => this.finished.has(need)) &&
        running.filter((other) => other.host === s.host).length < this.limits.perHost &&
        (!sends(s) || running.filter(sends).length < this.limits.sending),
    );
  }
}

describe('runSteps', () => {
  it('runs every step once, in order, the urgent first, within the limits, never idle', async () => {
    await fc.assert(
      fc.asyncProperty(graph, limits, fc.scheduler(), async (steps, limits, scheduler) => {
        const watched = new Watched(steps, limits);
        const result = await watched.run(scheduler, (s) => (s.priority > 1 ? 'changed' : 'satisfied'));
        expect(watched.faults).toEqual([]);
        expect(watched.started.toSorted()).toEqual(steps.map((s) => s.id).toSorted());
        expect(result).toMatchObject({ outcome: 'success', notStarted: [], problems: [] });
        expect(result.steps).toEqual(watched.finished);
        expect(watched.events.length).toBe(2 * steps.length);
      }),
      { numRuns: 150 },
    );
  });

  it('starts nothing after a failure, lets what runs come to its end, and never runs what needs the failed step', async () => {
    await fc.assert(
      fc.asyncProperty(graph, limits, fc.scheduler(), fc.nat({ max: 29 }), async (steps, limits, scheduler, failing) => {
        const watched = new Watched(steps, limits);
        const result = await watched.run(scheduler, (s) => (s.id === `s${failing}` ? 'failed' : 'changed'));
        expect(watched.faults).toEqual([]);
        const failed = steps.some((s) => s.id === `s${failing}`);
        expect(result.outcome).toBe(failed ? 'failed' : 'success');
        expect(result.problems.length).toBe(failed ? 1 : 0);
        expect(watched.finished.size).toBe(watched.started.length);
        expect(result.notStarted).toEqual(steps.map((s) => s.id).filter((id) => !watched.started.includes(id)));
        for (const s of steps) if (s.needs.includes(`s${failing}`)) expect(result.notStarted).toContain(s.id);
      }),
      { numRuns: 150 },
    );
  });

  it('starts nothing after it was cancelled and says so', async () => {
    await fc.assert(
      fc.asyncProperty(graph, limits, fc.scheduler(), fc.nat({ max: 29 }), async (steps, limits, scheduler, at) => {
        const watched = new Watched(steps, limits);
        const cancelling = new AbortController();
        const result = await watched.run(
          scheduler,
          (s) => {
            if (s.id === `s${at}`) cancelling.abort();
            return 'satisfied';
          },
          cancelling.signal,
        );
        expect(watched.faults).toEqual([]);
        expect(watched.finished.size).toBe(watched.started.length);
        expect(result.outcome).toBe(result.notStarted.length > 0 ? 'cancelled' : 'success');
      }),
      { numRuns: 100 },
    );
  });

  it('gives the signal to the steps; one that breaks off is cancelled, not failed', async () => {
    const cancelling = new AbortController();
    const result = await runSteps(
      [step('a'), step('b', { needs: ['a'] })],
      (_, signal) => {
        cancelling.abort();
        signal.throwIfAborted();
        return Promise.resolve('changed');
      },
      roomy,
      ignore,
      cancelling.signal,
    );
    expect(result).toEqual({
      outcome: 'cancelled',
      steps: new Map([['a', 'cancelled']]),
      notStarted: ['b'],
      problems: [],
      skipped: [],
    });
  });

  it('goes on after a step that was skipped as after one that is done, and names it', async () => {
    const done: string[] = [];
    const perform = (s: Step): Promise<Outcome> => {
      if (s.id === 'a') return Promise.resolve('skipped');
      done.push(s.id);
      return Promise.resolve('changed');
    };
    const result = await runSteps([step('a'), step('b', { needs: ['a'] })], perform, roomy, ignore, never);
    expect(result).toMatchObject({ outcome: 'success', skipped: ['a'], notStarted: [] });
    expect(done).toEqual(['b']);
  });

  it('tells a failure with its problems, also that of a step that crashed', async () => {
    const events: Happening[] = [];
    const perform = (s: Step): Promise<Outcome> => {
      if (s.id === 'a') throw refusal();
      return Promise.reject(new TypeError('x is not a function'));
    };
    const result = await runSteps([step('a'), step('b')], perform, roomy, (e) => events.push(e), never);
    expect(result.outcome).toBe('failed');
    expect(result.problems.map((p) => [p.code, p.host])).toEqual([
      ['ssh.unreachable', undefined],
      ['run.step-crashed', 'h1'],
    ]);
    expect(events.filter((e) => e.type === 'step-finished').map((e) => [e.step, e.outcome, e.problems.length])).toEqual([
      ['a', 'failed', 1],
      ['b', 'failed', 1],
    ]);
  });

  it('refuses circles, needs that are no step and equal names before anything is started', async () => {
    const run = (steps: Step[]) => codesOf(runSteps(steps, () => Promise.reject(new Error('was started')), roomy, ignore, never));
    const chain = [step('free'), step('a', { needs: ['c'] }), step('b', { needs: ['a'] }), step('c', { needs: ['b', 'free'] })];
    expect(await run([step('behind', { needs: ['a'] }), ...chain])).toEqual([
      ['run.plan-broken', { step: 'a', reason: 'cycle', others: ['a', 'c', 'b', 'a'] }],
    ]);
    expect(await run([step('a', { needs: ['x'] })])).toEqual([
      ['run.plan-broken', { step: 'a', reason: 'unknown-need', others: ['x'] }],
    ]);
    expect(await run([step('a'), step('a')])).toEqual([['run.plan-broken', { step: 'a', reason: 'duplicate', others: [] }]]);
  });

  it('carries out a hundred thousand steps that all wait for one host', async () => {
    const steps = Array.from({ length: 100_000 }, (_, i) =>
      step(`s${i}`, { host: i % 2 === 0 ? 'busy' : 'other', priority: i % 7, needs: i < 10 ? [] : [`s${i % 10}`] }),
    );
    const result = await runSteps(
      steps,
      () => Promise.resolve('satisfied'),
      { perHost: 1, overall: 2, sending: 1 },
      ignore,
      never,
    );
    expect(result.steps.size).toBe(steps.length);
  });
});

describe('a paused run', () => {
  const chain = [step('a'), step('b', { needs: ['a'] }), step('c', { needs: ['b'] })];

  it('lets what runs end, starts nothing until it is continued, and then goes on to its end', async () => {
    const pause = new Pause();
    const done: string[] = [];
    const run = runSteps(
      chain,
      (s) => {
        done.push(s.id);
        if (s.id === 'a') pause.pause();
        return Promise.resolve('changed');
      },
      roomy,
      ignore,
      never,
      pause,
    );
    await new Promise((resolve) => setImmediate(resolve));
    expect(done).toEqual(['a']);
    pause.continue();
    expect((await run).outcome).toBe('success');
    expect(done).toEqual(['a', 'b', 'c']);
  });

  it('can be cancelled, and is over by itself where its last step was running', async () => {
    const pause = new Pause();
    pause.pause();
    const abort = new AbortController();
    const run = runSteps(chain, () => Promise.resolve('changed'), roomy, ignore, abort.signal, pause);
    abort.abort();
    expect(await run).toMatchObject({ outcome: 'cancelled', notStarted: ['a', 'b', 'c'] });
    const last = new Pause();
    const perform = () => {
      last.pause();
      return Promise.resolve('changed' as const);
    };
    expect((await runSteps([step('a')], perform, roomy, ignore, never, last)).outcome).toBe('success');
  });
});
