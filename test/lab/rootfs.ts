import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { madeOnce, recipeKey } from './cache.ts';
import { run } from './command.ts';
import type { Lab } from './settings.ts';

export type NodeImage = 'node' | 'node-bare';
export type LayerName = 'netbase';

const recipe = (name: 'node' | 'layer'): string => join(import.meta.dirname, 'rootfs', name);
const made = async (lab: Lab, name: string, script: string): Promise<string> =>
  join(lab.cache, 'rootfs', `${name}-${recipeKey(await readFile(script))}`);

/** The unpacked, read-only file system that nodes are started over. About half a minute, once. */
export async function nodeTree(lab: Lab, name: NodeImage, signal?: AbortSignal): Promise<string> {
  const script = recipe('node');
  const path = await madeOnce(
    await made(lab, name, script),
    async (work) => {
      const tar = join(work, 'tree.tar');
      await run(script, [name, tar], { signal });
      await run('mkdir', [join(work, 'tree')]);
      await run('tar', ['-C', join(work, 'tree'), '-xf', tar, '--exclude=./dev/*', '--numeric-owner'], { signal });
      await rm(tar);
    },
    signal,
  );
  return join(path, 'tree');
}

/** The uncompressed tar of an image's layer. */
export async function layerTar(lab: Lab, name: LayerName, signal?: AbortSignal): Promise<string> {
  const script = recipe('layer');
  const path = await madeOnce(
    await made(lab, name, script),
    async (work) => {
      await run(script, [name, join(work, 'layer.tar')], { signal });
    },
    signal,
  );
  return join(path, 'layer.tar');
}
