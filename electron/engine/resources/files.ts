import { holdsSecret } from '../../../shared/model/content.ts';
import type {
  AbsentResource,
  BlockResource,
  DirectoryResource,
  FileResource,
  LinkResource,
} from '../../../shared/model/resource.ts';
import { link, mkdir, put, remove, type PathState } from '../node/verbs.ts';
import { blockOf, withBlock } from './block.ts';
import type { Difference } from './context.ts';
import { ownershipOf, sha256 } from './documents.ts';
import { differs, octal, type Known, type SimpleKind } from './kind.ts';

const missing: PathState = { type: 'missing' };
export const stateOf = ({ seen }: Known, path: string): PathState => seen.paths.get(path) ?? missing;

const root = { uid: 0, gid: 0 };
/** What every file and directory of Barque's has in common: what it is, its mode, and root as its owner. */
export function differsAs(type: 'file' | 'directory', state: PathState, mode: number): Difference[] {
  if (state.type !== type) return [{ aspect: 'type', found: state.type, wanted: type }];
  return [
    ...differs('mode', octal(state.mode), octal(mode)),
    ...differs('owner', `${state.uid}:${state.gid}`, `${root.uid}:${root.gid}`),
  ];
}

/** A directory may be a link to one elsewhere: a larger disk. */
const through = (path: string): string => `${path}/.`;

export const directory: SimpleKind<DirectoryResource> = {
  wants: ({ path }) => ({ paths: [through(path)] }),
  differences: ({ path, mode }, known) => differsAs('directory', stateOf(known, through(path)), mode),
  changes: ({ path, mode }) => [mkdir(path, mode)],
};

const contentOf = (resource: FileResource, { contents }: Known): Buffer => {
  const content = contents.get(resource);
  if (!content) throw new Error(`${resource.path} was not rendered`);
  return content;
};

export const file: SimpleKind<FileResource> = {
  wants: ({ path }) => ({ paths: [path] }),
  differences: (resource, known) => {
    const state = stateOf(known, resource.path);
    if (resource.unlessPresent && state.type !== 'missing') return [];
    const found = differsAs('file', state, resource.mode);
    if (state.type !== 'file') return found;
    const wanted = sha256(contentOf(resource, known));
    if (state.digest === wanted) return found;
    // a digest of a weak secret would let it be guessed
    if (holdsSecret(resource.content)) return [...found, { aspect: 'content', found: 'another secret', wanted: 'the secret' }];
    return [...found, { aspect: 'content', found: state.digest, wanted }];
  },
  changes: (resource, known) => [put(resource.path, resource.mode, contentOf(resource, known), ownershipOf(resource.path))],
};

export const block: SimpleKind<BlockResource> = {
  wants: ({ path }) => ({ paths: [path], files: [path] }),
  differences: (resource, { seen }) => {
    const found = blockOf(textOf(seen.files.get(resource.path)), resource.block);
    if (found === undefined && resource.lines.length === 0) return [];
    if (found === undefined) return [{ aspect: 'block', found: 'missing', wanted: `${resource.lines.length} lines` }];
    const differing =
      resource.lines.filter((line) => !found.includes(line)).length || Math.abs(found.length - resource.lines.length);
    if (resource.lines.length === 0) return [{ aspect: 'block', found: `${found.length} lines`, wanted: 'missing' }];
    if (found.join('\n') === resource.lines.join('\n')) return [];
    return [{ aspect: 'block', found: `${found.length} lines, ${differing} differ`, wanted: `${resource.lines.length} lines` }];
  },
  changes: (resource, known) => {
    const state = stateOf(known, resource.path);
    const before = known.seen.files.get(resource.path);
    const after = Buffer.from(withBlock(textOf(before), resource.block, resource.lines), 'latin1');
    const mode = state.type === 'file' ? state.mode : 0o644;
    return [put(resource.path, mode, after, ownershipOf(resource.path), before && sha256(before))];
  },
};

/** Byte for byte: whatever encoding the rest of the file is in, it stays as it is. The block itself is ASCII. */
const textOf = (content: Buffer | undefined): string => content?.toString('latin1') ?? '';

export const symbolicLink: SimpleKind<LinkResource> = {
  wants: ({ path }) => ({ paths: [path] }),
  differences: ({ path, to, unlessPresent }, known) => {
    const state = stateOf(known, path);
    if (unlessPresent && state.type !== 'missing') return [];
    if (state.type !== 'link') return [{ aspect: 'type', found: state.type, wanted: 'link' }];
    return differs('target', state.to, to);
  },
  changes: ({ path, to }) => [link(path, to, ownershipOf(path))],
};

export const absent: SimpleKind<AbsentResource> = {
  wants: ({ path }) => ({ paths: [path] }),
  differences: ({ path }, known) => differs('type', stateOf(known, path).type, 'missing'),
  changes: ({ path }) => [remove(path, ownershipOf(path))],
};
