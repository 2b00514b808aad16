import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunEvent } from '../../../shared/run/event.ts';
import { openJournal } from '../runner/journal.ts';
import { createWorkspace, type Workspace } from '../workspace/workspace.ts';
import { LiveRuns } from './live-runs.ts';
import { clusterSummary } from './run-history.ts';

let home: string;
let workspace: Workspace;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'barque-history-'));
  workspace = await createWorkspace(join(home, 'demo.barque'), 'demo', {});
});
afterEach(() => rm(home, { recursive: true }));

type Outcome = Extract<RunEvent, { type: 'run-finished' }>['outcome'];

/** A run as its journal has it; without an outcome it was cut off. */
async function ran(outcome?: Outcome): Promise<void> {
  const journal = await openJournal(workspace.journalOf(await workspace.newRun()), (text) => text);
  journal.append({ at: 1_767_340_800_000, type: 'run-started', run: 'r', cluster: 'demo', steps: [] });
  if (outcome !== undefined) journal.append({ at: 1_767_340_805_000, type: 'run-finished', outcome, problems: [] });
  await journal.close();
}
const told = async () => {
  const { stage, stands } = await clusterSummary(workspace, new LiveRuns());
  return { stage, stands };
};

test('a cluster stands from its first success on, whatever comes of later runs', async () => {
  expect(await told()).toEqual({ stage: 'draft', stands: false });
  await ran('failed');
  expect(await told()).toEqual({ stage: 'failed', stands: false });
  await ran('success');
  expect(await told()).toEqual({ stage: 'finished', stands: true });
  await ran('cancelled');
  expect(await told()).toEqual({ stage: 'interrupted', stands: true });
  await ran();
  expect(await told()).toEqual({ stage: 'interrupted', stands: true });
  await ran('failed');
  expect(await told()).toEqual({ stage: 'failed', stands: true });
});
