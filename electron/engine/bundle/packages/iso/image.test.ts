import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ProblemError } from '../../../../../shared/problems/problem.ts';
import { type IsoImage, openIso } from './image.ts';
import { isoImage, type Naming } from './iso.fixture.ts';
import { SECTOR } from './records.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'barque-iso-'));
});
afterEach(() => rm(dir, { recursive: true }));

const long = `${'a-long-name-'.repeat(10)}.deb`;
const files = {
  'dists/bookworm/Release': Buffer.from('Suite: stable\n'),
  'dists/stable': { link: 'bookworm' },
  'pool/main/a/App_1.0+x~2.deb': Buffer.alloc(5000, 'app'),
  [`pool/main/${long}`]: Buffer.from('long'),
  empty: Buffer.alloc(0),
  ...Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`many/file-number-${i}.rpm`, Buffer.from(String(i))])),
};

async function within<T>(bytes: Buffer, work: (image: IsoImage) => Promise<T>): Promise<T> {
  const path = join(dir, 'image.iso');
  await writeFile(path, bytes);
  const image = await openIso(path);
  try {
    return await work(image);
  } finally {
    await image.close();
  }
}
async function contentOf(image: IsoImage, path: string, from = 0): Promise<Buffer | undefined> {
  const entry = await image.find(path);
  if (!entry || entry.isDirectory) return undefined;
  const chunks: Buffer[] = [];
  for await (const chunk of image.read(entry, from)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
const reasonOf = (work: Promise<unknown>) =>
  work.then(
    () => 'fine',
    (error: unknown) =>
      error instanceof ProblemError && error.problems[0].code === 'build.iso-malformed'
        ? String(error.problems[0].params['reason'])
        : `something else: ${String(error)}`,
  );

describe.each<[string, Naming]>([
  ['Rock Ridge', {}],
  ['Joliet', { rockRidge: false, joliet: true }],
  ['both', { joliet: true }],
])('an image with names of %s', (_, naming) => {
  it('is read by paths', async () => {
    await within(isoImage(files, naming), async (image) => {
      for (const [path, leaf] of Object.entries(files))
        // Joliet has no names so long
        if (naming.rockRidge !== false || !path.endsWith(long))
          expect(await contentOf(image, path)).toEqual(Buffer.isBuffer(leaf) ? leaf : undefined);
      expect(await contentOf(image, 'pool/main/a/App_1.0+x~2.deb', 4990)).toEqual(Buffer.alloc(5000, 'app').subarray(4990));
      expect([...(await image.list('many')).keys()]).toHaveLength(60);
      expect([...(await image.list('/')).keys()].sort()).toEqual(['dists', 'empty', 'many', 'pool']);
    });
  });

  it('has nothing at paths that lead out of it or through files', async () => {
    await within(isoImage(files, naming), async (image) => {
      for (const path of ['../x', 'dists/../empty', 'empty/x', 'Pool', 'nothing', 'x/'.repeat(1000)])
        expect(await image.find(path)).toBeUndefined();
      expect((await image.list('empty')).size).toBe(0);
    });
  });
});

it('without either has the names that it is mounted with', async () => {
  await within(isoImage({ 'a/readme': Buffer.from('x') }, { rockRidge: false }), async (image) => {
    expect([...(await image.list('')).keys()]).toEqual(['d0']);
    expect([...(await image.list('d0')).keys()]).toEqual(['readme.x']);
  });
});

it('has a file that is too large for one piece in several', async () => {
  const bytes = isoImage({ big1: Buffer.alloc(5000, 'one'), big2: Buffer.alloc(3000, 'two') });
  // more of the file follows with the next entry
  bytes.writeUInt8(0x80, bytes.indexOf('BIG1.X;1') - 33 + 25);
  const whole = Buffer.concat([Buffer.alloc(5000, 'one'), Buffer.alloc(3000, 'two')]);
  await within(bytes, async (image) => {
    expect([...(await image.list('')).keys()]).toEqual(['big2']);
    for (const from of [0, 4999, 5000, 7999, 8000]) expect(await contentOf(image, 'big2', from)).toEqual(whole.subarray(from));
  });
});

describe('what is no sound image', () => {
  const sound = isoImage({ 'a/b': Buffer.from('b') });
  const changed = (change: (bytes: Buffer) => void) => {
    const bytes = Buffer.from(sound);
    change(bytes);
    return bytes;
  };
  const rootSector = sound.readUInt32LE(16 * SECTOR + 156 + 2);
  /** The record of `a`, whose name is the 34th byte. */
  const recordOfA = sound.indexOf('D0', rootSector * SECTOR) - 33;

  it.each<[string, Buffer, RegExp]>([
    ['a text', Buffer.alloc(100_000, 'text'), /no ISO 9660/],
    ['nothing', Buffer.alloc(0), /cut short/],
    ['cut short', sound.subarray(0, rootSector * SECTOR), /cut short/],
    ['of other blocks', changed((bytes) => bytes.writeUInt16LE(512, 16 * SECTOR + 128)), /512 bytes/],
    ['without a volume', changed((bytes) => bytes.writeUInt8(255, 16 * SECTOR)), /no volume/],
    ['with a root beyond its end', changed((bytes) => bytes.writeUInt32LE(0xffffffff, 16 * SECTOR + 158)), /cut short/],
    [
      'with a directory of four gigabytes',
      changed((bytes) => bytes.writeUInt32LE(0xfffff800, recordOfA + 10)),
      /directory of it has/,
    ],
    ['with a directory beyond its end', changed((bytes) => bytes.writeUInt32LE(0xffffff, recordOfA + 2)), /cut short/],
    ['with an entry longer than its sector', changed((bytes) => bytes.writeUInt8(255, rootSector * SECTOR + 32)), /cut short/],
    ['with interleaved files', changed((bytes) => bytes.writeUInt8(1, recordOfA + 26)), /interleaved/],
  ])('%s is refused', async (_, bytes, reason) => {
    expect(await reasonOf(within(bytes, (image) => image.find('a/b')))).toMatch(reason);
  });

  it('is refused where the entry of a name goes on in itself', async () => {
    const bytes = isoImage({ [long]: Buffer.from('x') });
    const at = bytes.indexOf('CE\x1c\x01');
    const rest = bytes.readUInt32LE(at + 4) * SECTOR;
    // what the name goes on in goes on in itself
    bytes.copy(bytes, rest, at, at + 28);
    bytes.writeUInt32LE(28, at + 20);
    bytes.writeUInt32LE(28, rest + 20);
    expect(await reasonOf(within(bytes, (image) => image.find('x')))).toMatch(/without end/);
  });

  it('is looked through to no end where a directory leads back to the root', async () => {
    const bytes = changed((own) => own.writeUInt32LE(rootSector, recordOfA + 2));
    await within(bytes, async (image) => {
      expect((await image.find('a/a/a/a'))?.isDirectory).toBe(true);
      expect(await image.find(`${'a/'.repeat(100)}b`)).toBeUndefined();
    });
  });

  it('does nothing worse than a problem, whatever bytes are changed', async () => {
    const whole = isoImage(files, { joliet: true });
    const meaningful = whole.indexOf('Suite: stable');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(meaningful - 16 * SECTOR), fc.nat(255)), { minLength: 1, maxLength: 40 }),
        fc.option(fc.nat(whole.length)),
        async (changes, length) => {
          const bytes = Buffer.from(whole);
          for (const [at, byte] of changes) bytes[16 * SECTOR + at] = byte;
          const outcome = await reasonOf(
            within(bytes.subarray(0, length ?? whole.length), async (image) => {
              for (const path of Object.keys(files)) await contentOf(image, path);
              await image.list('many');
            }),
          );
          expect(outcome).not.toMatch(/something else/);
        },
      ),
      { numRuns: 200 },
    );
  });
});
