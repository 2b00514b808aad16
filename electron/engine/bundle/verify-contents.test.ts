import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BinaryPart, BundlePart, ImagePart } from '../../../shared/model/bundle.ts';
import { ProblemError } from '../../../shared/problems/problem.ts';
import { digestOf, smallBundle } from './bundle.fixture.ts';
import { openBundle } from './bundle.ts';
import { makeKeys, readPrivateKey } from './signature/keys.ts';
import { signBundle } from './signature/sign-bundle.ts';
import { verifyNeeded, verifyWhole } from './verify-contents.ts';
import { writeBundle } from './write/write-bundle.ts';

const { signal } = new AbortController();
let dir: string;
let file: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'barque-contents-'));
  file = join(dir, 'site.barque');
  vi.stubEnv('BARQUE_TRUSTED_KEYS', join(dir, 'ours.pub'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(dir, { recursive: true });
});

const blob = (content: Buffer) => ({ digest: digestOf(content), size: content.length });
const [config, layer] = [Buffer.from('{"architecture":"amd64","os":"linux"}'), Buffer.alloc(5000, 'layer')];
const manifestOf = (...layers: Buffer[]) =>
  Buffer.from(JSON.stringify({ schemaVersion: 2, config: blob(config), layers: layers.map(blob) }));
const image = (manifest: Buffer, ...blobs: Buffer[]): ImagePart => ({
  ...{ kind: 'image', name: 'registry.k8s.io/pause:3.10.1', arch: 'amd64' },
  ...blob(manifest),
  blobs: blobs.map(blob),
});
const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
const swelling: BinaryPart = {
  ...{ kind: 'binary', name: 'runc', version: '1', arch: 'amd64', compression: 'gzip' },
  ...blob(bomb),
  installed: blob(Buffer.from('runc')),
};

/** Writes a bundle of these parts; gives the codes of what is found in it. */
async function codesOf(parts: readonly BundlePart[], contents: readonly Buffer[], how: typeof verifyWhole): Promise<string[]> {
  async function* open(digest: string) {
    yield await Promise.resolve(contents.find((content) => digestOf(content) === digest) ?? Buffer.alloc(0));
  }
  await writeBundle(file, { ...smallBundle(parts), open }, { signal });
  return await foundBy(how);
}
async function foundBy(how: typeof verifyWhole): Promise<string[]> {
  const bundle = await openBundle(file, signal);
  const before = await readdir(dir);
  try {
    await how(bundle, { signal });
    return [];
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return error.problems.map(({ code }) => code);
  } finally {
    await bundle.close();
    // looking at a bundle writes nothing, whatever is in it
    expect(await readdir(dir)).toEqual(before);
  }
}
const needed: typeof verifyWhole = (bundle, options) =>
  verifyNeeded(
    bundle,
    bundle.manifest.parts.map(({ digest }) => digest),
    options,
  );

describe('an image', () => {
  it('whose manifest and bundle agree is sound', async () => {
    const manifest = manifestOf(layer);
    expect(await codesOf([image(manifest, config, layer)], [manifest, config, layer], verifyWhole)).toEqual([]);
  });

  it.each([
    ['lacks a layer', manifestOf(layer), [config]],
    ['has a layer of another size', Buffer.from(manifestOf(layer).toString().replace('5000', '4999')), [config, layer]],
    ['is no image', Buffer.from('{"schemaVersion":2}'), [config, layer]],
    ['is no JSON', Buffer.from('image'), [config, layer]],
  ])('that %s is refused, before a run too', async (_, manifest, blobs) => {
    for (const how of [verifyWhole, needed])
      expect(await codesOf([image(manifest, ...blobs)], [manifest, config, layer], how)).toEqual(['bundle.image-wrong']);
  });
});

describe('a program that swells without end', () => {
  it('is refused before a run changes anything, where nobody trusted has signed the bundle', async () => {
    expect(await codesOf([swelling], [bomb], needed)).toEqual(['bundle.program-wrong']);
    const { files } = await makeKeys(join(dir, 'stranger'));
    await signBundle(file, await readPrivateKey(files[0] ?? ''), signal);
    expect(await foundBy(needed)).toEqual(['bundle.program-wrong']);
  });

  it('is looked for where nobody trusted has signed the bundle, or where that is asked for', async () => {
    const { files } = await makeKeys(join(dir, 'ours'));
    expect(await codesOf([swelling], [bomb], verifyWhole)).toEqual(['bundle.program-wrong']);
    await signBundle(file, await readPrivateKey(files[0] ?? ''), signal);
    const thorough: typeof verifyWhole = (bundle, options) => verifyWhole(bundle, { ...options, programs: true });
    expect(await foundBy(thorough)).toEqual(['bundle.program-wrong']);
    expect(await foundBy(verifyWhole)).toEqual([]);
    expect(await foundBy(needed)).toEqual([]);
    await writeFile(join(dir, 'ours.pub'), '');
    expect(await foundBy(verifyWhole)).toEqual(['bundle.program-wrong']);
    expect(await foundBy(needed)).toEqual(['bundle.program-wrong']);
  });

  it('is told apart from what was not looked at, and counted in the progress', async () => {
    const { files } = await makeKeys(join(dir, 'ours'));
    const [program, installed] = [gzipSync(Buffer.from('runc')), Buffer.from('runc')];
    const part: BinaryPart = { ...swelling, ...blob(program), installed: blob(installed) };
    await codesOf([part], [program], verifyWhole);
    const look = async (programs: boolean) => {
      const bundle = await openBundle(file, signal);
      const seen: number[] = [];
      const verified = await verifyWhole(bundle, { signal, programs, onProgress: ({ done, total }) => seen.push(done, total) });
      await bundle.close();
      return [verified.programs, ...seen.slice(-2)];
    };
    expect(await look(false)).toEqual([true, 2 * program.length, 2 * program.length]);
    await signBundle(file, await readPrivateKey(files[0] ?? ''), signal);
    expect(await look(false)).toEqual([false, program.length, program.length]);
    expect(await look(true)).toEqual([true, 2 * program.length, 2 * program.length]);
  });
});
