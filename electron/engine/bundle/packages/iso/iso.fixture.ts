import { SECTOR } from './records.ts';

/** How names are kept besides ISO 9660's own, which are short and large. */
export interface Naming {
  readonly rockRidge?: boolean;
  readonly joliet?: boolean;
}
/** A file's content, or where a symbolic link leads. */
type Leaf = Buffer | { readonly link: string };
interface Directory {
  readonly entries: Map<string, Directory | Leaf>;
}
type Tree = 'primary' | 'joliet';

const isDirectory = (node: Directory | Leaf): node is Directory => !Buffer.isBuffer(node) && 'entries' in node;
const sectors = (bytes: number): number => Math.ceil(bytes / SECTOR);

/** A small ISO 9660 image with these files, by path. Names of more than 60 bytes go on in a continuation area. */
export function isoImage(files: Readonly<Record<string, Leaf>>, { rockRidge = true, joliet = false }: Naming = {}): Buffer {
  const root: Directory = { entries: new Map() };
  for (const [path, leaf] of Object.entries(files)) {
    const steps = path.split('/');
    let at = root;
    for (const step of steps.slice(0, -1)) {
      const next = at.entries.get(step) ?? { entries: new Map() };
      at.entries.set(step, next);
      if (!isDirectory(next)) throw new Error(`${step} is a file`);
      at = next;
    }
    at.entries.set(steps.at(-1) ?? '', leaf);
  }
  const directories: Directory[] = [];
  const leaves: Buffer[] = [];
  const visit = (node: Directory) => {
    directories.push(node);
    for (const entry of node.entries.values()) {
      if (isDirectory(entry)) visit(entry);
      else if (Buffer.isBuffer(entry)) leaves.push(entry);
    }
  };
  visit(root);

  // where everything lies: the sizes of directories do not depend on it
  const trees: Tree[] = joliet ? ['primary', 'joliet'] : ['primary'];
  const places = new Map<object, Map<Tree, number>>();
  const sizes = new Map<object, Map<Tree, number>>();
  const continued: Buffer[] = [];
  const describe = { rockRidge, root, continued, places, sizes, continuation: 0 };
  let next = 18 + trees.length;
  const layout: (readonly [Tree, Directory])[] = trees.flatMap((tree) => directories.map((one) => [tree, one] as const));
  for (const [tree, one] of layout) {
    const size = contentOf(one, tree, describe).length;
    sizes.set(one, (sizes.get(one) ?? new Map<Tree, number>()).set(tree, size));
    places.set(one, (places.get(one) ?? new Map<Tree, number>()).set(tree, next));
    next += sectors(size);
  }
  describe.continuation = next;
  next += 4;
  for (const leaf of leaves) {
    places.set(leaf, new Map(trees.map((tree) => [tree, next])));
    next += sectors(leaf.length);
  }

  const image = Buffer.alloc(next * SECTOR);
  continued.length = 0;
  for (const [i, tree] of trees.entries()) {
    const descriptor = image.subarray((16 + i) * SECTOR, (17 + i) * SECTOR);
    descriptor[0] = tree === 'primary' ? 1 : 2;
    descriptor.write('CD001\x01', 1, 'latin1');
    if (tree === 'joliet') descriptor.write('%/E', 88, 'latin1');
    both32(descriptor, 80, next);
    both16(descriptor, 128, SECTOR);
    recordOf(root, Buffer.from([0]), tree, { ...describe, rockRidge: false }).copy(descriptor, 156);
  }
  const end = image.subarray((16 + trees.length) * SECTOR);
  end[0] = 255;
  end.write('CD001\x01', 1, 'latin1');
  for (const [tree, one] of layout) contentOf(one, tree, describe).copy(image, (places.get(one)?.get(tree) ?? 0) * SECTOR);
  Buffer.concat(continued).copy(image, describe.continuation * SECTOR);
  for (const leaf of leaves) leaf.copy(image, (places.get(leaf)?.get('primary') ?? 0) * SECTOR);
  return image;
}

