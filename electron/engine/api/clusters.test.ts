import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { emptyDraft } from '../../../shared/draft/draft.ts';
import { type Engine, openEngine } from './engine.ts';

const { signal } = new AbortController();
let folder: string;
let engine: Engine;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'barque-api-clusters-'));
  engine = openEngine({ host: 'web', version: '0.0.0', home: join(folder, 'home'), config: join(folder, 'config') });
});
afterEach(async () => {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});

test('a workspace that is moved while it is open is missing there, and not one in which nothing was typed', async () => {
  const { api } = engine;
  const { dir } = await api['clusters.create']({ name: 'demo' }, signal);
  await api['clusters.saveDraft']({ dir, draft: { ...emptyDraft('demo'), bundle: '/media/site.barque' } }, signal);
  const moved = join(folder, 'moved');
  await rename(dir, moved);
  await expect(api['clusters.draft']({ dir }, signal)).rejects.toThrow('workspace.missing');
  expect((await api['clusters.draft']({ dir: moved }, signal)).bundle).toBe('/media/site.barque');
});
