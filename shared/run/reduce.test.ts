import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { z } from 'zod';
import { phases } from '../model/plan.ts';
import { problem } from '../problems/problem.ts';
import type { Outcome, RunEvent, StepSummary } from './event.ts';
import { runEvent } from './event-schema.ts';
import { reduce } from './reduce.ts';
import { counts, elapsed, phasesOf, running, skippedSteps, statusOf, stepOf, stepOfProblem } from './selectors.ts';
import { initialRunState, noCounts, type RunState } from './state.ts';

const step = (phase: StepSummary['phase'], host: string): StepSummary => ({ id: `${phase}/${host}`, phase, title: phase, host });
const steps = [step('etcd', 'm1'), step('prepare', 'm1'), step('prepare', 'w1'), step('workers', 'w1')];
const began: RunEvent = { at: 1000, type: 'run-started', run: 'r1', cluster: 'c1', steps };
const after = (...events: RunEvent[]): RunState => [began, ...events].reduce(reduce, initialRunState);
const start = (at: number, id: string): RunEvent => ({ at, type: 'step-started', step: id });
const finish = (at: number, id: string, outcome: Outcome = 'changed'): RunEvent => ({
  at,
  type: 'step-finished',
  step: id,
  outcome,
  problems: [],
});

describe('reduce', () => {
  it('lays out the matrix of phases in the order of the manual, and of hosts', () => {
    const state = after();
    expect(state).toMatchObject({ status: 'running', run: 'r1', cluster: 'c1', startedAt: 1000, hosts: ['m1', 'w1'] });
    expect(
      phasesOf(state).map((row) => [row.phase, row.status, row.cells.map((cell) => [cell.host, cell.counts.waiting])]),
    ).toEqual([
      [
        'prepare',
        'waiting',
        [
          ['m1', 1],
          ['w1', 1],
        ],
      ],
      [
        'etcd',
        'waiting',
        [
          ['m1', 1],
          ['w1', 0],
        ],
      ],
      [
        'workers',
        'waiting',
        [
          ['m1', 0],
          ['w1', 1],
        ],
      ],
    ]);
    expect(counts(state)).toEqual({ ...noCounts, waiting: 4, done: 0, total: 4 });
  });

  it('follows a step from its start to its end', () => {
    const id = 'prepare/m1';
    const during = after(
      start(1100, id),
      { at: 1200, type: 'step-waiting', step: id, what: 'lock' },
      { at: 1250, type: 'resource-changing', step: id, what: 'file /etc/hosts' },
      { at: 1300, type: 'step-progress', step: id, sent: 10, total: 20 },
      { at: 1400, type: 'step-output', step: id, line: 'one' },
      { at: 1500, type: 'step-output', step: id, line: 'two' },
    );
    expect(stepOf(during, id)).toEqual({
      ...step('prepare', 'm1'),
      status: 'running',
      startedAt: 1100,
      changing: 'file /etc/hosts',
      waitingFor: undefined,
      changed: 0,
      progress: { sent: 10, total: 20 },
      lastOutput: 'two',
      problems: [],
      since: 1250,
      heardAt: 1500,
    });
    expect(running(during).map((s) => s.id)).toEqual([id]);
    expect(elapsed(stepOf(during, id) ?? {}, 2100)).toBe(1000);

    const events: RunEvent[] = [{ at: 1600, type: 'resource-changed', step: id, what: 'file /etc/hosts' }, finish(1700, id)];
    const done = events.reduce(reduce, during);
    expect(stepOf(done, id)).toMatchObject({ status: 'changed', finishedAt: 1700, changed: 1, changing: undefined });
    expect(running(done)).toEqual([]);
    expect(elapsed(stepOf(done, id) ?? {}, 9999)).toBe(600);
    expect(phasesOf(done)[0]).toMatchObject({
      status: 'running',
      cells: [
        { host: 'm1', startedAt: 1100, finishedAt: 1700 },
        { host: 'w1', counts: { waiting: 1 } },
      ],
    });
  });

  it('tells who decided to go on without a step, and counts it as neither done nor failed', () => {
    const id = 'prepare/w1';
    const state = after(
      start(1100, id),
      { at: 1101, type: 'step-skipped', step: id, by: 'ops@laptop', decided: 900 },
      finish(1102, id, 'skipped'),
    );
    expect(skippedSteps(state)).toMatchObject([{ id, status: 'skipped', skip: { by: 'ops@laptop', at: 900 } }]);
    expect(counts(state)).toMatchObject({ skipped: 1, done: 0, failed: 0 });
    expect(statusOf({ ...noCounts, changed: 2, skipped: 1 })).toBe('skipped');
    expect(statusOf({ ...noCounts, waiting: 1, skipped: 1 })).toBe('running');
  });

  it('knows which step a problem of its list is of', () => {
    const why = problem('run.step-crashed', { step: 'etcd/m1', reason: 'x' }, { host: 'm1' });
    const own = problem('run.step-crashed', { step: '', reason: 'y' });
    const state = after(
      start(1100, 'etcd/m1'),
      { at: 1300, type: 'step-finished', step: 'etcd/m1', outcome: 'failed', problems: [why] },
      { at: 1400, type: 'run-finished', outcome: 'failed', problems: [why, own] },
    );
    expect(state.problems.map((one) => stepOfProblem(state, one)?.id)).toEqual(['etcd/m1', undefined]);
  });

  it('knows since when a step waits for the same thing', () => {
    const waiting = (at: number, what: string): RunEvent => ({ at, type: 'step-waiting', step: 'etcd/m1', what });
    const state = after(start(1100, 'etcd/m1'), waiting(1200, 'm2'), waiting(1300, 'm2'));
    expect(stepOf(state, 'etcd/m1')).toMatchObject({ waitingFor: 'm2', since: 1200, heardAt: 1300 });
    expect(stepOf(reduce(state, waiting(1400, 'm3')), 'etcd/m1')).toMatchObject({ waitingFor: 'm3', since: 1400 });
  });

  it('keeps a failed step’s problems and what it was changing, and each problem once', () => {
    const id = 'etcd/m1';
    const why = problem('run.step-crashed', { step: id, reason: 'x' }, { host: 'm1' });
    const other = problem('run.step-crashed', { step: id, reason: 'y' }, { host: 'm1' });
    const state = after(
      start(1100, id),
      { at: 1200, type: 'resource-changing', step: id, what: 'service etcd' },
      { at: 1300, type: 'step-finished', step: id, outcome: 'failed', problems: [why] },
      { at: 1400, type: 'run-finished', outcome: 'failed', problems: [{ ...why }, other] },
    );
    expect(stepOf(state, id)).toMatchObject({ status: 'failed', changing: 'service etcd', problems: [why] });
    expect(state).toMatchObject({ status: 'failed', finishedAt: 1400, problems: [why, other] });
    expect(phasesOf(state)[1]?.status).toBe('failed');
    expect(elapsed(state, 9999)).toBe(400);
  });

  it('begins anew with the next run, and takes no offence at a step that it does not know', () => {
    const state = after(start(1100, 'prepare/m1'), { ...began, at: 5000, run: 'r2' }, start(5100, 'nobody'));
    expect(state).toEqual({ ...reduce(initialRunState, { ...began, at: 5000, run: 'r2' }), at: 5100 });
  });

  it('changes no earlier state', () => {
    const before = after(start(1100, 'prepare/m1'));
    const seen = () => JSON.stringify([before, [...before.steps], [...before.cells]]);
    const copy = seen();
    reduce(before, finish(1200, 'prepare/m1'));
    expect(seen()).toBe(copy);
  });

  it('agrees at every moment with counting all steps anew', () => {
    const outcome = fc.constantFrom<Outcome>('satisfied', 'changed', 'skipped', 'failed', 'cancelled');
    const event = fc
      .tuple(fc.nat({ max: 3 }), fc.boolean(), outcome)
      .map(([i, begin, how]) => (begin ? start(1, steps[i]?.id ?? '') : finish(2, steps[i]?.id ?? '', how)));
    fc.assert(
      fc.property(fc.array(event), (events) => {
        const state = after(...events);
        const expected = { ...noCounts };
        for (const { status } of state.steps) expected[status] += 1;
        expect(state.counts).toEqual(expected);
        const ofRows = phasesOf(state).map((row) => row.counts);
        for (const status of ['waiting', 'running', 'satisfied', 'changed', 'failed', 'cancelled'] as const)
          expect(ofRows.reduce((sum, row) => sum + row[status], 0)).toBe(expected[status]);
        expect(state.running.toSorted()).toEqual(
          [...state.steps]
            .filter((s) => s.status === 'running')
            .map((s) => s.id)
            .toSorted(),
        );
      }),
    );
  });

  it('takes a run of a thousand hosts, event by event', () => {
    const many = Array.from({ length: 1000 }, (_, h) => phases.map((phase) => step(phase, `h${h}`))).flat();
    let state = reduce(initialRunState, { ...began, steps: many });
    many.forEach((s, i) => {
      state = reduce(state, start(i, s.id));
      for (let sent = 0; sent < 5; sent++) state = reduce(state, { at: i, type: 'step-progress', step: s.id, sent, total: 5 });
      state = reduce(state, finish(i, s.id));
    });
    expect(counts(state)).toMatchObject({ changed: 15_000, done: 15_000, total: 15_000 });
  });
});

