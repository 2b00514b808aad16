import assert from 'node:assert/strict';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { run, succeeds } from '../command.ts';
import { down, inLab } from '../lab.ts';
import { program } from './barque.ts';
import { changedSteps, prepare, succeeded } from './deploy.ts';
import { kubectlOutside } from './kubectl.ts';
import { proveFromOutside } from './proofs.ts';
import type { Scenario, Stage } from './stage.ts';
import { putSentinel } from './standing/ground.ts';
import { lifeChanges, lifeOf } from './standing/life.ts';

/** The last commit before Barque kept a record of who its nodes are. */
const commit = 'd10c1bf';
const repository = join(import.meta.dirname, '../../..');

/** Workspaces and hosts that an earlier Barque made are taken over without a change. */
export const old: Scenario = {
  name: 'old',
  shows: `clusters that Barque deployed at ${commit} are applied again by this one: no step changes anything, all commands work`,
  minutes: 60,
  lacks: async () => {
    const there = await succeeds('git', ['-C', repository, 'cat-file', '-e', `${commit}^{commit}`]);
    return there ? undefined : `commit ${commit}`;
  },
  run: async (stage) => {
    const earlier = await stage.step(`barque is built as it was at ${commit}`, () => built(stage));
    for (const etcd of ['external', 'stacked'] as const) {
      await showTakenOver(stage, etcd, earlier);
      await down(stage.lab);
    }
  },
};

async function showTakenOver(stage: Stage, etcd: 'external' | 'stacked', earlier: string): Promise<void> {
  const { lab, step, check, signal } = stage;
  const cluster = await prepare(stage, { etcd });
  const { operator } = cluster;
  await step(`${etcd} etcd, deployed by ${commit}`, () => succeeded(operator.run('apply', { program: earlier })));
  const kubectl = await kubectlOutside(stage, operator, cluster.version);
  const life = await step('a sentinel', () => putSentinel(stage, cluster, kubectl));
  const lives = async () => {
    assert.deepEqual(lifeChanges(life, await lifeOf(lab, [...life.keys()])), []);
  };
  // looking first: what only looks must not need what an apply writes down
  for (const command of [['status'], ['certs', 'list']])
    await check(`barque ${command.join(' ')}`, async () => {
      const argv = [program, ...command, '-w', operator.workspace, '--secrets', operator.secrets, '--yes'];
      await inLab(lab, [process.execPath, ...argv], { signal });
    });
  await check('barque verify', async () => {
    await succeeded(operator.startInWorkspace('verify').ended);
    await lives();
  });
  for (const time of ['first', 'second'])
    await check(`applied by this one, the ${time} time: no step changes anything`, async () => {
      assert.deepEqual(changedSteps(await succeeded(operator.run('apply'))), []);
      await lives();
    });
  await proveFromOutside(stage, cluster);
}

/** Builds the earlier barque from its sources, with the packages that this one has, and gives the path of its program. */
async function built({ directory, signal }: Stage): Promise<string> {
  const sources = await directory();
  const archive = 'set -o pipefail; git -C "$1" archive "$2" | tar -x -C "$3"';
  await run('bash', ['-c', archive, 'archive', repository, commit, sources], { signal });
  await symlink(join(repository, 'node_modules'), join(sources, 'node_modules'));
  const tsx = join(repository, 'node_modules/.bin/tsx');
  await run(tsx, ['build/bundle.ts', 'programs'], { cwd: sources, signal });
  return join(sources, 'dist/barque.mjs');
}
