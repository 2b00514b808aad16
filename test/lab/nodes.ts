import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { booted, ensureKey } from './access.ts';
import { run } from './command.ts';
import { endProcesses } from './leftovers.ts';
import { hostKeyLines, isRunning, kill, makeMachine, start } from './machine.ts';
import { hasNetwork, makeNetwork, plug, removeNetwork, shapePorts, type Shape } from './network.ts';
import { nodeTree } from './rootfs.ts';
import { files, type Lab } from './settings.ts';
import { nodeNamed, readState, writeState } from './state.ts';
import { cables, nodesFor, type LabNode, type Size } from './topology.ts';

export interface UpOptions extends Partial<Size> {
  /** Nodes with systemd, sshd and sudo, and little else. */
  readonly bare?: boolean;
  readonly signal?: AbortSignal;
}

/** Seconds within which a node must have booted. */
const patience = 90;

/** Starts a lab and waits until every node has booted. @throws where one is up already; what it began it takes down again. */
export async function up(
  lab: Lab,
  { masters = 3, workers = 1, cards = 1, bare = false, signal }: UpOptions = {},
): Promise<LabNode[]> {
  const nodes = nodesFor({ masters, workers, cards });
  const image = bare ? 'node-bare' : 'node';
  const tree = await nodeTree(lab, image, signal);
  await mkdir(lab.root, { recursive: true });
  if (existsSync(files.nodes(lab)) || (await hasNetwork(lab)))
    throw new Error(`a lab is up already in ${lab.root} (or was, and has left its parts): npm run lab -- down`);
  await mkdir(files.nodes(lab));
  try {
    await writeState(lab, { image, nodes });
    await makeNetwork(lab);
    const publicKey = await ensureKey(lab);
    await Promise.all(
      nodes.map(async (node) => {
        await makeMachine(lab, node, tree, publicKey);
        await start(lab, node.name, signal);
      }),
    );
    await writeFile(files.knownHosts(lab), (await Promise.all(nodes.map((node) => hostKeyLines(lab, node)))).join(''));
    await Promise.all(nodes.map((node) => booted(lab, node, patience, signal)));
    return nodes;
  } catch (error) {
    await down(lab);
    throw error;
  }
}

/** Removes all that `up` made, whatever state it is in; the key and the caches stay. */
export async function down(lab: Lab): Promise<void> {
  const names = existsSync(files.nodes(lab)) ? await readdir(files.nodes(lab)) : [];
  if (await hasNetwork(lab)) await Promise.all(names.map((name) => kill(lab, name).catch(() => undefined)));
  await endProcesses(lab);
  await run('rm', ['-rf', '--one-file-system', files.nodes(lab), files.state(lab), files.knownHosts(lab)]);
  await rm(files.secrets(lab), { force: true });
  await removeNetwork(lab);
}

/** Cuts a node's power: the cables first, so that no socket is closed in good order, then the machine. */
export async function off(lab: Lab, name: string): Promise<void> {
  await cut(lab, name);
  await kill(lab, name);
}

/** Gives a node its power back and, unless told otherwise, waits until it has booted. */
export async function on(lab: Lab, name: string, options: { wait?: boolean; signal?: AbortSignal } = {}): Promise<void> {
  const node = await nodeNamed(lab, name);
  if (await isRunning(lab, name)) throw new Error(`${name} is on already`);
  await start(lab, name, options.signal);
  await shapePorts(lab, cables(node), (await readState(lab)).shape);
  if (options.wait ?? true) await booted(lab, node, patience, options.signal);
}

/** A node's cables. @throws where it is off: they are gone with it, and come back plugged in. */
async function cablesOf(lab: Lab, name: string): Promise<string[]> {
  const node = await nodeNamed(lab, name);
  if (!(await isRunning(lab, name))) throw new Error(`${name} is off`);
  return cables(node);
}

/** Pulls a node's cables. */
export const cut = async (lab: Lab, name: string): Promise<void> => plug(lab, await cablesOf(lab, name), 'down');

/** Plugs them in again. */
export const mend = async (lab: Lab, name: string): Promise<void> => plug(lab, await cablesOf(lab, name), 'up');

/** Makes every node's line slow, or with undefined fast again; a node that is off gets it when it comes on. */
export async function shape(lab: Lab, how: Shape | undefined): Promise<void> {
  const state = await readState(lab);
  for (const node of state.nodes) if (await isRunning(lab, node.name)) await shapePorts(lab, cables(node), how);
  await writeState(lab, { ...state, shape: how });
}

/** Makes the operator's line slow, what goes out of it, and leaves the nodes' own as they are; or with undefined fast again. */
export const shapeOperator = (lab: Lab, how: Shape | undefined): Promise<void> => shapePorts(lab, ['br0'], how);

/** The nodes, and whether each runs. */
export const list = async (lab: Lab): Promise<(LabNode & { running: boolean })[]> =>
  Promise.all((await readState(lab)).nodes.map(async (node) => ({ ...node, running: await isRunning(lab, node.name) })));
