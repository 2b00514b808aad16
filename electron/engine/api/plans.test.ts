import { readdir, readlink, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { emptyDraft } from '../../../shared/draft/draft.ts';
import { exampleSpec } from '../../../shared/spec/example.ts';
import { smallBundle } from '../bundle/bundle.fixture.ts';
import { writeBundle } from '../bundle/write/write-bundle.ts';
import { takeLease } from '../workspace/lease.ts';
import { type Engine, openEngine } from './engine.ts';

const { signal } = new AbortController();
let folder: string;
let engine: Engine;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'barque-api-plans-'));
  engine = openEngine({ host: 'web', version: '0.0.0', home: join(folder, 'home'), config: join(folder, 'config') });
});
afterEach(async () => {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});

const heldOpen = async (path: string): Promise<boolean> => {
  const files = await readdir('/proc/self/fd');
  const targets = await Promise.all(files.map((file) => readlink(`/proc/self/fd/${file}`).catch(() => '')));
  return targets.includes(path);
};

test.runIf(process.platform === 'linux')('a comparison lets go of its package, however it ends', async () => {
  const bundle = join(folder, 'site.barque');
  await writeBundle(bundle, smallBundle(), { signal });
  const { dir } = await engine.api['clusters.create']({ name: 'demo' }, signal);
  await engine.api['clusters.saveDraft']({ dir, draft: { ...emptyDraft('demo'), bundle } }, signal);
  const lease = await takeLease(dir, 'somebody else');
  const compare = async () => {
    const input = { dir, spec: exampleSpec('three-masters-one-worker'), accepted: [] };
    for await (const item of engine.api['plans.preview'](input, signal)) expect(item.type).toBe('doing');
  };
  await expect(compare()).rejects.toThrow('workspace.held');
  expect(await heldOpen(bundle)).toBe(false);
  await lease.release();
});
