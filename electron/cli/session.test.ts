import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { exampleSpec } from '../../shared/spec/example.ts';
import { createWorkspace } from '../engine/workspace/workspace.ts';
import { readArguments } from './arguments.ts';
import type { Console } from './console.ts';
import { openSession } from './session.ts';

const { signal } = new AbortController();
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'barque-session-'));
});
afterEach(() => rm(folder, { recursive: true }));

const alone: Console = {
  language: 'en',
  interactive: false,
  print: () => undefined,
  problems: () => undefined,
  warnings: () => undefined,
  confirm: () => Promise.reject(new Error('asked to confirm')),
  secret: () => Promise.reject(new Error('asked for a secret')),
  line: () => Promise.reject(new Error('asked for a line')),
};

test('which node this machine is says the command line, and never the workspace', async () => {
  const dir = join(folder, 'demo.barque');
  await createWorkspace(dir, 'demo', { spec: exampleSpec('three-masters-one-worker') });
  const intent = { schema: 'barque-intent/v1', bundle: '/media/site.barque', local: 'master-1' };
  await writeFile(join(dir, 'intent.json'), JSON.stringify(intent), { mode: 0o600 });
  const opened = async (...argv: string[]) =>
    await openSession(readArguments(['status', '-w', dir, ...argv]), alone, false, signal);
  expect((await opened()).reach.local).toBeUndefined();
  expect((await opened()).deployed?.bundle).toBe('/media/site.barque');
  expect((await opened('--local', 'master-2')).reach.local).toBe('master-2');
});
