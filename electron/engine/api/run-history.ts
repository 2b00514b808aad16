import type { ClusterSummary, Stage } from '../../../shared/contract/clusters.ts';
import type { RunSummary } from '../../../shared/contract/runs.ts';
import { hasStood } from '../runner/has-stood.ts';
import { journalEnds } from '../runner/journal-ends.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { LiveRuns } from './live-runs.ts';

/** A run of a workspace in short; undefined where it ended before its first event. */
async function runSummary(workspace: Workspace, run: string, runs: LiveRuns): Promise<RunSummary | undefined> {
  const ends = await journalEnds(workspace.journalOf(run));
  const live = runs.of(workspace.dir, run) !== undefined;
  if (ends === undefined) return live ? { id: run, startedAt: timeOf(run), live } : undefined;
  const { startedAt, end } = ends;
  return {
    id: run,
    startedAt,
    live,
    ...(end === undefined ? {} : { finishedAt: end.at, outcome: end.outcome, ...(end.skipped && { skipped: [...end.skipped] }) }),
  };
}

/** The runs of a workspace, newest first. */
export async function runHistory(workspace: Workspace, runs: LiveRuns): Promise<RunSummary[]> {
  const summaries = await Promise.all((await workspace.runs()).map((run) => runSummary(workspace, run, runs)));
  return summaries.filter((summary) => summary !== undefined).reverse();
}

/** A cluster in short: how far its latest run has come, and whether it stands since an earlier one. */
export async function clusterSummary(workspace: Workspace, runs: LiveRuns): Promise<ClusterSummary> {
  const { dir, cluster } = workspace;
  let latest: RunSummary | undefined;
  for (const run of (await workspace.runs()).toReversed()) {
    latest = await runSummary(workspace, run, runs);
    if (latest !== undefined) break;
  }
  const stands = await hasStood(workspace);
  return {
    dir,
    uid: cluster.uid,
    name: cluster.name,
    created: cluster.created,
    practice: cluster.practice === true,
    stage: latest !== undefined ? stageOf(latest) : stands ? 'finished' : await stageBefore(workspace),
    stands,
    ...(latest === undefined
      ? {}
      : {
          run: {
            id: latest.id,
            startedAt: latest.startedAt,
            ...(latest.outcome === undefined ? {} : { outcome: latest.outcome }),
            ...(runs.of(dir, latest.id)?.paused === true && { paused: true }),
          },
        }),
  };
}

/** What a workspace without a run is for. Its list is told even where its draft is damaged. */
async function stageBefore(workspace: Workspace): Promise<Stage> {
  const draft = await workspace.readDraft().catch(() => undefined);
  return draft?.purpose ?? 'draft';
}

function stageOf(run: RunSummary): Stage {
  if (run.live) return 'running';
  if (run.outcome === 'success') return 'finished';
  return run.outcome === 'failed' ? 'failed' : 'interrupted';
}

/** When a run's id was made. */
const timeOf = (run: string): number => {
  const [, y = '', mo = '', d = '', h = '', mi = '', s = '', ms = ''] =
    /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)-(\d{3})/.exec(run) ?? [];
  return Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}.${ms}Z`);
};
