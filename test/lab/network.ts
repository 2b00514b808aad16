import { rm } from 'node:fs/promises';
import { run, runHere, succeeds, type RunOptions } from './command.ts';
import type { Lab } from './settings.ts';
import { networks } from './topology.ts';

const namespace = (lab: Lab): string => `/run/netns/${lab.net}`;
const ip = async (lab: Lab, args: readonly string[]): Promise<string> => run('ip', ['-n', lab.net, ...args]);

/** Whether the lab's network stands. */
export const hasNetwork = async (lab: Lab): Promise<boolean> => succeeds('test', ['-e', namespace(lab)]);

/** A network namespace with a bridge for each network; the operator's machine is host 1 on each. */
export async function makeNetwork(lab: Lab): Promise<void> {
  await run('ip', ['netns', 'add', lab.net]);
  await ip(lab, ['link', 'set', 'lo', 'up']);
  for (const [card, network] of networks.entries()) {
    await ip(lab, ['link', 'add', `br${card}`, 'type', 'bridge']);
    await ip(lab, ['address', 'add', `${network}.1/24`, 'dev', `br${card}`]);
    await ip(lab, ['link', 'set', `br${card}`, 'up']);
  }
}

export async function removeNetwork(lab: Lab): Promise<void> {
  if (!(await hasNetwork(lab))) return;
  if (await succeeds('ip', ['netns', 'delete', lab.net])) return;
  await rm(namespace(lab), { force: true });
}

/** The argv that runs a command in the lab's network, where the nodes can be reached. */
export const argvInLab = (lab: Lab, argv: readonly string[]): [string, ...string[]] => [
  'nsenter',
  `--net=${namespace(lab)}`,
  '--',
  ...argv,
];

/** Runs a command in the lab's network and gives its standard output. @throws CommandError */
export async function inLab(lab: Lab, argv: readonly string[], options: RunOptions = {}): Promise<string> {
  const [file, ...args] = argvInLab(lab, argv);
  return await run(file, args, options);
}

/** As `inLab`, on this process's terminal; gives the exit status. */
export async function inLabHere(
  lab: Lab,
  argv: readonly string[],
  options: Pick<RunOptions, 'signal' | 'env'> = {},
): Promise<number> {
  const [file, ...args] = argvInLab(lab, argv);
  return await runHere(file, args, options);
}

/** Plugs the operator's ends of cables in or out. */
export async function plug(lab: Lab, ends: readonly string[], state: 'up' | 'down'): Promise<void> {
  for (const end of ends) await ip(lab, ['link', 'set', end, state]);
}

/** What every node receives at: a rate and a delay as tc takes them, such as 200mbit and 20ms. */
export interface Shape {
  readonly rate?: string | undefined;
  readonly delay?: string | undefined;
}

/** What tc puts at the root of a port. netem is not in every kernel, tbf is, so a rate alone does without netem. */
function discipline({ rate, delay }: Shape): string[] {
  if (delay) return ['netem', 'delay', delay, ...(rate ? ['rate', rate] : []), 'limit', '20000'];
  return rate ? ['tbf', 'rate', rate, 'burst', '256k', 'latency', '100ms'] : [];
}

/**
 * Shapes what goes out of the given bridge ports, or with undefined stops shaping. Each node receives so: the way from the
 * operator to a node has the delay once, from a node to the operator never, between two nodes once in each direction.
 * @throws where the kernel has no netem and a delay is asked for.
 */
export async function shapePorts(lab: Lab, ports: readonly string[], shape: Shape | undefined): Promise<void> {
  const tc = (...args: string[]): string[] => ['tc', 'qdisc', ...args];
  for (const port of ports) {
    await inLab(lab, tc('delete', 'dev', port, 'root')).catch(() => undefined);
    const root = shape ? discipline(shape) : [];
    if (!root.length) continue;
    await inLab(lab, tc('add', 'dev', port, 'root', ...root)).catch((error: unknown) => {
      if (shape?.delay && String(error).includes('kind is unknown'))
        throw new Error('this kernel has no netem (CONFIG_NET_SCH_NETEM): it cannot delay, only limit the rate');
      throw error;
    });
  }
}
