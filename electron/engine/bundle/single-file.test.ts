import { generateKeyPairSync } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ProblemError } from '../../../shared/problems/problem.ts';
import { byDigest, contents, digestOf, smallBundle, smallDirectory } from './bundle.fixture.ts';
import { openBundle } from './bundle.ts';
import { publicKeyOf } from './signature/keys.ts';
import { signBundle } from './signature/sign-bundle.ts';
import { copyBundle } from './write/copy.ts';
import { writeBundle } from './write/write-bundle.ts';

const { signal } = new AbortController();
const { privateKey } = generateKeyPairSync('ed25519');
const key = publicKeyOf(privateKey);

let dir: string;
let file: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'barque-file-'));
});
afterAll(() => rm(dir, { recursive: true }));
beforeEach(async () => {
  await rm(dir, { recursive: true });
  dir = await mkdtemp(join(tmpdir(), 'barque-file-'));
  file = join(dir, 'site.barque');
});

const codesOf = (work: Promise<unknown>): Promise<readonly string[]> =>
  work.then(
    () => [],
    (error: unknown) => (error instanceof ProblemError ? error.problems.map((p) => p.code) : [String(error)]),
  );

/** Opens a bundle, hashes all of it and reads every blob. */
async function contentOf(path: string) {
  const bundle = await openBundle(path, signal);
  try {
    await bundle.verify(byDigest.keys(), { signal });
    const read = new Map<string, string>();
    for (const digest of byDigest.keys()) {
      const chunks: Buffer[] = [];
      for await (const chunk of bundle.open(digest)) chunks.push(chunk);
      read.set(digest, digestOf(Buffer.concat(chunks)));
    }
    return { manifest: bundle.manifest, signers: bundle.signers, read };
  } finally {
    await bundle.close();
  }
}
const whole = new Map([...byDigest.keys()].map((digest) => [digest, digest]));

describe('a bundle in one file', () => {
  it('is read in place as a directory is', async () => {
    await writeBundle(file, smallBundle(), { signal });
    await smallDirectory(join(dir, 'layout'));
    expect(await contentOf(file)).toEqual(await contentOf(join(dir, 'layout')));
    expect((await contentOf(file)).read).toEqual(whole);
    expect(await readdir(dir)).toEqual(expect.not.arrayContaining(['site.barque.partial']));
  });

  it('is a tar archive that any tar reads', async () => {
    await writeBundle(file, smallBundle(), { signal });
    const listed = execFileSync('tar', ['-tf', file], { encoding: 'utf8' }).trim().split('\n');
    const blobs = [...byDigest.keys()].toSorted().map((digest) => `blobs/sha256/${digest.slice(7)}`);
    expect(listed).toEqual(['oci-layout', 'index.json', 'barque.json', 'barque.json.sig', 'sbom.spdx.json', ...blobs]);
    execFileSync('tar', ['-xf', file, '-C', dir]);
    expect((await contentOf(dir)).read).toEqual(whole);
  });

  it('has the same bytes for the same parts, in whatever order they come', async () => {
    await writeBundle(file, smallBundle(), { signal });
    const { parts } = (await contentOf(file)).manifest;
    await writeBundle(join(dir, 'again'), smallBundle(parts.toReversed()), { signal });
    expect((await readFile(file)).equals(await readFile(join(dir, 'again')))).toBe(true);
  });

  it('is signed where it lies, and keeps the signature when it is copied and split', async () => {
    await smallDirectory(join(dir, 'layout'));
    await copyBundle(join(dir, 'layout'), file, { signal });
    expect((await contentOf(file)).signers).toEqual([]);
    await signBundle(file, privateKey, signal);
    await signBundle(join(dir, 'layout'), privateKey, signal);
    expect((await contentOf(file)).signers).toEqual([key]);
    await copyBundle(join(dir, 'layout'), join(dir, 'again'), { signal });
    expect((await readFile(file)).equals(await readFile(join(dir, 'again')))).toBe(true);
    expect(await copyBundle(file, join(dir, 'parts'), { signal, split: 200_000 })).toHaveLength(4);
    expect((await contentOf(join(dir, 'parts.001'))).signers).toEqual([key]);
  });

  it('is opened in parts by the first of them or by its own name, and signed in parts', async () => {
    const paths = await writeBundle(file, smallBundle(), { signal, split: 700 });
    expect(paths[0]).toBe(`${file}.001`);
    for (const path of [file, `${file}.001`]) expect((await contentOf(path)).read).toEqual(whole);
    await signBundle(file, privateKey, signal);
    expect((await contentOf(file)).signers).toEqual([key]);
  });

  it('is refused where a part of it is missing or is a link', async () => {
    await writeBundle(file, smallBundle(), { signal, split: 100_000 });
    await rename(`${file}.002`, join(dir, 'elsewhere'));
    expect(await codesOf(contentOf(file))).toEqual(['bundle.file-size']);
    await symlink('elsewhere', `${file}.002`);
    expect(await codesOf(contentOf(file))).toEqual(['bundle.unsafe']);
  });

  it('is refused where it is cut short or goes on, before anything is hashed', async () => {
    await writeBundle(file, smallBundle(), { signal });
    const { length } = await readFile(file);
    await writeFile(file, Buffer.alloc(512), { flag: 'a' });
    expect(await codesOf(openBundle(file, signal))).toEqual(['bundle.file-size']);
    await truncate(file, length - 1);
    expect(await codesOf(openBundle(file, signal))).toEqual(['bundle.file-size']);
    await truncate(file, 700);
    expect(await codesOf(openBundle(file, signal))).toEqual(['bundle.not-a-bundle']);
  });

  it.each([
    ['an absolute path', 'abs', '/etc/passwd'],
    ['a path that leads out', 'out', '../../etc/passwd'],
    ['a link', 'link', undefined],
  ])('with %s in place of a blob is refused', async (_, _kind, name) => {
    await writeBundle(file, smallBundle(), { signal });
    const bytes = await readFile(file);
    const digest = digestOf(contents.layer).slice(7);
    const at = bytes.indexOf(`blobs/sha256/${digest}\0`);
    if (name === undefined) bytes[at + 156] = '2'.charCodeAt(0);
    else bytes.write(name.padEnd(100, '\0'), at);
    await writeFile(file, bytes);
    expect(await codesOf(contentOf(file))).toEqual(['bundle.not-canonical']);
  });

  it('is refused where its manifest lies about a size', async () => {
    const lying = smallBundle()
      .documents.get('barque.json')
      ?.toString()
      .replace(`"size": ${contents.layer.length}`, '"size": 299999');
    const { documents, ...rest } = smallBundle();
    await writeBundle(file, { ...rest, documents: new Map(documents).set('barque.json', Buffer.from(lying ?? '')) }, { signal });
    expect(await codesOf(contentOf(file))).not.toEqual([]);
  });

  it('is not written where a blob is not what the manifest says', async () => {
    const changed = {
      ...smallBundle(),
      open: async function* () {
        yield await Promise.resolve(Buffer.from('else'));
      },
    };
    expect(await codesOf(writeBundle(file, changed, { signal }))).toEqual(['bundle.blob-corrupt']);
    expect(await readdir(dir)).toEqual([]);
  });

  it('is no other archive and no other file', async () => {
    await writeFile(file, 'PK\x03\x04');
    expect(await codesOf(openBundle(file, signal))).toEqual(['bundle.not-a-bundle']);
    await writeFile(file, Buffer.alloc(2048));
    expect(await codesOf(openBundle(file, signal))).toEqual(['bundle.not-a-bundle']);
  });
});

