import { resolve } from 'node:path';
import type { EngineApi, Input } from '../../../shared/contract/engine-api.ts';
import type { plans, Preview } from '../../../shared/contract/plans.ts';
import { runbookMarkdown } from '../../../shared/runbook/markdown.ts';
import { runbookShell } from '../../../shared/runbook/shell.ts';
import { openBundle } from '../bundle/bundle.ts';
import { prepareDeployment } from '../deployment.ts';
import { openFleet } from '../fleet.ts';
import { plannedSteps } from '../planned-steps.ts';
import { openReach } from '../reach.ts';
import { specIn } from '../spec-text.ts';
import { takeLease } from '../workspace/lease.ts';
import { bundleOf } from './bundle-of.ts';
import type { Hands } from './engine.ts';
import { Feed, telling } from './feed.ts';
import { operatorOf } from './operator.ts';

export const planCalls = ({
  clusters,
  questions,
  harbours,
  previews,
}: Hands): Pick<EngineApi<AbortSignal>, keyof typeof plans> => {
  const preview = async (input: Input<'plans.preview'>, put: (item: Preview) => void, signal: AbortSignal): Promise<void> => {
    const { accepted } = input;
    const workspace = await clusters.of(input.dir);
    const spec = specIn(input.spec);
    const doing = (what: Extract<Preview, { type: 'doing' }>['what']) => put({ type: 'doing', what });
    const bundle = await openBundle(await bundleOf(workspace), signal);
    try {
      // it makes the certificates that are missing, which a run does too
      const lease = await takeLease(workspace.dir, 'preview');
      try {
        doing('reach');
        const inProcess = await harbours.reachable(workspace);
        const operator = operatorOf(
          spec,
          questions,
          signal,
          { show: (question) => put({ type: 'question', question }) },
          inProcess,
        );
        const { reach, conceal } = await openReach(workspace, operator, signal);
        const fleet = await openFleet(spec, reach, signal, 'whoever-answers');
        try {
          const deployment = await prepareDeployment(
            { workspace, spec, bundle, fleet, accepted, secrets: reach.secrets, conceal },
            signal,
            doing,
          );
          const steps = await plannedSteps(deployment, signal);
          const { plan, warnings } = deployment;
          const { language = 'en' } = input;
          const practice = workspace.cluster.practice === true;
          const markdown = runbookMarkdown({ name: plan.cluster, practice }, steps, language);
          const shell = runbookShell(plan, language, steps, practice);
          put({ type: 'plan', steps, warnings: [...warnings], markdown, shell });
        } finally {
          await fleet.close();
        }
      } finally {
        await lease.release();
      }
    } finally {
      await bundle.close();
    }
  };

  return {
    'plans.preview': (input, signal) =>
      telling<Preview>(
        new Feed(),
        (put, abort) => {
          const dir = resolve(input.dir);
          const before = previews.get(dir) ?? Promise.resolve();
          const mine = before.then(() => {
            abort.throwIfAborted();
            return preview(input, put, abort);
          });
          previews.set(
            dir,
            mine.catch(() => undefined),
          );
          return mine;
        },
        signal,
      ),
  };
};
