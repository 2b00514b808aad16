import { layout } from '../../../shared/model/layout.ts';
import type { BinaryResource } from '../../../shared/model/resource.ts';
import type { Ask, Payload } from '../node/ask.ts';
import { blob, install } from '../node/verbs.ts';
import type { Blobs } from './context.ts';
import { ownershipOf } from './documents.ts';
import { differsAs, stateOf } from './files.ts';
import { differs, type Kind, type Known } from './kind.ts';

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

/** Sends a program into the host's store. */
export const send = (
  { blob: { digest, size, compression }, installed }: BinaryResource,
  blobs: Blobs,
  progress: Payload['progress'],
) => blob(installed, compression, { size, open: () => blobs.open(digest), progress });

/** Puts a stored program in its place. */
export const place = ({ path, installed }: BinaryResource): Ask<void> => install(path, installed, ownershipOf(path));
