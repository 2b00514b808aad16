import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { smallDirectory } from '../../engine/bundle/bundle.fixture.ts';
import { main } from '../main.ts';
import { sizeOf } from './bundle-arguments.ts';
import { progressText } from './bundle-progress.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'barque-cli-'));
  vi.stubEnv('BARQUE_TRUSTED_KEYS', join(dir, 'trusted'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await rm(dir, { recursive: true });
});

/** Runs `barque bundle ARGS`: its exit code and all that it printed. */
async function barque(...args: string[]) {
  const printed: string[] = [];
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  const code = await main(['bundle', ...args, '--lang', 'en'], {});
  vi.restoreAllMocks();
  const text = printed.join('');
  return { code, text, says: (words: string) => text.includes(words) };
}

it('packs, signs, trusts, verifies and splits a bundle', async () => {
  const [layout, file, keys] = [join(dir, 'layout'), join(dir, 'site.barque'), join(dir, 'ours')];
  await smallDirectory(layout);
  expect((await barque('pack', layout, '-o', file)).text).toBe(`${file}\n`);
  expect((await barque('verify', file)).text).toContain('bundle.unsigned');
  const { text } = await barque('keygen', keys);
  const key = /ed25519:\S+/.exec(text)?.[0] ?? 'no key';
  expect((await barque('sign', file, '--key', `${keys}.key`)).text).toBe(`signed by ${key}\n`);
  const untrusted = await barque('verify', file);
  expect([untrusted.code, untrusted.says('bundle.untrusted')]).toEqual([2, true]);
  expect((await barque('trust', `${keys}.pub`)).text).toContain(key);
  const verified = await barque('verify', file);
  expect([verified.code, verified.says('All 4 blobs')]).toEqual([0, true]);
  expect((await barque('split', file, '--size', '1M')).text).toBe(`${file}.001\n`);
  const { text: listed } = await barque('inspect', `${file}.001`);
  expect(listed).toContain('Kubernetes 1.34.4');
  expect(listed).toMatch(/kubeadm +1\.34\.4 +amd64 .*Apache-2\.0/);
});

it('says what of a bundle it has not looked at', async () => {
  const [layout, file, keys] = [join(dir, 'layout'), join(dir, 'site.barque'), join(dir, 'ours')];
  await smallDirectory(layout);
  await barque('pack', layout, '-o', file);
  await barque('keygen', keys);
  await barque('sign', file, '--key', `${keys}.key`);
  await barque('trust', `${keys}.pub`);
  expect((await barque('verify', file)).text).toContain('Programs were not decompressed: a key that you trust vouches for them');
  expect((await barque('verify', file, '--programs')).text).toContain('every program, decompressed, is what the list says');
  expect(JSON.parse((await barque('verify', file, '--json')).text.trim().split('\n').at(-1) ?? '')).toMatchObject({
    type: 'verified',
    blobs: 4,
    programs: false,
  });
});

it('takes packages of an ISO image without keys, and of the network with them only', async () => {
  const order = [
    'build',
    '--kubernetes',
    '1.34',
    '-o',
    join(dir, 'x'),
    '--os',
    'debian12',
    '--package',
    'chrony',
    '--repository',
  ];
  const { code, says } = await barque(...order, 'debian12=deb https://deb.example.com/debian bookworm main');
  expect([code, says('--repository-keys debian12=FILE')]).toEqual([64, true]);
  const credentials = join(dir, 'nothing');
  const iso = await barque(...order, 'debian12=/media/debian 12.ISO', '--credentials', credentials);
  // what is asked for is understood: the file of logins, read after it, is what is missing
  expect(iso.says(credentials)).toBe(true);
});

it('builds no bundle without a pod network, since no spec takes one, and says so', async () => {
  const { code, text } = await barque('build', '--kubernetes', '1.34.4', '--network', 'none', '-o', join(dir, 'site.barque'));
  expect([code, text]).toEqual([64, expect.stringContaining('a bundle without a pod network installs no cluster')]);
});

it.each([['nonsense'], ['sign', 'x'], ['pack', 'x'], ['split', 'x'], ['verify'], ['build']])(
  'is misused with %j, and says how it is used',
  async (...args) => {
    const { code, says } = await barque(...args);
    expect([code, says('barque bundle keygen NAME')]).toEqual([64, true]);
  },
);

it('takes sizes with units, and none that makes thousands of parts', () => {
  expect([sizeOf('4000M', 'en'), sizeOf('4g', 'en'), sizeOf('1048576', 'en')]).toEqual([4_194_304_000, 4 * 1024 ** 3, 1024 ** 2]);
  for (const text of ['', '1', '4000X', '-1M', '1.5G']) expect(() => sizeOf(text, 'en')).toThrow();
});

it('tells how far it is, how fast and how long yet', () => {
  expect(progressText(500e6, 1500e6, 100e6)).toBe('500 / 1500 MB  100.0 MB/s  0:10');
  expect(progressText(0, 90e6, 0)).toBe('0 / 90 MB  0.0 MB/s  0:00');
});
