import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { repositoryOf } from '../../../../shared/bundle/find.ts';
import { publishedImages } from '../../../../shared/catalog/published.ts';
import { releaseOf } from '../../../../shared/catalog/releases.ts';
import { bundleManifest, type ImagePart } from '../../../../shared/model/bundle.ts';
import { run } from '../../command.ts';
import { bundle as labBundle, kit, signingKeys } from '../../lab.ts';
import { program, trusting } from '../barque.ts';
import type { Stage } from '../stage.ts';
import { until } from '../until.ts';
import { publishPrograms, serveDirectory, type WebServer } from './downloads.ts';
import { login, type Registry, startRegistry } from './registry.ts';
import { makeAptRepository, makeRpmRepository, makeSigningKey } from './repositories.ts';
import { provideTools } from './tools.ts';

/** The version that is built. */
const kubernetes = '1.34.4';
const ports = { registry: 15_000, web: 15_080 };

/**
 * Makes a bundle from real servers on loopback, killed once in the middle, again and again; shows what must hold of it. The servers are
 * gone when it ends. Gives the bundle's path.
 */
export async function builtBundle(stage: Stage): Promise<string> {
  const { step, signal } = stage;
  const directory = await stage.directory();
  await step('tools: docker-registry, skopeo, createrepo_c, rpm, gpg', () => provideTools(signal));
  const site = join(directory, 'site.barque');
  const internet = await openInternet(stage, directory);
  try {
    const order = await orderOf(stage, directory, internet);
    await killedInTheMiddle(stage, directory, internet, order);
    const first = await step('built after the kill', () => build(stage, order('cache', site)));
    stage.say(`        ${figures(first)}`);
    await countedAgain(stage, directory, internet);
    await step('built again from nothing: the same bytes', async () => {
      const again = join(directory, 'again.barque');
      stage.say(`        ${figures(await build(stage, order('other-cache', again)))}`);
      assert.equal(await digestOf(again), await digestOf(site));
      await rm(again);
    });
    await step('built again from its cache: nothing comes over the line twice', async () => {
      const again = join(directory, 'again.barque');
      const { fetched } = await build(stage, order('cache', again));
      assert.equal(fetched, 0);
      await rm(again);
    });
  } finally {
    await internet.web.stop();
    await internet.registry.stop();
  }
  await holds(stage, site);
  return site;
}

interface Internet {
  readonly registry: Registry;
  readonly web: WebServer;
  readonly keys: string;
}

/** The kit's programs and images as they are published, and packages of two systems. */
async function openInternet({ lab, step, say, signal }: Stage, directory: string): Promise<Internet> {
  const from = await labBundle(lab, kubernetes, say, signal);
  const root = join(directory, 'web');
  await mkdir(join(directory, 'registry'), { recursive: true });
  await mkdir(root);
  await step('programs laid out as they are published', async () =>
    publishPrograms(root, kubernetes, await kit(lab, kubernetes), signal),
  );
  const key = await makeSigningKey(directory, signal);
  await step('an apt and an rpm repository, signed', async () => {
    await makeAptRepository(root, key, signal);
    await makeRpmRepository(root, key, signal);
  });
  const web = await serveDirectory(root, ports.web);
  const registry = await startRegistry(join(directory, 'registry'), ports.registry, signal);
  await step("the registry filled with the kit's images under their published names", async () => {
    const { parts } = bundleManifest.parse(JSON.parse(await readFile(join(from, 'barque.json'), 'utf8')));
    const images = parts.filter((part): part is ImagePart => part.kind === 'image');
    for (const { name, from: published } of imagesOfKubernetes()) {
      const image = images.find((one) => repositoryOf(one.name) === repositoryOf(name));
      assert.ok(image, `the lab's bundle has no ${name}`);
      await registry.push(from, image, `mirror/${published}`);
    }
  });
  return { registry, web, keys: key.publicKeys };
}

function imagesOfKubernetes() {
  const release = releaseOf(kubernetes);
  assert.ok(release);
  return publishedImages(release);
}

type Order = (cache: string, out: string) => string[];

/** The command line: all hosts mirrored onto loopback, packages of two systems, a login that is not on it. */
async function orderOf({ lab, signal }: Stage, directory: string, { registry, web, keys }: Internet): Promise<Order> {
  const credentials = join(directory, 'credentials.json');
  await writeFile(credentials, JSON.stringify({ [registry.host]: login }), { mode: 0o600 });
  const key = (await signingKeys(lab, signal)).private;
  const registries = ['registry.k8s.io', 'ghcr.io', 'docker.io'].map((host) => `${host}=http://${registry.host}/mirror/${host}`);
  const sites = ['dl.k8s.io', 'github.com', 'get.helm.sh'].map((host) => `${host}=http://${web.host}/${host}`);
  const systems = { debian12: `deb http://${web.host}/debian stable main`, rocky9: `rpm http://${web.host}/rpm` };
  return (cache, out) => [
    ...['--kubernetes', kubernetes, '--network', 'flannel', '--arch', 'amd64', '-o', out, '--cache', join(directory, cache)],
    ...['--credentials', credentials, '--key', key, '--os', Object.keys(systems).join(','), '--package', 'app'],
    ...[...registries, ...sites].flatMap((rule) => ['--mirror', rule]),
    ...Object.entries(systems).flatMap(([os, source]) => [
      '--repository',
      `${os}=${source}`,
      '--repository-keys',
      `${os}=${keys}`,
    ]),
  ];
}

const built = z.object({ type: z.literal('built'), parts: z.number(), fetched: z.number(), present: z.number() });
type Built = z.infer<typeof built> & { readonly seconds: number };

function startBuild(args: readonly string[]) {
  const child = spawn(process.execPath, [program, 'bundle', 'build', ...args, '--json'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<{ readonly status: number | null; readonly stdout: string; readonly stderr: string }>((resolve) =>
    child.once('close', (status) => resolve({ status, stdout, stderr })),
  );
  return { kill: () => void child.kill('SIGKILL'), ended };
}

async function build({ signal }: Stage, args: readonly string[]): Promise<Built> {
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

async function killedInTheMiddle({ step, signal }: Stage, directory: string, { web }: Internet, order: Order): Promise<void> {
  await step('killed (SIGKILL) in the middle of a download', async () => {
    const { size } = await stat(join(directory, 'web', kubelet));
    web.hold = { path: kubelet, bytes: Math.floor(size / 2) };
    const { kill, ended } = startBuild(order('cache', join(directory, 'site.barque')));
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
async function verify(stage: Stage, path: string) {
  const child = spawn(process.execPath, [program, 'bundle', 'verify', path], {
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
    const seconds = (performance.now() - from) / 1000;
    stage.say(`        ${megabytes(size)} MB verified in ${seconds.toFixed(2)} s, the program's start included`);
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
