import { createHash } from 'node:crypto';
import type { Content } from '../../../shared/model/content.ts';
import { holdsKeys } from '../../../shared/model/key-files.ts';
import { layout } from '../../../shared/model/layout.ts';
import type { Resource } from '../../../shared/model/resource.ts';
import type { Ownership } from '../node/verbs.ts';
import type { ResourceContext } from './context.ts';

export const sha256 = (content: Buffer | string): string => `sha256:${createHash('sha256').update(content).digest('hex')}`;

/** A document as it goes onto the host, its late values in place. It may hold secrets: it is never shown. */
export async function render(content: Content, { resolve }: Pick<ResourceContext, 'resolve'>): Promise<Buffer> {
  if (typeof content === 'string') return Buffer.from(content, 'utf8');
  const parts = await Promise.all(content.map((part) => (typeof part === 'string' ? Promise.resolve(part) : resolve(part))));
  return Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'utf8') : part)));
}

/** The documents of a host's files. */
export async function renderAll(
  resources: readonly Resource[],
  context: Pick<ResourceContext, 'resolve'>,
): Promise<ReadonlyMap<Resource, Buffer>> {
  const files = resources.filter((resource) => resource.kind === 'file');
  return new Map(await Promise.all(files.map(async (file) => [file, await render(file.content, context)] as const)));
}

const ownRoots = [layout.state, layout.config, layout.run, layout.bin].map((root) => `${root}/`);

/** Whether what stood at a path before is kept: not below Barque's own directories, and never where it may hold a private key. */
export const ownershipOf = (path: string): Ownership => {
  if (ownRoots.some((root) => path.startsWith(root))) return 'own';
  return holdsKeys(path) ? 'secret' : 'keep';
};
