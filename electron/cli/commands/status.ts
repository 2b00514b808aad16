import { isWell } from '../../../shared/cluster/status.ts';
import { openFleet } from '../../engine/fleet.ts';
import { statusOf } from '../../engine/status.ts';
import { exit } from '../exit.ts';
import { openSession } from '../session.ts';
import { statusText } from '../status-text.ts';
import type { Command } from './command.ts';

/** `barque status`: what stands, also when some hosts are away. Exit code 1 where something is amiss. */
export const status: Command = async ({ arguments: given, console, signal }) => {
  const { workspace, spec, reach } = await openSession(given, console, false, signal);
  const fleet = await openFleet(spec, reach, signal, 'whoever-answers');
  try {
    const found = await statusOf(workspace, spec, fleet, signal);
    if (given.json) console.print(`${JSON.stringify({ type: 'status', ...found })}\n`);
    else console.print(statusText(found, console.language));
    console.problems(found.problems);
    return isWell(found) ? exit.success : exit.failed;
  } finally {
    await fleet.close();
  }
};
