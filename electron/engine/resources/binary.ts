import { layout } from '../../../shared/model/layout.ts';
import type { BinaryResource } from '../../../shared/model/resource.ts';
import type { Ask } from '../node/ask.ts';
import { blob, install, unpack } from '../node/verbs.ts';
import type { ResourceContext } from './context.ts';
import { isDelivered } from './delivery.ts';
import { ownershipOf } from './documents.ts';
import { differsAs, stateOf } from './files.ts';
import { differs, type Kind, type Known } from './kind.ts';
import type { Progress } from './progress.ts';

const mode = 0o755;
/** Where the host's store has what is installed. */
const stored = ({ installed }: BinaryResource): string => `${layout.state}/blobs/${installed.replace('sha256:', '')}`;

export const binary: Kind<BinaryResource> = {
  wants: (resource) => ({ paths: [resource.path, stored(resource)] }),
  differences: (resource, known) => {
    const state = stateOf(known, resource.path);
    const found = differsAs('file', state, mode);
    return state.type === 'file' ? [...found, ...differs('content', state.digest, resource.installed)] : found;
  },
};

/** Whether the host has it in its store already, under whatever name it is installed. */
const isStored = (resource: BinaryResource, known: Known): boolean => {
  const state = stateOf(known, stored(resource));
  return state.type === 'file' && state.digest === resource.installed && state.mode === mode;
};

/** Those whose blobs must be sent: one of each content. */
export function toSend(resources: readonly BinaryResource[], known: Known): BinaryResource[] {
  const contents = new Map(resources.filter((r) => !isStored(r, known)).map((r) => [r.installed, r]));
  return [...contents.values()];
}

/** Gets a program into the host's store as it is to be installed: from what was brought there, or from here. */
export async function send({ blob: of, installed }: BinaryResource, context: ResourceContext, progress: Progress) {
  const { digest, size, compression } = of;
  if (await isDelivered([digest], context, progress)) return unpack(digest, compression, installed);
  const open = () => context.blobs.open(digest);
  return blob(installed, compression, { size, open, progress: progress.transfer(size) });
}

/** Puts a stored program in its place. */
export const place = ({ path, installed }: BinaryResource): Ask<void> => install(path, installed, ownershipOf(path));
