import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { problem, ProblemError } from '../../shared/problems/problem.ts';
import type { Outcome, RunEvent, RunOutcome } from '../../shared/run/event.ts';
import { openJournal } from './runner/journal.ts';
import { decideSkips, maySkip, skippedInLatest, withSkips } from './skips.ts';
import { createWorkspace, type Workspace } from './workspace/workspace.ts';

const never = new AbortController().signal;
let folder: string;
let workspace: Workspace;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'barque-skips-'));
  workspace = await createWorkspace(join(folder, 'workspace'), 'demo', {});
});
afterEach(() => rm(folder, { recursive: true }));

const steps = [
  { id: 'init/m1', phase: 'control-plane', title: 'init', host: 'm1' },
  { id: 'helm/m1', phase: 'add-ons', title: 'helm', host: 'm1', skippable: true },
  { id: 'helm/m2', phase: 'add-ons', title: 'helm', host: 'm2', skippable: true },
] as const;

/** A run of the workspace in which these steps ended so. */
async function ran(outcome: RunOutcome, outcomes: Readonly<Record<string, Outcome>>, skipped?: readonly string[]): Promise<void> {
  const journal = await openJournal(workspace.journalOf(await workspace.newRun()), (text) => text);
  const of = Object.keys(outcomes).length === 0 ? [] : steps;
  const events: RunEvent[] = [
    { at: 1, type: 'run-started', run: 'r', cluster: 'demo', steps: of },
    ...Object.entries(outcomes).map(
      ([step, how]) => ({ at: 2, type: 'step-finished', step, outcome: how, problems: [] }) as const,
    ),
    { at: 3, type: 'run-finished', outcome, problems: [], ...(skipped && { skipped }) },
  ];
  for (const event of events) journal.append(event);
  await journal.close();
}

const decided = (...ids: string[]) =>
  decideSkips(workspace, ids, 'ops@laptop', 7, never).catch((error: unknown) => {
    if (error instanceof ProblemError) return error.problems;
    throw error;
  });
const refused = (step: string, reason: 'unknown' | 'needed' | 'not-failed', may: string[]) =>
  problem('run.cannot-skip', { step, reason, may });

describe('what is decided to be skipped', () => {
  it('is what failed in the latest run that had steps, and what a cluster stands without', async () => {
    await ran('failed', { 'init/m1': 'failed', 'helm/m1': 'failed', 'helm/m2': 'changed' });
    await ran('failed', {});
    expect(await decided('helm/m1')).toEqual([{ step: 'helm/m1', by: 'ops@laptop', at: 7 }]);
    expect(await maySkip(workspace, never)).toEqual(['helm/m1']);
    expect(await decided('init/m1', 'helm/m1', 'helm/m2', 'helm/m9')).toEqual([
      refused('init/m1', 'needed', ['helm/m1']),
      refused('helm/m2', 'not-failed', ['helm/m1']),
      refused('helm/m9', 'unknown', ['helm/m1']),
    ]);
  });

  it('is nothing where nothing is asked for, and cannot be anything where nothing ran', async () => {
    expect(await decided()).toEqual([]);
    expect(await decided('helm/m1')).toEqual([refused('helm/m1', 'unknown', [])]);
  });

  it('stays so with each later decision, of the same step the latter', () => {
    const skip = (step: string, at: number) => ({ step, by: 'ops@laptop', at });
    expect(withSkips([skip('a', 1), skip('b', 1)], [skip('b', 2), skip('c', 2)])).toEqual([
      skip('a', 1),
      skip('b', 2),
      skip('c', 2),
    ]);
  });
});

it('what a cluster stands without is what the latest run that succeeded skipped', async () => {
  expect(await skippedInLatest(workspace)).toEqual([]);
  await ran('success', { 'helm/m1': 'skipped' }, ['helm/m1']);
  await ran('failed', { 'init/m1': 'failed' });
  expect(await skippedInLatest(workspace)).toEqual(['helm/m1']);
  await ran('success', { 'helm/m1': 'changed' });
  expect(await skippedInLatest(workspace)).toEqual([]);
});
