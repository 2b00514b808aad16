import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { emptyDraft } from '../../../shared/draft/draft.ts';
import { specOf } from '../../../shared/draft/spec.ts';
import { clusterSpec } from '../../../shared/model/spec.ts';
import { exampleSpec } from '../../../shared/spec/example.ts';
import { specIn } from '../spec-text.ts';
import { handOverVault } from '../vault/hand-over.ts';
import { createWorkspace, openWorkspace } from '../workspace/workspace.ts';
import { openJournal } from '../runner/journal.ts';
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

describe('a cluster that nobody typed into this window', () => {
  const yaml = exampleSpec('three-masters-one-worker');
  const cost = { N: 16, r: 1, p: 1 };
  const built = async () => {
    const workspace = await createWorkspace(join(folder, 'built'), 'demo', { spec: yaml }, { cost });
    await writeFile(join(workspace.dir, 'applied.json'), '{}', { mode: 0o600 });
    const journal = await openJournal(workspace.journalOf(await workspace.newRun()), (text) => text);
    journal.append({ at: 1, type: 'run-started', run: 'r', cluster: 'demo', steps: [] });
    journal.append({ at: 2, type: 'run-finished', outcome: 'success', problems: [] });
    await journal.close();
    return workspace;
  };
  const shown = async (dir: string) => {
    const { stage, stands, run } = await engine.api['clusters.open']({ dir }, signal);
    const made = specOf(await engine.api['clusters.draft']({ dir }, signal));
    return { stage, stands, run, spec: 'spec' in made ? made.spec : made.problems };
  };

  test('opens, handed over, as the cluster that it is: its fields filled, told as standing', async () => {
    const dir = join(folder, 'copy');
    await handOverVault(await built(), { to: dir, passphrase: 'their words', by: 'ops@laptop' }, signal, { cost });
    expect(await shown(dir)).toEqual({ stage: 'finished', stands: true, run: undefined, spec: clusterSpec.parse(specIn(yaml)) });
    // what comes of a run of its own does not take away that it stands
    const journal = await openJournal(
      (await openWorkspace(dir)).journalOf(await (await openWorkspace(dir)).newRun()),
      (text) => text,
    );
    journal.append({ at: 1, type: 'run-started', run: 'r', cluster: 'demo', steps: [] });
    await journal.close();
    expect(await shown(dir)).toMatchObject({ stage: 'interrupted', stands: true });
  });

  test('opens so handed over by an earlier Barque, whose copies bear no mark', async () => {
    const dir = join(folder, 'copy');
    await handOverVault(await built(), { to: dir, passphrase: 'their words', by: 'ops@laptop' }, signal, { cost });
    await rm(join(dir, 'handed-over.json'));
    expect(await shown(dir)).toMatchObject({ stage: 'finished', stands: true, spec: { name: specIn(yaml).name } });
  });

  test('handed over before it stood, is told as not deployed', async () => {
    const unfinished = await createWorkspace(join(folder, 'begun'), 'demo', { spec: yaml }, { cost });
    await writeFile(join(unfinished.dir, 'applied.json'), '{}', { mode: 0o600 });
    const journal = await openJournal(unfinished.journalOf(await unfinished.newRun()), (text) => text);
    journal.append({ at: 1, type: 'run-started', run: 'r', cluster: 'demo', steps: [] });
    await journal.close();
    const dir = join(folder, 'copy');
    await handOverVault(unfinished, { to: dir, passphrase: 'their words', by: 'ops@laptop' }, signal, { cost });
    expect(await shown(dir)).toMatchObject({ stage: 'draft', stands: false });
  });

  test('of a spec that is not sound has empty fields', async () => {
    const { dir } = await built();
    await writeFile(join(dir, 'cluster.yaml'), 'name: demo\n', { mode: 0o600 });
    expect(await engine.api['clusters.draft']({ dir }, signal)).toEqual(emptyDraft('demo'));
  });
});
