import { execFile } from 'node:child_process';
import { createHash, randomFillSync } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { blobsOf } from '../../shared/bundle/blobs.ts';
import { type BundlePart, bundleManifest } from '../../shared/model/bundle.ts';
import { openBundle } from '../../electron/engine/bundle/bundle.ts';
import { blobName } from '../../electron/engine/bundle/store/store.ts';
import { verifyPrograms } from '../../electron/engine/bundle/verify-programs.ts';
import { documentsFor } from '../../electron/engine/bundle/write/documents.ts';
import { writeBundle } from '../../electron/engine/bundle/write/write-bundle.ts';
import { median, row, seconds, table } from './figures.ts';

/** Blobs as a bundle has them, a gigabyte in all. In bytes, and how many. */
const sizes: readonly (readonly [size: number, count: number])[] = [
  [2_000, 100],
  [4_000_000, 25],
  [30_000_000, 10],
  [120_000_000, 5],
];
/** Programs: this one's own binary, which compresses as programs do. */
const programs = 3;

const [openssl, oneStream] = ['openssl dgst -sha256', 'one blob, so one stream'];

const run = promisify(execFile);
const { signal } = new AbortController();

/** Seconds: how long it took, and how long processors worked for it. */
interface Took {
  readonly wall: number;
  readonly cpu: number;
}
interface Contender {
  readonly what: string;
  /** Bytes that it goes through. */
  readonly bytes: number;
  readonly work: () => Promise<Took>;
}

/**
 * How fast a bundle is hashed, against what reads and hashes the same bytes besides, in alternation: whatever else the machine does meets
 * all. The bytes are in the system's cache after the first run, so it is not the disk that is measured. Goals: 1 GB/s on one core, or as
 * fast as the file can be read; programs as fast as gzip and sha256sum, or faster.
 */
export async function verify(times = 5): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'barque-verify-'));
  try {
    const rows = (await contenders(dir)).map((one) => ({ ...one, took: new Array<Took>() }));
    for (let time = 0; time < times; time++) for (const { work, took } of rows) took.push(await work());
    const heads = Array.from({ length: times }, (_, i) => `run ${i + 1}`);
    const lines = rows.map(({ what, bytes, took }) => {
      const rate = bytes / median(took.map(({ wall }) => wall)) / 1e9;
      const cpu = (median(took.map((one) => one.cpu)) / bytes) * 1e9;
      return row(what, ...took.map(({ wall }) => seconds(wall)), `${rate.toFixed(2)} GB/s`, `${cpu.toFixed(2)} s`);
    });
    process.stdout.write(table([row('', ...heads, 'median', 'CPU per GB'), ...lines]));
    const cpuOf = (name: string) => median(rows.find(({ what }) => what === name)?.took.map(({ cpu }) => cpu) ?? []);
    const [ours, theirs] = [cpuOf(oneStream), cpuOf(openssl)];
    const { bytes = NaN } = rows[0] ?? {};
    const perCore = (bytes / ours / 1e9).toFixed(2);
    process.stdout.write(
      `one stream: ${perCore} GB a second of a core's time (goal: 1.00); ${(ours / theirs).toFixed(2)} of openssl's time\n`,
    );
  } finally {
    await rm(dir, { recursive: true });
  }
}

