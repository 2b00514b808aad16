import { runbookMarkdown } from '../../../shared/runbook/markdown.ts';
import { runbookShell } from '../../../shared/runbook/shell.ts';
import { openBundle } from '../../engine/bundle/bundle.ts';
import { unsignedAllowed } from '../../engine/bundle/signature/trust.ts';
import { prepareDeployment } from '../../engine/deployment.ts';
import { openFleet } from '../../engine/fleet.ts';
import { plannedSteps } from '../../engine/planned-steps.ts';
import { UsageError } from '../arguments.ts';
import { exit } from '../exit.ts';
import { planText } from '../plan-text.ts';
import { openSession } from '../session.ts';
import type { Command } from './command.ts';

/** `barque plan`: phases, steps, every file with its content or diff, every command with its argv; or a runbook of it. Changes nothing on any host. */
export const plan: Command = async ({ arguments: given, console, signal }) => {
  const dir = given.bundle;
  if (dir === undefined) throw new UsageError('--bundle DIR is missing');
  const { workspace, spec, reach, conceal, who, deployed } = await openSession(given, console, true, signal);
  const bundle = await openBundle(dir, signal);
  const fleet = await openFleet(spec, reach, signal, 'whoever-answers');
  try {
    const accepted = [...(deployed?.accepted ?? []), ...(given.allowUnsigned ? unsignedAllowed(who, bundle.digest) : [])];
    const undertaking = { workspace, spec, bundle, fleet, accepted, secrets: reach.secrets, conceal };
    const deployment = await prepareDeployment(undertaking, signal);
    console.warnings(deployment.warnings);
    const practice = workspace.cluster.practice === true;
    if (given.json) {
      const { steps, ...rest } = deployment.plan;
      const judged = steps.map((step) => ({
        ...step,
        judgements: deployment.judgements.get(step.id)?.map(({ state, detail }) => ({ state, detail })),
      }));
      console.print(`${JSON.stringify({ type: 'plan', ...rest, steps: judged })}\n`);
    } else if (given.shell) {
      console.print(runbookShell(deployment.plan, console.language, await plannedSteps(deployment, signal), practice));
    } else if (given.markdown) {
      const cluster = { name: deployment.plan.cluster, practice };
      console.print(runbookMarkdown(cluster, await plannedSteps(deployment, signal), console.language));
    } else console.print(await planText(deployment, console.language, signal));
    return exit.success;
  } finally {
    await fleet.close();
    await bundle.close();
  }
};
