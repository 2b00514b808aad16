import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../shared/run/event.ts';
import { newRunId } from '../workspace/run-id.ts';
import { createWorkspace, type Workspace } from '../workspace/workspace.ts';
import { openJournal } from './journal.ts';
import type { RunOrder } from './order-schema.ts';
import { keepRunOrder, latestDeployOrder, latestOrder, readRunOrder } from './run-order.ts';

let folder: string;
let workspace: Workspace;
let minute = 0;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'barque-order-'));
  workspace = await createWorkspace(join(folder, 'demo.barque'), 'demo', { spec: 'kept spec' });
});
afterEach(() => rm(folder, { recursive: true }));

type Outcome = Extract<RunEvent, { type: 'run-finished' }>['outcome'];
const common = { by: 'ops@laptop', skipped: [] };
const deployment = (spec: string): RunOrder => ({
  ...common,
  operation: 'deploy',
  spec,
  bundle: `/${spec}.barque`,
  accepted: [],
});

/** A run's journal, each a minute after the one before; without an outcome it was cut off. Its directory is made by it. */
async function ran(outcome?: Outcome): Promise<string> {
  const run = newRunId(new Date(Date.UTC(2026, 0, 1, 0, (minute += 1))));
  const journal = await openJournal(workspace.journalOf(run), (text) => text);
  journal.append({ at: 1, type: 'run-started', run, cluster: 'demo', steps: [] });
  if (outcome !== undefined) journal.append({ at: 2, type: 'run-finished', outcome, problems: [] });
  await journal.close();
  return run;
}
async function ordered(order: RunOrder, outcome?: Outcome): Promise<string> {
  const run = await ran(outcome);
  await keepRunOrder(workspace, run, order);
  return run;
}
/** As an earlier Barque's window and command line wrote them. */
const earlierOrder = (run: string, spec: string) =>
  writeFile(
    join(dirname(workspace.journalOf(run)), 'order.json'),
    JSON.stringify({ schema: 'barque-run/v1', spec, bundle: `/${spec}.barque`, accepted: [] }),
    { mode: 0o600 },
  );
const earlierIntent = (more: object) =>
  writeFile(
    join(workspace.dir, 'intent.json'),
    JSON.stringify({ schema: 'barque-intent/v1', bundle: '/intent.barque', accepted: [], ...more }),
    { mode: 0o600 },
  );

describe('what there is to go on with', () => {
  it('is nothing before the first run', async () => {
    expect(await latestOrder(workspace)).toBeUndefined();
  });

  it('is the latest run that has begun, whoever ordered it', async () => {
    await ordered(deployment('window'), 'failed');
    await ordered(deployment('command-line'), 'failed');
    // ordered and declined: there is no journal
    await keepRunOrder(workspace, await workspace.newRun(), deployment('declined'));
    expect(await latestOrder(workspace)).toEqual(deployment('command-line'));
  });

  it('is no verification', async () => {
    await ordered(deployment('built'), 'success');
    await ordered({ ...common, operation: 'verify', spec: 'looked at', bundle: '/b', accepted: [] }, 'failed');
    expect(await latestOrder(workspace)).toEqual(deployment('built'));
    expect(await latestDeployOrder(workspace)).toEqual(deployment('built'));
  });

  it('is a renewal of certificates until it has succeeded', async () => {
    const renewal = { ...common, operation: 'renew', spec: 'built', groups: ['etcd'], nodes: ['m1'] } satisfies RunOrder;
    await ordered(deployment('built'), 'success');
    await ordered(renewal);
    expect(await latestOrder(workspace)).toEqual(renewal);
    expect(await latestDeployOrder(workspace)).toEqual(deployment('built'));
    await ordered(renewal, 'success');
    await ordered(deployment('later'), 'failed');
    expect(await latestOrder(workspace)).toEqual(deployment('later'));
    await ordered(renewal, 'success');
    expect(await latestOrder(workspace)).toEqual(deployment('later'));
  });
});

describe('a workspace of an earlier Barque', () => {
  it('goes on with the window’s run', async () => {
    await earlierOrder(await ran('failed'), 'window');
    await earlierIntent({});
    expect(await latestOrder(workspace)).toMatchObject({ operation: 'deploy', spec: 'window', bundle: '/window.barque', by: '' });
  });

  it('goes on with what the command line applied after the window', async () => {
    await earlierOrder(await ran('success'), 'window');
    await ran('failed');
    await earlierIntent({ local: 'm1', skipped: [{ step: 'helm/m1', by: 'ops', at: 1 }] });
    expect(await latestOrder(workspace)).toEqual({
      operation: 'deploy',
      by: '',
      spec: 'kept spec',
      bundle: '/intent.barque',
      accepted: [],
      skipped: [{ step: 'helm/m1', by: 'ops', at: 1 }],
    });
    await ordered(deployment('new'), 'failed');
    expect(await latestOrder(workspace)).toEqual(deployment('new'));
  });

  it('goes on with the window’s renewal', async () => {
    const run = await ran();
    const renewal = { schema: 'barque-run/v1', spec: 's', bundle: '/b', accepted: [], renewal: { nodes: ['m1'] } };
    await writeFile(join(dirname(workspace.journalOf(run)), 'order.json'), JSON.stringify(renewal), { mode: 0o600 });
    expect(await latestOrder(workspace)).toEqual({ operation: 'renew', by: '', spec: 's', skipped: [], nodes: ['m1'] });
  });
});

it('is refused where it is damaged, of a newer form, or a link', async () => {
  const run = await ran();
  const path = join(dirname(workspace.journalOf(run)), 'order.json');
  const forms = [
    ['{}', 'workspace.broken'],
    ['{"schema":"barque-run/v9"}', 'workspace.newer'],
    ['{"schema":"barque-run/v2","order":{"operation":"reset"}}', 'workspace.broken'],
  ] as const;
  for (const [text, code] of forms) {
    await writeFile(path, text, { mode: 0o600 });
    await expect(readRunOrder(workspace, run)).rejects.toMatchObject({ problems: [{ code }] });
  }
  await rm(path);
  await writeFile(join(folder, 'planted'), '{}', { mode: 0o600 });
  await symlink(join(folder, 'planted'), path);
  await expect(readRunOrder(workspace, run)).rejects.toMatchObject({ problems: [{ code: 'workspace.link' }] });
});
