import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { emptyDraft } from '../../../shared/draft/draft.ts';
import { clusterSpec } from '../../../shared/model/spec.ts';
import { ProblemError } from '../../../shared/problems/problem.ts';
import { newRunId, runIdPattern } from './run-id.ts';
import { createWorkspace, defaultWorkspace, openWorkspace } from './workspace.ts';

let dir: string;
beforeEach(async () => {
  dir = join(await mkdtemp(join(tmpdir(), 'barque-workspace-')), 'c1.barque');
});
afterEach(() => rm(join(dir, '..'), { recursive: true }));

const spec = clusterSpec.parse({
  apiVersion: 'barque/v1',
  kind: 'Cluster',
  name: 'c1',
  kubernetes: { version: '1.34.4' },
  endpoint: { kind: 'keepalived', address: '10.0.0.100' },
  access: { auth: { kind: 'agent' } },
  nodes: [{ name: 'm1', address: '10.0.0.11', roles: ['master'] }],
});
const yaml = '# my cluster\nname: c1\n';
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing',
    (error: unknown) => (error instanceof ProblemError ? error.problems[0].code : error),
  );
const modeOf = async (...path: string[]) => (await stat(join(dir, ...path))).mode & 0o777;

describe('a workspace', () => {
  it('is opened as it was made, and everything in it is its owner’s alone', async () => {
    const made = await createWorkspace(dir, spec.name, { spec: yaml });
    await made.vault.set('ssh-password', 'hunter22');
    const opened = await openWorkspace(dir);
    expect(opened.cluster).toEqual(made.cluster);
    expect(opened.cluster).toMatchObject({ uid: expect.stringMatching(/^[0-9a-f]{32}$/) as unknown, name: 'c1' });
    expect(await opened.readSpec()).toBe(yaml);
    expect(await opened.vault.get('ssh-password')).toBe('hunter22');
    expect(await modeOf('.')).toBe(0o700);
    for (const file of ['cluster.yaml', 'cluster.json', 'vault.json']) expect(await modeOf(file)).toBe(0o600);
    expect((await readdir(dir)).toSorted()).toEqual(
      ['cluster.json', 'cluster.yaml', 'exports', 'pki', 'runs', 'vault.json'].toSorted(),
    );
  });

  it('is made of what was typed before there is a spec, and keeps what is typed', async () => {
    const typed = emptyDraft('c1');
    const made = await createWorkspace(dir, 'c1', { draft: typed, practice: true });
    expect(await made.readDraft()).toEqual(typed);
    expect(await codeOf(made.readSpec())).toBe('workspace.broken');
    await made.keepDraft({ ...typed, kubernetes: 'half ty' });
    const opened = await openWorkspace(dir);
    expect((await opened.readDraft())?.kubernetes).toBe('half ty');
    expect(opened.cluster.practice).toBe(true);
    expect(await modeOf('draft.json')).toBe(0o600);
  });

  it('is not made over another one, nor among other files, but over a creation that was cut off', async () => {
    await mkdir(join(dir, 'runs'), { recursive: true });
    await writeFile(join(dir, 'cluster.yaml.0f.tmp'), 'torn');
    const made = await createWorkspace(dir, spec.name, { spec: yaml });
    expect(await codeOf(createWorkspace(dir, spec.name, { spec: yaml }))).toBe('workspace.exists');
    expect((await openWorkspace(dir)).cluster.uid).toBe(made.cluster.uid);
    const home = join(dir, '..', 'home');
    await mkdir(home);
    await writeFile(join(home, 'letter.txt'), '');
    expect(await codeOf(createWorkspace(home, spec.name, { spec: yaml }))).toBe('workspace.exists');
  });

  it('gets one uid where two create it at once', async () => {
    const codes = await Promise.all([1, 2, 3].map(() => codeOf(createWorkspace(dir, spec.name, { spec: yaml }))));
    expect(codes.filter((code) => code === 'nothing').length).toBe(1);
  });

  it('is missed where there is none, and refused where it is broken', async () => {
    expect(await codeOf(openWorkspace(dir))).toBe('workspace.missing');
    await createWorkspace(dir, spec.name, { spec: yaml });
    await writeFile(join(dir, 'cluster.json'), '{"schema":"barque-workspace/v1"}');
    expect(await codeOf(openWorkspace(dir))).toBe('workspace.broken');
    expect(await codeOf(openWorkspace(join(dir, 'cluster.json')))).toBe('workspace.unusable');
    await writeFile(join(dir, 'cluster.json'), '{"schema":"barque-workspace/v9"}');
    expect(await codeOf(openWorkspace(dir))).toBe('workspace.newer');
  });

  it('has its runs by age, and no journal outside of them', async () => {
    const workspace = await createWorkspace(dir, spec.name, { spec: yaml });
    const runs = [await workspace.newRun(), await workspace.newRun()];
    expect(await workspace.runs()).toEqual(runs.toSorted());
    expect(workspace.journalOf(runs[0] ?? '')).toBe(join(dir, 'runs', runs[0] ?? '', 'journal.jsonl'));
    expect(() => workspace.journalOf('../../etc')).toThrow(RangeError);
  });

  it('is beside the spec unless told otherwise', () => {
    expect(defaultWorkspace('/home/ops/site/cluster.yaml', 'prod')).toBe('/home/ops/site/prod.barque');
  });
});

describe('a run’s id', () => {
  it('sorts by time to the millisecond and is different each time', () => {
    const at = (iso: string) => newRunId(new Date(iso));
    const ids = [at('2026-01-31T09:30:05.123Z'), at('2026-01-31T09:30:05.124Z'), at('2026-12-01T00:00:00Z')];
    expect(ids.toSorted()).toEqual(ids);
    expect(ids[0]).toMatch(/^20260131-093005-123-[0-9a-f]{8}$/);
    for (const id of ids) expect(id).toMatch(runIdPattern);
    expect(new Set(Array.from({ length: 100 }, () => at('2026-01-31T09:30:05Z'))).size).toBe(100);
  });
});
