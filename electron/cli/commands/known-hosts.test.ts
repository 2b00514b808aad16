import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { exampleSpec } from '../../../shared/spec/example.ts';
import { createWorkspace } from '../../engine/workspace/workspace.ts';
import { main } from '../main.ts';

const key = 'AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl';
const print = 'SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU';
let dir = '';
let demo = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'barque-cli-known-'));
  demo = join(dir, 'demo.barque');
  await createWorkspace(demo, 'demo', { spec: exampleSpec('three-in-one') });
});
afterEach(() => rm(dir, { recursive: true }));

async function barque(...argv: string[]) {
  let out = '';
  const onOut = vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += String(text)), true));
  const onErr = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
  try {
    return { exit: await main(['known-hosts', ...argv, '-w', demo], { LANG: 'C' }), out };
  } finally {
    onOut.mockRestore();
    onErr.mockRestore();
  }
}

test('host keys are imported, listed by the hosts of the spec, exported and removed', async () => {
  const address = /address: ([\d.]+)/.exec(exampleSpec('three-in-one').split('nodes:')[1] ?? '')?.[1] ?? '';
  const from = join(dir, 'known_hosts');
  await writeFile(from, `${address} ssh-ed25519 ${key}\n10.9.9.9 ssh-ed25519 ${key}\n`);
  expect(await barque('import', from)).toEqual({
    exit: 0,
    out: '2 host keys added, 0 known already, 0 lines of other kinds left out\n',
  });
  const { keys } = JSON.parse((await barque('list', '--json')).out) as { keys: unknown };
  expect(keys).toEqual([
    { host: `[${address}]:22`, type: 'ssh-ed25519', fingerprint: print },
    { type: 'ssh-ed25519', fingerprint: print },
  ]);
  expect((await barque('list')).out).toContain('(hashed)');
  expect((await barque('export')).out).toBe(await readFile(join(demo, 'known_hosts'), 'utf8'));
  expect((await barque('export', '--to', from)).out).toContain('2 host keys added');
  expect((await barque('remove', '10.9.9.9')).exit).toBe(0);
  expect((await barque('remove', '10.9.9.9')).exit).toBe(1);
  expect((await barque('remove')).exit).toBe(64);
  expect((await barque('import')).exit).toBe(64);
});

test('a host that is known by another key keeps it, and the exit code says so', async () => {
  await writeFile(join(demo, 'known_hosts'), `10.0.0.1 ssh-ed25519 ${key.replace('GKJl', 'AAAA')}\n`);
  await writeFile(join(dir, 'from'), `10.0.0.1 ssh-ed25519 ${key}\n`);
  const { exit, out } = await barque('import', join(dir, 'from'));
  expect(exit).toBe(1);
  expect(out).toContain('barque known-hosts remove 10.0.0.1');
});
