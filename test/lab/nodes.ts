import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { answers, ensureKey } from './access.ts';
import { run } from './command.ts';
import { allowInotify } from './inotify.ts';
import { endProcesses } from './leftovers.ts';
import { hostKeyLines, isRunning, kill, makeMachine, start } from './machine.ts';
import { hasNetwork, makeNetwork, plug, removeNetwork, shapePorts, type Shape } from './network.ts';
import { nodeTree } from './rootfs.ts';
import { files, type Lab } from './settings.ts';
import { nodeNamed, readState, writeState } from './state.ts';
import { cables, nodesFor, type LabNode, type Size } from './topology.ts';
import { within } from './within.ts';

export interface UpOptions extends Partial<Size> {
  /** Nodes with systemd, sshd and sudo, and little else. */
  readonly bare?: boolean;
  readonly signal?: AbortSignal;
  /** Told what is waited for, where that takes a while. */
  readonly tell?: (line: string) => void;
}

/** Seconds: for the file system to be made, which another process may be doing; for one node's LXC to start or to end; for the network. */
const limits = { tree: 1800, node: 120, network: 60 } as const;

/** Starts a lab and waits until every node answers. @throws where one is up already; what it began it takes down again. */
export async function up(
  lab: Lab,
  { masters = 3, workers = 1, cards = 1, bare = false, signal, tell = () => undefined }: UpOptions = {},
): Promise<LabNode[]> {
  const nodes = nodesFor({ masters, workers, cards });
  const image = bare ? 'node-bare' : 'node';
  const wait = { signal, tell };
  const tree = await within({ ...wait, what: `the file system of ${image}`, seconds: limits.tree }, async (limit) =>
    nodeTree(lab, image, limit),
  );
  await allowInotify(nodes.length, tell);
  await mkdir(lab.root, { recursive: true });
  if (existsSync(files.nodes(lab)) || (await hasNetwork(lab)))
    throw new Error(`a lab is up already in ${lab.root} (or was, and has left its parts): npm run lab -- down`);
  await mkdir(files.nodes(lab));
  try {
    await writeState(lab, { image, nodes });
    await within({ ...wait, what: "the lab's network", seconds: limits.network }, async () => makeNetwork(lab));
    const publicKey = await ensureKey(lab);
    await Promise.all(
      nodes.map(async (node) => {
        await within({ ...wait, what: `${node.name} to start`, seconds: limits.node }, async (limit) => {
          await makeMachine(lab, node, tree, publicKey);
          await start(lab, node.name, limit);
        });
      }),
    );
    await writeFile(files.knownHosts(lab), (await Promise.all(nodes.map((node) => hostKeyLines(lab, node)))).join(''));
    await Promise.all(nodes.map((node) => answers(lab, node, wait)));
    return nodes;
  } catch (error) {
    await down(lab, tell);
    throw error;
  }
}

/** Removes all that `up` made, whatever state it is in; the key and the caches stay. */
export async function down(lab: Lab, tell: (line: string) => void = () => undefined): Promise<void> {
  const names = existsSync(files.nodes(lab)) ? await readdir(files.nodes(lab)) : [];
  if (await hasNetwork(lab)) await Promise.all(names.map((name) => killed(lab, name, tell).catch(() => undefined)));
  await endProcesses(lab);
  await run('rm', ['-rf', '--one-file-system', files.nodes(lab), files.state(lab), files.knownHosts(lab)]);
  await rm(files.secrets(lab), { force: true });
  await removeNetwork(lab);
}

const killed = async (lab: Lab, name: string, tell?: (line: string) => void): Promise<void> =>
  within({ what: `${name} to end`, seconds: limits.node, tell }, async (limit) => kill(lab, name, limit));

/** Cuts a node's power: the cables first, so that no socket is closed in good order, then the machine. */
export async function off(lab: Lab, name: string): Promise<void> {
  await cut(lab, name);
  await killed(lab, name);
}

/** Gives a node its power back and, unless told otherwise, waits until it answers. Its boot may wait for others for longer. */
export async function on(
  lab: Lab,
  name: string,
  options: { wait?: boolean } & Pick<UpOptions, 'signal' | 'tell'> = {},
): Promise<void> {
  const node = await nodeNamed(lab, name);
  if (await isRunning(lab, name)) throw new Error(`${name} is on already`);
  await within({ ...options, what: `${name} to start`, seconds: limits.node }, async (limit) => start(lab, name, limit));
  await shapePorts(lab, cables(node), (await readState(lab)).shape);
  if (options.wait ?? true) await answers(lab, node, options);
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
