// npm run test:lab [-- [--skip-unable] [--keep] [SCENARIO...]]: what must be shown on real nodes.
import { parseArgs } from 'node:util';
import { labFromEnvironment, list } from './lab.ts';
import { lacking, play, say, untilEnded } from './play.ts';
import { scenarios } from './scenarios/all.ts';
import type { Scenario } from './scenarios/stage.ts';

const usage = `npm run test:lab -- [--skip-unable] [--keep] [SCENARIO...]     all scenarios, unless some are named
  --skip-unable   where this machine cannot run nodes, skip them instead of failing
  --keep          leave the nodes of a scenario that failed running, and end there
${scenarios.map(({ name, shows }) => `  ${name.padEnd(10)} ${shows}`).join('\n')}
`;

function chosen(names: readonly string[]): Scenario[] {
  const unknown = names.filter((name) => !scenarios.some((one) => one.name === name));
  if (unknown.length > 0) throw new TypeError(`no scenario '${unknown.join(', ')}'`);
  return scenarios.filter(({ name }) => names.length === 0 || names.includes(name));
}

async function main(args: readonly string[]): Promise<number> {
  const options = { 'skip-unable': { type: 'boolean' }, keep: { type: 'boolean' } } as const;
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  const { 'skip-unable': skip = false, keep = false } = values;
  const wanted = chosen(positionals);
  const signal = untilEnded();
  const why = await lacking(signal);
  for (const what of why) say(`${skip ? 'skipped' : 'cannot run'}: this machine has no ${what}`);
  if (why.length > 0) {
    say(`0 passed, 0 failed, ${wanted.length} skipped`);
    return skip ? 0 : 1;
  }
  const lab = labFromEnvironment();
  if ((await list(lab).catch(() => [])).length > 0) throw new TypeError(`a lab is up in ${lab.root}: npm run lab -- down`);
  let passed = 0;
  let failed = 0;
  let unable = 0;
  for (const scenario of wanted) {
    if (signal.aborted) break;
    const what = await scenario.lacks?.();
    if (what !== undefined) {
      say(`${skip ? 'skipped' : 'cannot run'} ${scenario.name}: this machine has no ${what}`);
      unable++;
    } else if (await play(scenario, { keep, signal })) passed++;
    else failed++;
    // its nodes are to be looked at
    if (keep && failed > 0) break;
  }
  say(`${passed} passed, ${failed} failed, ${wanted.length - passed - failed} skipped`);
  return passed + (skip ? unable : 0) === wanted.length ? 0 : 1;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof TypeError)) throw error;
  process.stderr.write(`${error.message}\n${usage}`);
  process.exitCode = 2;
}
