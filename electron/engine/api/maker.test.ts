import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Making, PackageOrder } from '../../../shared/contract/making.ts';
import { ProblemError } from '../../../shared/problems/problem.ts';
import { openBundle } from '../bundle/bundle.ts';
import { mirrorsTo, publishAll } from '../bundle/build/published.fixture.ts';
import { startServer, type TestServer } from '../bundle/build/server.fixture.ts';
import { makeKeys } from '../bundle/signature/keys.ts';
import { Maker } from './maker.ts';

vi.mock(import('../../../shared/catalog/keepalived-image.ts'), async (original) => ({
  ...(await original()),
  keepalivedImage: (await import('../bundle/build/keepalived-packages.fixture.ts')).small.image,
}));

let dir: string;
let server: TestServer;
let order: PackageOrder;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'barque-maker-'));
  vi.stubEnv('XDG_CACHE_HOME', join(dir, 'cache'));
  vi.stubEnv('LOCALAPPDATA', join(dir, 'cache'));
  server = await startServer();
  await publishAll(server, '1.34.4');
  order = {
    ...{
      kubernetes: '1.34.4',
      network: 'flannel',
      registry: true,
      archs: ['amd64'],
      images: [],
      charts: [],
      files: [],
      systems: [],
      packages: [],
    },
    mirrors: mirrorsTo(server),
    out: join(dir, 'site.barque'),
  };
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server.close();
  await rm(dir, { recursive: true });
});

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing',
    (error: unknown) => (error instanceof ProblemError ? error.problems[0].code : error),
  );
/** Every state until nothing goes on. */
const watched = (maker: Maker): Promise<Making[]> =>
  new Promise((resolve) => {
    const seen: Making[] = [];
    const leave = maker.watch((now) => {
      seen.push(now);
      if (now.state === 'going-on') return;
      leave();
      resolve(seen);
    });
  });

describe('a package that is made', () => {
  it('goes through its stages, is signed, read back, and remembered', async () => {
    const { publicKey, files } = await makeKeys(join(dir, 'ours'));
    const maker = new Maker(join(dir, 'config'));
    const seen = watched(maker);
    await maker.start({ ...order, key: files[0] ?? '' });
    const states = await seen;
    expect([...new Set(states.map(({ stage }) => stage))]).toEqual(['resolve', 'fetch', 'write', 'verify', undefined]);
    expect(states.at(-1)).toMatchObject({ state: 'finished', built: { files: [order.out], signer: publicKey } });
    const bundle = await openBundle(order.out, new AbortController().signal);
    await bundle.close();
    expect(bundle.signers).toEqual([publicKey]);
    expect(await new Maker(join(dir, 'config')).latest()).toMatchObject({ state: 'finished', order: { out: order.out } });
  });

  it('is one at a time', async () => {
    const maker = new Maker(join(dir, 'config'));
    const seen = watched(maker);
    await maker.start(order);
    expect(await codeOf(maker.start({ ...order, out: join(dir, 'other') }))).toBe('build.going-on');
    expect((await seen).at(-1)?.state).toBe('finished');
  });

  it('can be stopped, and goes on with what has arrived', async () => {
    const maker = new Maker(join(dir, 'config'));
    server.handler = (request) => request.url?.endsWith('/kubelet') ?? false;
    const seen = watched(maker);
    await maker.start(order);
    await vi.waitFor(() => expect(server.asked.some((one) => one.endsWith('/kubelet'))).toBe(true), { timeout: 20_000 });
    await maker.cancel();
    expect((await seen).at(-1)).toMatchObject({ state: 'cancelled', order });
    server.handler = undefined;
    const again = watched(maker);
    await maker.start(order);
    expect((await again).at(-1)).toMatchObject({ state: 'finished', problems: [] });
  });

  it('of an engine that was killed is found as interrupted, with its order', async () => {
    const killed = new Maker(join(dir, 'config'));
    server.handler = (request) => request.url?.endsWith('/kubelet') ?? false;
    await killed.start(order);
    expect(await new Maker(join(dir, 'config')).latest()).toMatchObject({ state: 'interrupted', order });
    await killed.cancel();
  });

  it('that fails says why and is remembered so; its logins are not', async () => {
    const maker = new Maker(join(dir, 'config'));
    maker.logins.set('registry.example.com', { token: 'swordfish' });
    server.handler = (_, response) => (response.writeHead(404).end(), true);
    const seen = watched(maker);
    await maker.start(order);
    const last = (await seen).at(-1);
    expect(last).toMatchObject({ state: 'failed' });
    expect(last?.problems.map(({ code }) => code)).toContain('build.refused');
    const again = await new Maker(join(dir, 'config')).latest();
    expect(again.problems).toEqual(last?.problems);
    expect(JSON.stringify(again)).not.toContain('swordfish');
  });

  it('is not begun where the order itself is wrong', async () => {
    const maker = new Maker(join(dir, 'config'));
    expect(await codeOf(maker.start({ ...order, mirrors: ['nonsense'] }))).toBe('build.mirror-invalid');
    const systems = [{ system: 'suse15', repositories: [], keys: '/keys' }];
    expect(await codeOf(maker.start({ ...order, systems, packages: ['app'] }))).toBe('build.no-repository');
    expect((await maker.latest()).state).toBe('none');
  });
});