interface Describe {
  readonly rockRidge: boolean;
  readonly root: Directory;
  readonly continued: Buffer[];
  readonly places: ReadonlyMap<object, ReadonlyMap<Tree, number>>;
  readonly sizes: ReadonlyMap<object, ReadonlyMap<Tree, number>>;
  readonly continuation: number;
}

function contentOf(directory: Directory, tree: Tree, describe: Describe): Buffer {
  const records = [recordOf(directory, Buffer.from([0]), tree, describe), recordOf(directory, Buffer.from([1]), tree, describe)];
  for (const [i, [name, entry]] of [...directory.entries].sort(([a], [b]) => (a < b ? -1 : 1)).entries()) {
    if (tree === 'joliet' && !isDirectory(entry) && !Buffer.isBuffer(entry)) continue;
    const plain = isDirectory(entry)
      ? `D${i}`
      : `${name
          .toUpperCase()
          .replace(/[^A-Z0-9]/g, '_')
          .slice(0, 8)}.X;1`;
    const suffix = isDirectory(entry) ? '' : ';1';
    const own = tree === 'joliet' ? Buffer.from(`${name.slice(0, 100)}${suffix}`, 'utf16le').swap16() : Buffer.from(plain);
    records.push(recordOf(entry, own, tree, describe, name));
  }
  let content = Buffer.alloc(0);
  for (const record of records) {
    const room = SECTOR - (content.length % SECTOR);
    content = Buffer.concat([content, ...(record.length > room ? [Buffer.alloc(room)] : []), record]);
  }
  return Buffer.concat([content, Buffer.alloc(sectors(content.length) * SECTOR - content.length)]);
}

function recordOf(of: Directory | Leaf, own: Buffer, tree: Tree, describe: Describe, name?: string): Buffer {
  const use = describe.rockRidge && tree === 'primary' ? rockRidgeOf(of, name, describe) : Buffer.alloc(0);
  const fixed = Buffer.alloc(33);
  const size = Buffer.isBuffer(of) ? of.length : (describe.sizes.get(of)?.get(tree) ?? 0);
  both32(fixed, 2, describe.places.get(of)?.get(tree) ?? 0);
  both32(fixed, 10, size);
  fixed[25] = isDirectory(of) ? 2 : 0;
  both16(fixed, 28, 1);
  fixed[32] = own.length;
  const padded = Buffer.concat([own, Buffer.alloc(own.length % 2 === 0 ? 1 : 0), use, Buffer.alloc(use.length % 2)]);
  const record = Buffer.concat([fixed, padded]);
  record[0] = record.length;
  return record;
}

function rockRidgeOf(of: Directory | Leaf, name: string | undefined, describe: Describe): Buffer {
  if (name === undefined) return of === describe.root ? Buffer.from([0x53, 0x50, 7, 1, 0xbe, 0xef, 0]) : Buffer.alloc(0);
  const parts: Buffer[] = [];
  const bytes = Buffer.from(name);
  const first = bytes.subarray(0, 60);
  parts.push(nm(first, bytes.length > 60));
  if (!Buffer.isBuffer(of) && !isDirectory(of)) parts.push(Buffer.from([0x53, 0x4c, 7, 1, 0, 8, 0]));
  if (bytes.length > 60) {
    const rest = nm(bytes.subarray(60), false);
    const ce = Buffer.alloc(28);
    ce.write('CE\x1c\x01', 0, 'latin1');
    const offset = describe.continued.reduce((sum, { length }) => sum + length, 0);
    both32(ce, 4, describe.continuation + Math.floor(offset / SECTOR));
    both32(ce, 12, offset % SECTOR);
    both32(ce, 20, rest.length);
    parts.push(ce);
    describe.continued.push(rest);
  }
  return Buffer.concat(parts);
}

const nm = (name: Buffer, goesOn: boolean): Buffer =>
  Buffer.concat([Buffer.from([0x4e, 0x4d, 5 + name.length, 1, goesOn ? 1 : 0]), name]);

function both32(into: Buffer, at: number, value: number): void {
  into.writeUInt32LE(value, at);
  into.writeUInt32BE(value, at + 4);
}
function both16(into: Buffer, at: number, value: number): void {
  into.writeUInt16LE(value, at);
  into.writeUInt16BE(value, at + 2);
}
