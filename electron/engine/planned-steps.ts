import type { PlannedStep } from '../../shared/contract/plans.ts';
import type { Step } from '../../shared/model/plan.ts';
import { concurrently } from './concurrently.ts';
import { type Deployment, isSatisfied } from './deployment.ts';
import type { Judgement, ResourceContext } from './resources/context.ts';
import { diffOf } from './resources/diff.ts';
import { nameOf } from './resources/name.ts';

/** In what a resource differs from its host: a line each, and what would change in a document line by line. */
export async function differencesOf(judgement: Judgement, context: ResourceContext): Promise<string[]> {
  const details = judgement.detail.map(({ aspect, found, wanted }) => `${aspect}: ${found} -> ${wanted}`);
  const diff = await diffOf(judgement, context);
  return diff === undefined ? details : [...details, ...diff.trimEnd().split('\n')];
}

/** So many steps' files are read from their hosts at once. */
const atOnce = 64;

/** The plan as it was compared with the hosts: what each step would change there. Secrets are named, never shown. */
export async function plannedSteps(deployment: Deployment, signal: AbortSignal): Promise<PlannedStep[]> {
  const { steps } = deployment.plan;
  return concurrently(steps, atOnce, (step) => plannedStep(deployment, step, signal));
}

async function plannedStep(deployment: Deployment, step: Step, signal: AbortSignal): Promise<PlannedStep> {
  const { id, phase, title, host, risk } = step;
  const context = deployment.contextOf(host, () => undefined, signal);
  const changes = (deployment.judgements.get(id) ?? [])
    .filter(({ state }) => state === 'unsatisfied')
    .map(async (judgement) => {
      const { resource } = judgement;
      return {
        what: nameOf(resource),
        kind: resource.kind,
        differences: await differencesOf(judgement, context),
        ...(resource.kind === 'command' ? { argv: [...resource.argv] } : {}),
      };
    });
  return {
    id,
    phase,
    title,
    host,
    risk,
    satisfied: isSatisfied(deployment.judgements, step),
    changes: await Promise.all(changes),
  };
}
