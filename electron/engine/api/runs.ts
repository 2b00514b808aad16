import { setTimeout as sleep } from 'node:timers/promises';
import type { EngineApi } from '../../../shared/contract/engine-api.ts';
import type { Followed, runs } from '../../../shared/contract/runs.ts';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { thisPerson } from '../reach.ts';
import { JournalFollower } from '../runner/follow.ts';
import { latestOrder } from '../runner/run-order.ts';
import { decideSkips, withSkips } from '../skips.ts';
import { runIdPattern } from '../workspace/run-id.ts';
import { beginRun } from './begin-run.ts';
import { bundleOf } from './bundle-of.ts';
import type { Hands } from './engine.ts';
import type { LiveRun } from './live-run.ts';
import { runHistory } from './run-history.ts';
import { StepLogs } from './step-logs.ts';

/** Between two batches of events, in ms: some thirty a second are all that anybody sees. */
const pace = 33;

export const runCalls = (hands: Hands): Pick<EngineApi<AbortSignal>, keyof typeof runs> => {
  const { clusters, runs: live, closing } = hands;
  const logs = new StepLogs();
  closing.push(() => logs.close());

  const journalOf = async (dir: string, run: string): Promise<string> => {
    const workspace = await clusters.of(dir);
    // what is no id of a run might be a path to elsewhere
    if (!runIdPattern.test(run)) throw new ProblemError(problem('engine.not-understood', { call: 'runs', issues: ['run'] }));
    return workspace.journalOf(run);
  };
  const liveRun = async (dir: string, run: string): Promise<LiveRun | undefined> => live.of((await clusters.of(dir)).dir, run);

  return {
    'runs.start': async ({ dir, spec, accepted }) => {
      const workspace = await clusters.of(dir);
      const bundle = await bundleOf(workspace);
      return beginRun(hands, workspace, { operation: 'deploy', spec, bundle, accepted, skipped: [] });
    },
    'runs.resume': async ({ dir, skip = [] }, signal) => {
      const workspace = await clusters.of(dir);
      const order = await latestOrder(workspace);
      if (order === undefined) throw new ProblemError(problem('engine.nothing-to-resume', { path: workspace.dir }));
      const decided = await decideSkips(workspace, skip, thisPerson(), Date.now(), signal);
      return beginRun(hands, workspace, { ...order, skipped: withSkips(order.skipped, decided) });
    },
    'runs.follow': async function* ({ dir, run }, signal) {
      const journal = await journalOf(dir, run);
      yield* followed(journal, await liveRun(dir, run), signal);
    },
    'runs.list': async ({ dir }) => runHistory(await clusters.of(dir), live),
    'runs.pause': async ({ dir, run }) => {
      (await liveRun(dir, run))?.pause();
      return {};
    },
    'runs.continue': async ({ dir, run }) => {
      (await liveRun(dir, run))?.continue();
      return {};
    },
    'runs.cancel': async ({ dir, run }) => {
      (await liveRun(dir, run))?.cancel();
      return {};
    },
    'runs.log': async ({ dir, run, step, from, count }, signal) => {
      const { total, lines } = await logs.of(await journalOf(dir, run)).page(step, from, count, signal);
      return { total, lines: [...lines] };
    },
  };
};

/** A run from its journal's beginning, as it goes on; what is no event of it is told as it stands, and with each change. */
async function* followed(path: string, live: LiveRun | undefined, signal: AbortSignal): AsyncGenerator<Followed, undefined> {
  const journal = new JournalFollower(path);
  const told = { paused: false, doing: '', questions: new Set<string>() };
  try {
    for (;;) {
      signal.throwIfAborted();
      // asked before the journal is read: what was written until its end is read then
      const over = live?.over ?? true;
      const changed = live?.next(signal);
      if (live) yield* notices(live, told);
      for (let events = await journal.next(); events !== undefined; events = await journal.next()) {
        signal.throwIfAborted();
        yield { type: 'events', events };
        if (live && !live.over) await sleep(pace, undefined, { signal });
      }
      if (over) return;
      await changed;
      await sleep(pace, undefined, { signal });
    }
  } finally {
    await journal.close();
  }
}

function* notices(
  live: LiveRun,
  told: { paused: boolean; doing: string; questions: Set<string> },
): Generator<Followed, undefined> {
  if (live.paused !== told.paused) {
    told.paused = live.paused;
    yield { type: 'paused', paused: live.paused };
  }
  if (live.doing !== undefined && live.doing !== told.doing) {
    told.doing = live.doing;
    yield { type: 'doing', what: live.doing };
  }
  for (const question of live.asking) {
    if (told.questions.has(question.id)) continue;
    told.questions.add(question.id);
    yield { type: 'question', question };
  }
}