describe('a signed bundle that was changed', () => {
  let sound: Buffer;
  let expected: Awaited<ReturnType<typeof contentOf>>;
  beforeEach(async () => {
    await writeBundle(file, smallBundle(), { signal });
    await signBundle(file, privateKey, signal);
    sound = await readFile(file);
    expected = await contentOf(file);
  });

  /** Either refused with a problem, or what changed was of no meaning: the same parts, the same signers, the same bytes of every blob. */
  async function isRefusedOrSame(bytes: Buffer): Promise<void> {
    await writeFile(file, bytes);
    try {
      expect(await contentOf(file)).toEqual(expected);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
    }
  }

  it('in any byte is refused', async () => {
    // the documents are where a change could mean something else: every byte of them
    const documents = sound.indexOf('blobs/sha256/');
    const anywhere = fc.oneof({ weight: 3, arbitrary: fc.nat(documents) }, { weight: 1, arbitrary: fc.nat(sound.length - 1) });
    await fc.assert(
      fc.asyncProperty(anywhere, fc.integer({ min: 1, max: 255 }), async (at, mask) => {
        const bytes = Buffer.from(sound);
        bytes[at] = (bytes[at] ?? 0) ^ mask;
        await isRefusedOrSame(bytes);
      }),
      { numRuns: 150 },
    );
  });

  it('by taking out, repeating or putting in bytes is refused', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(sound.length),
        fc.nat(2000),
        fc.oneof(fc.constant('out' as const), fc.constant('twice' as const), fc.uint8Array({ maxLength: 1024 })),
        async (at, length, how) => {
          const middle = sound.subarray(at, at + length);
          const instead = how === 'out' ? [] : how === 'twice' ? [middle, middle] : [Buffer.from(how), middle];
          await isRefusedOrSame(Buffer.concat([sound.subarray(0, at), ...instead, sound.subarray(at + length)]));
        },
      ),
      { numRuns: 100 },
    );
  });

  it('in its manifest is told of as that', async () => {
    const changed = Buffer.from(sound);
    changed.write('1.34.5', sound.indexOf('"kubernetes": "1.34.4"') + '"kubernetes": "'.length);
    await writeFile(file, changed);
    expect(await codesOf(openBundle(file, signal))).toEqual(['bundle.signature-wrong']);
  });
});
