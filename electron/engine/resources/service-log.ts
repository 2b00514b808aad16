import { causeIn } from '../../../shared/proof/cause.ts';
import { run } from '../node/verbs.ts';
import { evidenceOf } from '../transport/evidence.ts';
import type { ResourceContext } from './context.ts';

/** So many lines of a log are looked through for the reason; so many of its last ones are shown. */
const LOOKED_AT = 200;
const SHOWN = 12;
/** So many lines of what a unit was asked are shown. */
const ANSWERED = 4;

/** Why a unit does not work, as evidence: what it `said` when it was asked, the line of its log that says why, and the end of the log. */
export async function logOf(unit: string, said: string, { node, signal }: ResourceContext): Promise<string[]> {
  const argv = ['journalctl', '--unit', unit, '--lines', String(LOOKED_AT), '--no-pager', '--output', 'cat'];
  const [log] = await node.ask([run(15, argv)], signal);
  const lines = evidenceOf(log.output, LOOKED_AT);
  const cause = causeIn(lines);
  return [...evidenceOf(said, ANSWERED), ...(cause === undefined ? [] : [cause]), ...lines.slice(-SHOWN)];
}