async function contenders(dir: string): Promise<Contender[]> {
  const blobs = sizes.flatMap(([size, count]) => Array.from({ length: count }, () => randomFillSync(Buffer.allocUnsafe(size))));
  const [many, directory, one, packed] = ['many', 'directory', 'one', 'packed'].map((name) => join(dir, name));
  if (!many || !directory || !one || !packed) throw new Error('no places');
  const bytes = blobs.reduce((sum, { length }) => sum + length, 0);
  await write(many, directory, blobs);
  await write(one, undefined, [Buffer.concat(blobs)]);
  const binary = await readFile(process.execPath);
  const compressed: { readonly blob: Buffer; readonly installed: Buffer }[] = [];
  for (let i = 0; i < programs; i++) {
    const installed = Buffer.concat([binary, Buffer.from(String(i))]);
    compressed.push({ blob: await promisify(gzip)(installed), installed });
  }
  const parts = compressed.map(({ blob, installed }, i) => ({
    ...{ kind: 'binary' as const, name: `program-${i}`, version: '1', arch: 'amd64' as const, compression: 'gzip' as const },
    ...described(blob),
    installed: described(installed),
  }));
  await write(
    join(dir, 'programs.barque'),
    packed,
    compressed.map(({ blob }) => blob),
    parts,
  );
  const installed = compressed.reduce((sum, program) => sum + program.installed.length, 0);
  const verifies = (what: string, path: string) => ({
    what,
    bytes,
    work: () => within(path, (bundle, digests) => bundle.verify(digests, { signal })),
  });
  return [
    { what: 'dd, to nowhere', bytes, work: () => shell('dd if="$1" of=/dev/null bs=1M status=none', one) },
    { what: openssl, bytes, work: () => shell('openssl dgst -sha256 "$1"', one) },
    { what: 'sha256sum', bytes, work: () => shell('sha256sum "$1"', one) },
    verifies(oneStream, one),
    verifies(`${blobs.length} blobs in a file`, many),
    verifies(`${blobs.length} blobs in a directory`, directory),
    {
      what: `${programs} programs: gzip | sha256sum`,
      bytes: installed,
      work: () => shell('for blob in "$1"/blobs/sha256/*; do gzip -dc <"$blob" | sha256sum; done', packed),
    },
    {
      what: `${programs} programs, decompressed`,
      bytes: installed,
      work: () => within(packed, (bundle, digests) => verifyPrograms(bundle, digests, { signal })),
    },
  ];
}

const described = (content: Buffer) => ({
  digest: `sha256:${createHash('sha256').update(content).digest('hex')}`,
  size: content.length,
});

/** Writes a bundle of these blobs into a file, and into a directory where one is named. */
async function write(
  file: string,
  directory: string | undefined,
  blobs: readonly Buffer[],
  given?: readonly BundlePart[],
): Promise<void> {
  const byDigest = new Map(blobs.map((blob) => [described(blob).digest, blob]));
  const parts =
    given ?? blobs.map((blob, i): BundlePart => ({ kind: 'file', name: `file-${i}`, arch: 'any', ...described(blob) }));
  const documents = documentsFor('1.34.4', parts, '1970-01-01T00:00:00Z');
  const listed = blobsOf(bundleManifest.parse(JSON.parse(documents.get('barque.json')?.toString() ?? '')));
  if ('fault' in listed) throw new Error(listed.fault);
  async function* open(digest: string) {
    yield await Promise.resolve(byDigest.get(digest) ?? Buffer.alloc(0));
  }
  await writeBundle(file, { documents, blobs: listed.blobs, open }, { signal });
  if (directory === undefined) return;
  await mkdir(join(directory, 'blobs', 'sha256'), { recursive: true });
  for (const [name, content] of documents) await writeFile(join(directory, name), content);
  for (const [digest, content] of byDigest) await writeFile(join(directory, blobName(digest)), content);
}

type Opened = Awaited<ReturnType<typeof openBundle>>;

async function within(path: string, work: (bundle: Opened, digests: ReadonlySet<string>) => Promise<void>): Promise<Took> {
  const bundle = await openBundle(path, signal);
  try {
    const digests = new Set(bundle.manifest.parts.map(({ digest }) => digest));
    const [before, from] = [process.cpuUsage(), performance.now()];
    await work(bundle, digests);
    const wall = (performance.now() - from) / 1000;
    const { user, system } = process.cpuUsage(before);
    return { wall, cpu: (user + system) / 1e6 };
  } finally {
    await bundle.close();
  }
}

/** By bash, which tells what its children took. */
async function shell(script: string, argument: string): Promise<Took> {
  const { stderr } = await run('bash', ['-c', `TIMEFORMAT='%R %U %S'; time { ${script}; } >/dev/null`, 'bash', argument]);
  const [wall = NaN, user = NaN, system = NaN] = stderr.trim().split(/\s+/).map(Number);
  return { wall, cpu: user + system };
}
