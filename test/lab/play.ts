import { setMaxListeners } from 'node:events';
import { down, missing, provide } from './lab.ts';
import { openStage, type Scenario, Told } from './scenarios/stage.ts';

/**
 * Plays a scenario and takes its lab down, however it ends; with `keep`, a lab in which something failed stays up.
 * @returns whether all that it shows was shown
 */
export async function play(
  scenario: Scenario,
  options: { readonly keep: boolean; readonly signal: AbortSignal },
): Promise<boolean> {
  const { name, shows, minutes, run } = scenario;
  const { keep } = options;
  const from = performance.now();
  say(`${name}: ${shows}`);
  const limit = AbortSignal.timeout(minutes * 60_000);
  const signal = AbortSignal.any([options.signal, limit]);
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
    if (passed || !keep) {
      await stage.close();
      await down(stage.lab);
    }
  }
  say(`${passed ? 'passed' : 'FAILED'} ${name} (${Math.round((performance.now() - from) / 1000)} s)\n`);
  return passed;
}

/** What this machine lacks for nodes and a kit and cannot be given, a line each. Installs what Debian has. */
export async function lacking(signal: AbortSignal): Promise<string[]> {
  const lacks = async () =>
    (await missing()).map(({ what, for: whom }) => `${what} (for ${whom === 'kit' ? 'the kit' : 'nodes'})`);
  if ((await lacks()).length === 0) return [];
  await provide(['nodes', 'kit'], signal).catch(() => undefined);
  return await lacks();
}

export const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Aborted where somebody ends this process. */
export function untilEnded(): AbortSignal {
  const abort = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => abort.abort(new Error(`ended by ${name}`)));
  setMaxListeners(0, abort.signal);
  return abort.signal;
}
