import type { EngineApi, Output } from '../../../shared/contract/engine-api.ts';
import type { status } from '../../../shared/contract/status.ts';
import { openFleet } from '../fleet.ts';
import { openReach } from '../reach.ts';
import { specIn } from '../spec-text.ts';
import { statusOf } from '../status.ts';
import type { Hands } from './engine.ts';
import { Feed, telling } from './feed.ts';
import { operatorOf } from './operator.ts';

type Seen = Output<'status.look'>;

export const statusCalls = ({ clusters, questions, harbours }: Hands): Pick<EngineApi<AbortSignal>, keyof typeof status> => ({
  'status.look': ({ dir }, signal) =>
    telling<Seen>(
      new Feed(),
      async (put, abort) => {
        const workspace = await clusters.of(dir);
        const spec = specIn(await workspace.readSpec());
        const show = { show: (question: Extract<Seen, { type: 'question' }>['question']) => put({ type: 'question', question }) };
        const operator = operatorOf(spec, questions, abort, show, await harbours.reachable(workspace));
        const { reach } = await openReach(workspace, operator, abort);
        const fleet = await openFleet(spec, reach, abort, 'whoever-answers');
        try {
          put({ type: 'status', status: await statusOf(workspace, spec, fleet, abort) });
        } finally {
          await fleet.close();
        }
      },
      signal,
    ),
});
