import { createHash, randomBytes } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { appendFile, mkdir, mkdtemp, open, readFile, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BundleManifest } from '../../../shared/model/bundle.ts';
import { ProblemError } from '../../../shared/problems/problem.ts';
import { openBundle, type VerifyProgress } from './bundle.ts';

const signal = new AbortController().signal;
const digestOf = (content: Buffer) => `sha256:${createHash('sha256').update(content).digest('hex')}`;
const blobs = {
  kubeadm: randomBytes(700_000),
  manifest: Buffer.from('{"schemaVersion":2}'),
  layer: randomBytes(2_500_000),
  empty: Buffer.alloc(0),
};
const blob = (content: Buffer) => ({ digest: digestOf(content), size: content.length });
const manifest: BundleManifest = {
  schema: 'barque-bundle/v1',
  kubernetes: '1.34.4',
  parts: [
    {
      kind: 'binary',
      name: 'kubeadm',
      version: '1.34.4',
      arch: 'amd64',
      ...blob(blobs.kubeadm),
      compression: 'none',
      installed: blob(blobs.kubeadm),
    },
    {
      kind: 'image',
      name: 'registry.k8s.io/pause:3.10.1',
      arch: 'amd64',
      ...blob(blobs.manifest),
      blobs: [blob(blobs.layer), blob(blobs.empty)],
    },
  ],
};
const twoSizes = { ...manifest, parts: manifest.parts.flatMap((part) => [part, { ...part, size: part.size + 1 }]) };

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'barque-bundle-'));
  await mkdir(join(dir, 'blobs', 'sha256'), { recursive: true });
  await writeFile(join(dir, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  await writeFile(join(dir, 'index.json'), '{"schemaVersion":2,"manifests":[]}');
  await writeFile(join(dir, 'barque.json'), JSON.stringify(manifest));
  for (const content of Object.values(blobs)) await writeFile(pathOf(content), content);
});
afterEach(() => rm(dir, { recursive: true }));

const pathOf = (content: Buffer) => join(dir, 'blobs', 'sha256', digestOf(content).slice(7));
const all = Object.values(blobs).map(digestOf);
const problemsOf = (work: Promise<unknown>) =>
  work.then(
    () => [],
    (error: unknown) => (error instanceof ProblemError ? error.problems : [error]),
  );
const opened = () => openBundle(dir, signal);