describe('statusOf', () => {
  it.each([
    [{}, 'waiting'],
    [{ waiting: 2 }, 'waiting'],
    [{ waiting: 1, satisfied: 1 }, 'running'],
    [{ running: 1, waiting: 1 }, 'running'],
    [{ satisfied: 2 }, 'satisfied'],
    [{ satisfied: 2, changed: 1 }, 'changed'],
    [{ cancelled: 1, changed: 1 }, 'cancelled'],
    [{ failed: 1, cancelled: 1, running: 1 }, 'failed'],
  ])('calls %j %s', (of, status) => {
    expect(statusOf({ ...noCounts, ...of })).toBe(status);
  });
});

describe('the schema of events', () => {
  it('has the type of the events', () => {
    expectTypeOf<z.infer<typeof runEvent>>().toEqualTypeOf<RunEvent>();
  });

  it('takes an event as it is and refuses what is none', () => {
    for (const event of [began, start(1, 'a'), finish(2, 'a')])
      expect(runEvent.parse(JSON.parse(JSON.stringify(event)))).toEqual(event);
    const problems = [{ code: 'constructor', params: {} }];
    expect(runEvent.safeParse({ ...finish(2, 'a'), problems }).success).toBe(false);
    expect(runEvent.safeParse({ ...finish(2, 'a'), outcome: 'great' }).success).toBe(false);
  });
});
