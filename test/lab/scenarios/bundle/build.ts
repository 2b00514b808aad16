import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { bundleManifest } from '../../../../shared/model/bundle.ts';
import { run } from '../../command.ts';
import { program, trusting } from '../barque.ts';
import type { Stage } from '../stage.ts';
import { until } from '../until.ts';
import { type Internet, kubernetes, systems } from './internet.ts';

/**
 * Makes a bundle from what plays the internet, killed once in the middle, again and again; shows what must hold of it. Gives the
 * bundle's path.
 */
export async function builtBundle(stage: Stage, directory: string, internet: Internet): Promise<string> {
  const { step } = stage;
  const site = join(directory, 'site.barque');
  const order = (cache: string, out: string) => [...buildArguments, ...internet.means(cache), '-o', out];
  await killedInTheMiddle(stage, directory, internet, order('cache', site));
  const first = await step('built after the kill', () => build(stage, order('cache', site)));
  stage.say(`        ${figures(first)}`);
  await countedAgain(stage, directory, internet);
  await step('built again from nothing: the same bytes', async () => {
    const again = join(directory, 'again.barque');
    stage.say(`        ${figures(await build(stage, order('other-cache', again)))}`);
    const digest = await digestOf(site);
    assert.equal(await digestOf(again), digest);
    stage.say(`        both sha256:${digest}`);
    await rm(again);
  });
  await step('built again from its cache: nothing comes over the line twice', async () => {
    const again = join(directory, 'again.barque');
    const { fetched } = await build(stage, order('cache', again));
    assert.equal(fetched, 0);
    await rm(again);
  });
  await holds(stage, site);
  return site;
}

/** What is asked for, but for where it is had. */
export const buildArguments = [
  ...['--kubernetes', kubernetes, '--network', 'flannel', '--arch', 'amd64'],
  ...['--os', systems.join(','), '--package', 'app'],
];

const built = z.object({ type: z.literal('built'), parts: z.number(), fetched: z.number(), present: z.number() });
type Built = z.infer<typeof built> & { readonly seconds: number };

/** Begins `barque bundle build`. */
export function startBuild(args: readonly string[]) {
  const child = spawn(process.execPath, [program, 'bundle', 'build', ...args, '--json'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<{ readonly status: number | null; readonly stdout: string; readonly stderr: string }>((resolve) =>
    child.once('close', (status) => resolve({ status, stdout, stderr })),
  );
  return { kill: () => void child.kill('SIGKILL'), ended };
}

export async function build({ signal }: Stage, args: readonly string[]): Promise<Built> {
  const from = performance.now();
  const { kill, ended } = startBuild(args);
  signal.addEventListener('abort', kill, { once: true });
  const { status, stdout, stderr } = await ended;
  assert.equal(status, 0, stderr);
  const last: unknown = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  return { ...built.parse(last), seconds: (performance.now() - from) / 1000 };
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
const figures = ({ parts, fetched, present, seconds }: Built): string =>
  `${parts} parts, ${megabytes(fetched)} MB over the line, ${megabytes(present)} MB here already, ${seconds.toFixed(1)} s`;

/** The largest program's download. */
const kubelet = `/dl.k8s.io/release/v${kubernetes}/bin/linux/amd64/kubelet`;

async function killedInTheMiddle(
  { step, signal }: Stage,
  directory: string,
  { web }: Internet,
  order: readonly string[],
): Promise<void> {
  await step('killed (SIGKILL) in the middle of a download', async () => {
    const { size } = await stat(join(directory, 'web', kubelet));
    web.hold = { path: kubelet, bytes: Math.floor(size / 2) };
    const { kill, ended } = startBuild(order);
    // what has arrived of it, but the last chunks on their way
    const enough = Math.floor(size / 2) - (1 << 20);
    await until(
      'half of the kubelet',
      120,
      async () => {
        const partial = join(directory, 'cache', 'partial');
        const sizes = await Promise.all((await readdir(partial)).map(async (name) => (await stat(join(partial, name))).size));
        return sizes.some((one) => one >= enough) ? true : undefined;
      },
      signal,
      50,
    );
    kill();
    const { status } = await ended;
    assert.equal(status, null);
    web.hold = undefined;
  });
}

/** Of the program whose download was cut, only what was on its way is fetched again. */
async function countedAgain({ check, say }: Stage, directory: string, { web }: Internet): Promise<void> {
  await check('only what was on its way is fetched again', async () => {
    const { size } = await stat(join(directory, 'web', kubelet));
    const again = (web.sent.get(kubelet) ?? 0) - size;
    say(`        of the kubelet's ${megabytes(size)} MB, ${megabytes(again)} MB were sent twice`);
    assert.ok(again >= 0 && again < 4e6, `${again} bytes`);
  });
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) if (Buffer.isBuffer(chunk)) hash.update(chunk);
  return hash.digest('hex');
}

/** `barque bundle verify`: its exit status, and what it printed. */
async function verify(stage: Stage, path: string, ...options: string[]) {
  const child = spawn(process.execPath, [program, 'bundle', 'verify', path, ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...trusting(stage.lab) },
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (more: string) => (text += more));
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { status, text };
}

async function holds(stage: Stage, site: string): Promise<void> {
  const { check, step } = stage;
  await step('verified, signed, with packages and their dependencies for both systems', async () => {
    const from = performance.now();
    const { status, text } = await verify(stage, site);
    assert.equal(status, 0, text);
    const { size } = await stat(site);
    const verified = performance.now();
    const thorough = await verify(stage, site, '--programs');
    assert.equal(thorough.status, 0, thorough.text);
    const decompressed = performance.now();
    await run('sha256sum', [site]);
    const rate = (milliseconds: number) => `${(size / milliseconds / 1e6).toFixed(2)} GB/s`;
    stage.say(`        ${megabytes(size)} MB verified at ${rate(verified - from)} with the program's start,`);
    stage.say(`        at ${rate(decompressed - verified)} with the decompression of all programs;`);
    stage.say(`        sha256sum hashes the file at ${rate(performance.now() - decompressed)}`);
    const listed = await run(process.execPath, [program, 'bundle', 'inspect', site, '--json']);
    const { parts } = z.object({ parts: bundleManifest.shape.parts }).parse(JSON.parse(listed));
    const packages = parts.flatMap((part) => (part.kind === 'os-package' ? [`${part.os} ${part.name}`] : []));
    assert.deepEqual(packages, ['debian12 app', 'rocky9 app', 'debian12 app-lib', 'rocky9 app-lib']);
  });
  await check('one flipped byte is refused', async () => {
    const { size } = await stat(site);
    const flip = async () => {
      const file = await open(site, 'r+');
      const byte = Buffer.alloc(1);
      await file.read(byte, 0, 1, size - 100_000);
      await file.write(Buffer.of((byte[0] ?? 0) ^ 1), 0, 1, size - 100_000);
      await file.close();
    };
    await flip();
    const { status, text } = await verify(stage, site);
    await flip();
    assert.ok(status === 2 && /bundle\.(blob-corrupt|not-canonical)/.test(text), text);
  });
}