describe('a bundle', () => {
  it('tells what it has and gives it out in chunks', async () => {
    const bundle = await opened();
    expect(bundle.manifest).toEqual(manifest);
    expect(all.map((digest) => bundle.has(digest))).toEqual([true, true, true, true]);
    expect(bundle.has('sha256:' + '0'.repeat(64))).toBe(false);
    expect(bundle.size(digestOf(blobs.layer))).toBe(2_500_000);
    for (const content of Object.values(blobs)) {
      const chunks: Buffer[] = [];
      for await (const chunk of bundle.open(digestOf(content))) chunks.push(chunk);
      expect(Buffer.concat(chunks).equals(content)).toBe(true);
      for (const chunk of chunks.slice(0, -1)) expect(chunk.length).toBeGreaterThanOrEqual(256 * 1024);
    }
  });

  it('verifies each blob once and counts the bytes', async () => {
    const progress: VerifyProgress[] = [];
    await (await opened()).verify([...all, ...all], { signal, onProgress: (p) => progress.push(p) });
    const total = Object.values(blobs).reduce((sum, content) => sum + content.length, 0);
    expect(progress.at(-1)).toEqual({ done: total, total });
    expect(progress.map((p) => p.done)).toEqual(progress.map((p) => p.done).toSorted((a, b) => a - b));
  });

  it('finds one flipped bit, and names the file, what was expected and what was found', async () => {
    const file = await open(pathOf(blobs.layer), 'r+');
    await file.write(Buffer.from([(blobs.layer[2_000_000] ?? 0) ^ 1]), 0, 1, 2_000_000);
    await file.close();
    const found = digestOf(await readFile(pathOf(blobs.layer)));
    expect(await problemsOf((await opened()).verify(all, { signal }))).toEqual([
      {
        code: 'bundle.blob-corrupt',
        params: {
          path: pathOf(blobs.layer),
          part: 'registry.k8s.io/pause:3.10.1',
          expected: digestOf(blobs.layer),
          found,
        },
      },
    ]);
  });

  it('tells of all blobs that are missing, short or long before it hashes any, and of those asked for only', async () => {
    await rm(pathOf(blobs.kubeadm));
    await truncate(pathOf(blobs.layer), 100);
    await appendFile(pathOf(blobs.manifest), ' ');
    const bundle = await opened();
    const problems = await problemsOf(bundle.verify(all, { signal, onProgress: () => expect.unreachable() }));
    expect(problems).toHaveLength(3);
    expect(problems).toContainEqual({
      code: 'bundle.blob-missing',
      params: { path: pathOf(blobs.kubeadm), digest: digestOf(blobs.kubeadm), part: 'kubeadm' },
    });
    expect(problems).toContainEqual({
      code: 'bundle.blob-size',
      params: { path: pathOf(blobs.layer), part: 'registry.k8s.io/pause:3.10.1', expected: 2_500_000, found: 100 },
    });
    await bundle.verify([digestOf(blobs.empty)], { signal });
    await expect(bundle.open(digestOf(blobs.layer))[Symbol.asyncIterator]().next()).rejects.toThrow('bundle.blob-size');
  });

  it('stops where it is told to', async () => {
    const stopping = new AbortController();
    const bundle = await opened();
    const reason = new Error('enough');
    await expect(bundle.verify(all, { signal: stopping.signal, onProgress: () => stopping.abort(reason) })).rejects.toBe(reason);
    await expect(openBundle(dir, stopping.signal)).rejects.toBe(reason);
  });

  it.each(['sha256:../../../etc/passwd', `sha256:${'0'.repeat(64)}`, '', '../barque.json'])(
    'opens nothing for %j, which it does not list',
    async (digest) => {
      const bundle = await opened();
      expect(() => bundle.size(digest)).toThrow('bundle.blob-unlisted');
      await expect(bundle.open(digest)[Symbol.asyncIterator]().next()).rejects.toThrow('bundle.blob-unlisted');
      await expect(bundle.verify([digest], { signal })).rejects.toThrow('bundle.blob-unlisted');
    },
  );

  it('refuses links, pipes and directories in place of blobs', async () => {
    const outside = join(dir, 'outside');
    await rename(pathOf(blobs.layer), outside);
    await symlink(outside, pathOf(blobs.layer));
    await rm(pathOf(blobs.kubeadm));
    execFileSync('mkfifo', [pathOf(blobs.kubeadm)]);
    await rm(pathOf(blobs.manifest));
    await mkdir(pathOf(blobs.manifest));
    const problems = await problemsOf((await opened()).verify(all, { signal }));
    expect(problems).toHaveLength(3);
    for (const [content, found] of [
      [blobs.layer, 'link'],
      [blobs.kubeadm, 'other'],
      [blobs.manifest, 'directory'],
    ] as const)
      expect(problems).toContainEqual({ code: 'bundle.unsafe', params: { path: pathOf(content), found } });
  });

  it('is not opened where a directory or a document of it is a link', async () => {
    await rename(join(dir, 'blobs'), join(dir, 'elsewhere'));
    await symlink('elsewhere', join(dir, 'blobs'));
    await expect(opened()).rejects.toThrow('bundle.unsafe');
    await rename(join(dir, 'barque.json'), join(dir, 'other.json'));
    await symlink('other.json', join(dir, 'barque.json'));
    await expect(opened()).rejects.toThrow('bundle.unsafe');
  });

  it.each([
    ['nothing there', 'oci-layout', undefined, 'bundle.not-a-bundle'],
    ['no index', 'index.json', undefined, 'bundle.not-a-bundle'],
    ['no manifest', 'barque.json', undefined, 'bundle.not-a-bundle'],
    ['another layout', 'oci-layout', '{"imageLayoutVersion":"9"}', 'bundle.manifest-invalid'],
    ['no JSON', 'barque.json', '{', 'bundle.manifest-invalid'],
    ['another schema', 'barque.json', '{"schema":"barque-bundle/v2"}', 'bundle.manifest-invalid'],
    [
      'a digest that is a path',
      'barque.json',
      JSON.stringify(manifest).replace(digestOf(blobs.layer), 'sha256:../../secret'),
      'bundle.manifest-invalid',
    ],
    ['two sizes of one blob', 'barque.json', JSON.stringify(twoSizes), 'bundle.manifest-invalid'],
  ])('is refused with %s', async (_, name, content, code) => {
    if (content === undefined) await rm(join(dir, name));
    else await writeFile(join(dir, name), content);
    const problems = await problemsOf(opened());
    expect(problems).toMatchObject([{ code }]);
  });

  it('is told to be missing where nothing is, with what lies in the nearest folder: bundles first, no more than ten, printable', async () => {
    const folder = join(dir, 'media');
    await mkdir(folder);
    const missing = (params: object) => [{ code: 'bundle.missing', params }];
    const path = join(folder, 'deeper', 'site.barque');
    expect(await problemsOf(openBundle(path, signal))).toEqual(missing({ path, folder, lies: [], others: 0 }));
    const numbered = Array.from({ length: 12 }, (_, i) => `n${i + 10}`);
    for (const name of ['a\u001b[31m.txt', 'z.barque', ...numbered]) await writeFile(join(folder, name), '');
    for (const near of [join(folder, 'site.barque'), join(folder, 'z.barque', 'site.barque')])
      expect(await problemsOf(openBundle(near, signal))).toEqual(
        missing({ path: near, folder, lies: ['z.barque', 'a.txt', ...numbered.slice(0, 8)], others: 4 }),
      );
  });

  it('is refused where the blobs are missing', async () => {
    await rm(join(dir, 'blobs'), { recursive: true });
    await expect(opened()).rejects.toThrow('bundle.not-a-bundle');
  });
});
