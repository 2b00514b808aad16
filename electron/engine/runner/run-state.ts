import { access } from 'node:fs/promises';
import { reduce } from '../../../shared/run/reduce.ts';
import { initialRunState, type RunState } from '../../../shared/run/state.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { readJournal } from './read-journal.ts';

/** What became of a run; one that ended before its first event has no start. */
export async function runState(workspace: Workspace, run: string, signal: AbortSignal): Promise<RunState> {
  let state = initialRunState;
  const journal = workspace.journalOf(run);
  if (!(await isThere(journal))) return state;
  for await (const event of readJournal(journal, signal)) state = reduce(state, event);
  return state;
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
