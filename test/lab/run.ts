// npm run test:lab [-- [--skip-unable] [--keep] [SCENARIO...]]: what must be shown on real nodes.
import { setMaxListeners } from 'node:events';
import { parseArgs } from 'node:util';
import { down, labFromEnvironment, list, missing, provide } from './lab.ts';
import { scenarios } from './scenarios/all.ts';
import { openStage, type Scenario, Told } from './scenarios/stage.ts';

const usage = `npm run test:lab -- [--skip-unable] [--keep] [SCENARIO...]     all scenarios, unless some are named
  --skip-unable   where this machine cannot run nodes, skip them instead of failing
  --keep          leave the nodes of a scenario that failed running
${scenarios.map(({ name, shows }) => `  ${name.padEnd(10)} ${shows}`).join('\n')}
`;

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const abort = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => abort.abort(new Error(`ended by ${name}`)));
setMaxListeners(0, abort.signal);

/** @returns whether all that it shows was shown */
async function play({ name, shows, minutes, run }: Scenario, keep: boolean): Promise<boolean> {
  const from = performance.now();
  say(`${name}: ${shows}`);
  const limit = AbortSignal.timeout(minutes * 60_000);
  const signal = AbortSignal.any([abort.signal, limit]);
  setMaxListeners(0, signal);
  const stage = openStage(signal, say);
  let passed = false;
  try {
    await run(stage);
    passed = stage.failures() === 0;
  } catch (error) {
    if (!(error instanceof Told)) say(`  FAIL  ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    if (limit.aborted) say(`  FAIL  not done within ${minutes} min`);
  } finally {
    if (passed || !keep) await stage.close();
    if (passed || !keep) await down(stage.lab);
  }
  say(`${passed ? 'passed' : 'FAILED'} ${name} (${Math.round((performance.now() - from) / 1000)} s)\n`);
  return passed;
}

/** One line for each thing that this machine lacks and cannot be given. */
async function lacking(): Promise<string[]> {
  const lacks = async () =>
    (await missing()).map(({ what, for: whom }) => `${what} (for ${whom === 'kit' ? 'the kit' : 'nodes'})`);
  if ((await lacks()).length === 0) return [];
  await provide(['nodes', 'kit'], abort.signal).catch(() => undefined);
  return await lacks();
}

function chosen(names: readonly string[]): Scenario[] {
  const unknown = names.filter((name) => !scenarios.some((one) => one.name === name));
  if (unknown.length > 0) throw new TypeError(`no scenario '${unknown.join(', ')}'`);
  return scenarios.filter(({ name }) => names.length === 0 || names.includes(name));
}

async function main(args: readonly string[]): Promise<number> {
  const options = { 'skip-unable': { type: 'boolean' }, keep: { type: 'boolean' } } as const;
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  const wanted = chosen(positionals);
  const why = await lacking();
  for (const what of why) say(`${values['skip-unable'] ? 'skipped' : 'cannot run'}: this machine has no ${what}`);
  if (why.length > 0) {
    say(`0 passed, 0 failed, ${wanted.length} skipped`);
    return values['skip-unable'] ? 0 : 1;
  }
  const lab = labFromEnvironment();
  const standing = await list(lab).catch(() => []);
  if (standing.length > 0) throw new TypeError(`a lab is up in ${lab.root}: npm run lab -- down`);
  let passed = 0;
  let failed = 0;
  for (const scenario of wanted) {
    if (abort.signal.aborted) break;
    if (await play(scenario, values.keep ?? false)) passed++;
    else failed++;
  }
  say(`${passed} passed, ${failed} failed, ${wanted.length - passed - failed} skipped`);
  return failed === 0 && passed === wanted.length ? 0 : 1;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof TypeError)) throw error;
  process.stderr.write(`${error.message}\n${usage}`);
  process.exitCode = 2;
}
