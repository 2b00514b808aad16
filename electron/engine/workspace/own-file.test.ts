import { chmod, mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ProblemError } from '../../../shared/problems/problem.ts';
import { openHostKeys } from '../transport/host-keys.ts';
import { openPlain, readOwn } from './own-file.ts';
import { readRecord } from './record.ts';
import { takeLease } from './lease.ts';
import { createWorkspace, openWorkspace, type Workspace } from './workspace.ts';

let folder: string;
let dir: string;
let workspace: Workspace;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'barque-own-'));
  dir = join(folder, 'demo.barque');
  workspace = await createWorkspace(dir, 'demo', { spec: 'name: demo\n' });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

const problemsOf = (work: Promise<unknown>) =>
  work.then(
    () => [],
    (error: unknown) =>
      error instanceof ProblemError ? error.problems.map(({ code, params }) => ({ code, ...params })) : [error],
  );

describe('a workspace', () => {
  it.skipIf(process.platform === 'win32')('that others may write is refused, in whichever of its parts', async () => {
    for (const [name, mode] of [
      ['.', 0o777],
      ['runs', 0o770],
      ['cluster.yaml', 0o666],
      ['cluster.json', 0o620],
    ] as const) {
      const path = join(dir, name);
      const before = name.includes('cluster') ? 0o600 : 0o700;
      await chmod(path, mode);
      expect(await problemsOf(openWorkspace(dir))).toEqual([{ code: 'workspace.writable', path, mode: `0${mode.toString(8)}` }]);
      await chmod(path, before);
    }
    await chmod(dir, 0o755);
    expect(await problemsOf(openWorkspace(dir)), 'that others may read').toEqual([]);
  });

  it('of another user is refused, and all that is wrong is told at once', async () => {
    await writeFile(join(dir, 'known_hosts'), '', { mode: 0o600 });
    const owner = process.getuid?.() ?? 0;
    vi.spyOn(process, 'getuid').mockReturnValue(owner + 1);
    const found = await problemsOf(openWorkspace(dir));
    expect(found).toContainEqual({ code: 'workspace.owner', path: dir, owner, user: owner + 1 });
    expect(found).toContainEqual({ code: 'workspace.owner', path: join(dir, 'known_hosts'), owner, user: owner + 1 });
    expect(await problemsOf(workspace.readSpec())).toMatchObject([{ code: 'workspace.owner' }]);
  });

  it('may be reached by a link, and has none in it', async () => {
    await symlink(dir, join(folder, 'site'));
    expect((await openWorkspace(join(folder, 'site'))).cluster).toEqual(workspace.cluster);
    await rename(join(dir, 'exports'), join(folder, 'elsewhere'));
    await symlink(join(folder, 'elsewhere'), join(dir, 'exports'));
    await symlink(join(folder, 'nothing'), join(dir, 'known_hosts'));
    expect(await problemsOf(openWorkspace(dir))).toEqual([
      { code: 'workspace.link', path: join(dir, 'exports'), wanted: 'directory', found: 'link' },
      { code: 'workspace.link', path: join(dir, 'known_hosts'), wanted: 'file', found: 'link' },
    ]);
  });

  it('has no run behind a link', async () => {
    const run = await workspace.newRun();
    await rename(join(dir, 'runs', run), join(folder, run));
    await symlink(join(folder, run), join(dir, 'runs', run));
    expect(await workspace.runs()).toEqual([]);
  });
});

describe('a file of a workspace', () => {
  it('that became a link after the workspace was opened is not read', async () => {
    await writeFile(join(folder, 'planted'), 'name: other\n');
    await rm(join(dir, 'cluster.yaml'));
    await symlink(join(folder, 'planted'), join(dir, 'cluster.yaml'));
    expect(await problemsOf(workspace.readSpec())).toMatchObject([{ code: 'workspace.link', found: 'link' }]);
    await symlink(join(folder, 'planted'), workspace.knownHosts);
    expect(await problemsOf(openHostKeys(workspace.knownHosts))).toMatchObject([{ code: 'workspace.link' }]);
  });

  it('is no directory, and is undefined where it is not there', async () => {
    await mkdir(join(dir, 'cluster-record.json'));
    expect(await problemsOf(readRecord(dir))).toMatchObject([{ code: 'workspace.link', found: 'other' }]);
    expect(await readOwn(join(dir, 'nothing'))).toBeUndefined();
    expect(await openPlain(join(dir, 'nothing'))).toBeUndefined();
  });

  it.each(['lease.json', 'known_hosts.lock'])('%s that is a link to nowhere is refused at once', async (name) => {
    await symlink(join(folder, 'nowhere'), join(dir, name));
    const work =
      name === 'lease.json'
        ? takeLease(dir, 'run')
        : (await openHostKeys(workspace.knownHosts)).pin('[10.0.0.1]:22', 'ssh-ed25519', 'AAAA');
    expect(await problemsOf(work)).toMatchObject([{ code: 'workspace.link', path: join(dir, name) }]);
    expect(await problemsOf(readFile(join(folder, 'nowhere')))).toHaveLength(1);
  });
});
