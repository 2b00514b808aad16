import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RunEvent } from '../../../shared/run/event.ts';
import { JournalFollower } from './follow.ts';
import { journalEnds } from './journal-ends.ts';
import { StepLog } from './step-log.ts';

let dir: string;
let path: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'barque-log-'));
  path = join(dir, 'journal.jsonl');
});
afterEach(() => rm(dir, { recursive: true }));

const never = new AbortController().signal;
const output = (step: string, line: string, at = 1): RunEvent => ({ at, type: 'step-output', step, line });
const write = (events: readonly RunEvent[]) => appendFile(path, events.map((event) => `${JSON.stringify(event)}\n`).join(''));

describe('the lines of a step', () => {
  test('are had by pages while the journal grows, whatever other steps print in between', async () => {
    const log = new StepLog(path);
    expect(await log.page('a', 0, 10, never)).toEqual({ total: 0, lines: [] });
    const line = (i: number) => `line ${i} ${'x'.repeat(200)}`;
    const events = Array.from({ length: 9000 }, (_, i) => output(i % 3 === 0 ? 'a' : 'b', line(i), i));
    await write(events.slice(0, 5000));
    expect((await log.page('a', 0, 1, never)).total).toBe(1667);
    await write(events.slice(5000));
    const { total, lines } = await log.page('a', 2000, 500, never);
    expect(total).toBe(3000);
    expect(lines).toEqual(Array.from({ length: 500 }, (_, i) => ({ at: (2000 + i) * 3, line: line((2000 + i) * 3) })));
    expect((await log.page('a', 2990, 500, never)).lines).toHaveLength(10);
    expect((await log.page('a', 5000, 5, never)).lines).toEqual([]);
    await log.close();
  });

  test('are those that were printed, for any journal and any page', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ step: fc.constantFrom('a', 'b'), line: fc.string({ unit: 'grapheme' }) }), { maxLength: 40 }),
        fc.nat(45),
        fc.integer({ min: 1, max: 10 }),
        async (printed, from, count) => {
          await rm(path, { force: true });
          await write(printed.map(({ step, line }) => output(step, line)));
          const log = new StepLog(path);
          const all = printed.filter(({ step }) => step === 'a').map(({ line }) => line);
          const page = await log.page('a', from, count, never);
          await log.close();
          expect(page.total).toBe(all.length);
          expect(page.lines.map(({ line }) => line)).toEqual(all.slice(from, from + count));
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('a journal that is followed', () => {
  test('gives whole events only, as they come, and a line that is longer than a read', async () => {
    const follower = new JournalFollower(path);
    expect(await follower.next()).toBeUndefined();
    const steps = Array.from({ length: 5000 }, (_, i) => ({
      id: `s${i}`,
      phase: 'prepare' as const,
      title: 'prepare',
      host: 'm1',
    }));
    const begun: RunEvent = { at: 1, type: 'run-started', run: 'r', cluster: 'c', steps };
    const text = `${JSON.stringify(begun)}\n`;
    await appendFile(path, text.slice(0, 300_000));
    expect(await follower.next()).toBeUndefined();
    await appendFile(path, text.slice(300_000));
    expect(await follower.next()).toEqual([begun]);
    await write([output('a', 'one'), output('b', 'two'), output('a', 'three')]);
    expect(await follower.next()).toEqual([output('b', 'two'), output('a', 'three')]);
    await follower.close();
  });

  test('leaves out only what a later event of the same batch outdates', async () => {
    const changing: RunEvent = { at: 1, type: 'resource-changing', step: 'a', what: 'file /etc/hosts' };
    const waiting = (what: string): RunEvent => ({ at: 1, type: 'step-waiting', step: 'a', what });
    await write([waiting('x'), changing, waiting('y'), changing]);
    const follower = new JournalFollower(path);
    expect(await follower.next()).toEqual([changing, waiting('y'), changing]);
    await follower.close();
  });
});

describe('the ends of a journal', () => {
  const end = (problems = 0): RunEvent => ({
    at: 9,
    type: 'run-finished',
    outcome: 'failed',
    problems: Array.from({ length: problems }, () => ({
      code: 'check.arch',
      params: { found: 'x'.repeat(3000), expected: 'y' },
    })),
  });

  test('tell when it began and how it ended, however long its last line is', async () => {
    expect(await journalEnds(path)).toBeUndefined();
    await write([output('a', 'one', 5)]);
    expect(await journalEnds(path)).toEqual({ startedAt: 5, end: undefined });
    await write([output('a', 'z'.repeat(4000)), end(30)]);
    expect(await journalEnds(path)).toEqual({ startedAt: 5, end: end(30) });
    await appendFile(path, '{"at":10,"type":"torn');
    expect((await journalEnds(path))?.startedAt).toBe(5);
  });
});
