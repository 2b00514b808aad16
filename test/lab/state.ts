import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { files, type Lab } from './settings.ts';
import { labNode, type LabNode } from './topology.ts';

const labState = z.strictObject({
  image: z.enum(['node', 'node-bare']),
  nodes: z.array(labNode),
  shape: z.strictObject({ rate: z.string().optional(), delay: z.string().optional() }).optional(),
});
/** What `up` made; the nodes may run or be off. */
export type LabState = z.infer<typeof labState>;

export const writeState = async (lab: Lab, state: LabState): Promise<void> =>
  writeFile(files.state(lab), JSON.stringify(state, null, 1));

/** @throws where no lab is up. */
export async function readState(lab: Lab): Promise<LabState> {
  if (!existsSync(files.state(lab))) throw new Error(`no lab is up in ${lab.root}: npm run lab -- up`);
  return labState.parse(JSON.parse(await readFile(files.state(lab), 'utf8')));
}

/** @throws where the lab has no such node. */
export async function nodeNamed(lab: Lab, name: string): Promise<LabNode> {
  const { nodes } = await readState(lab);
  const node = nodes.find((one) => one.name === name);
  if (!node) throw new Error(`no node '${name}': the lab has ${nodes.map((one) => one.name).join(', ')}`);
  return node;
}
