import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Engine, openEngine } from '../../electron/engine/api/engine.ts';
import { thisPerson } from '../../electron/engine/reach.ts';
import { ProblemError } from '../../shared/problems/problem.ts';
import { stepOf } from '../../shared/run/selectors.ts';
import { followed, specIn } from './engine-contract.ts';

const never = new AbortController().signal;
let folder: string;
let engine: Engine;
const open = () => openEngine({ home: join(folder, 'home'), config: join(folder, 'config'), host: 'web', version: '0' });
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'barque-runs-'));
  engine = open();
});
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});
const practise = async () => {
  const { dir } = await engine.api['practice.start']({ masters: 3, workers: 0, speed: 1000 }, never);
  return { dir, spec: await specIn(engine.api, dir) };
};
const stageOf = async (dir: string) => (await engine.api['clusters.open']({ dir }, never)).stage;

test('a run that fails says why, and another goes on with it when the cause is mended, in an engine that was started since', async () => {
  const { dir, spec } = await practise();
  await engine.api['practice.inject']({ dir, host: 'master-2', fault: 'join-fails' }, never);
  const { run } = await engine.api['runs.start']({ dir, spec, accepted: [] }, never);
  const { state } = await followed(engine.api, dir, run);
  expect(state.status).toBe('failed');
  expect(state.problems[0]?.host).toBe('master-2');
  expect(await stageOf(dir)).toBe('failed');

  await engine.close();
  engine = open();
  expect((await engine.api['clusters.list']({}, never)).clusters.map((c) => [c.dir, c.stage])).toContainEqual([dir, 'failed']);
  expect((await followed(engine.api, dir, run)).state.problems).toEqual(state.problems);
  await engine.api['practice.mend']({ dir, host: 'master-2', fault: 'join-fails' }, never);
  const again = await engine.api['runs.resume']({ dir }, never);
  expect((await followed(engine.api, dir, again.run)).state).toMatchObject({ status: 'success', problems: [] });
  expect(await stageOf(dir)).toBe('finished');
});

test('a step that failed and that a cluster stands without is skipped: in the journal, the report and every resume, until it is deployed anew', async () => {
  const { dir, spec } = await practise();
  const resume = async (...skip: string[]) => {
    const { run } = await engine.api['runs.resume']({ dir, skip }, never);
    return (await followed(engine.api, dir, run)).state;
  };
  const refused = (step: string) =>
    engine.api['runs.resume']({ dir, skip: [step] }, never).catch((error: unknown) =>
      error instanceof ProblemError ? error.problems[0] : error,
    );
  await engine.api['practice.inject']({ dir, host: 'master-2', fault: 'helm-removed' }, never);
  const { run } = await engine.api['runs.start']({ dir, spec, accepted: [] }, never);
  const { state: failed } = await followed(engine.api, dir, run);
  expect(failed).toMatchObject({ status: 'failed', counts: { failed: 1 }, speed: 1000 });
  expect(stepOf(failed, 'helm/master-2')).toMatchObject({ status: 'failed', skippable: true });

  for (const [step, reason] of [
    ['init/master-1', 'needed'],
    ['helm/master-3', 'not-failed'],
    ['helm/../../x', 'unknown'],
  ] as const)
    expect(await refused(step)).toMatchObject({ code: 'run.cannot-skip', params: { step, reason, may: ['helm/master-2'] } });
  expect(await engine.api['runs.list']({ dir }, never)).toHaveLength(1);

  const done = await resume('helm/master-2');
  expect(done).toMatchObject({ status: 'success', counts: { skipped: 1 } });
  expect(stepOf(done, 'helm/master-2')).toMatchObject({ status: 'skipped', skip: { by: thisPerson() } });
  expect((await engine.api['runs.list']({ dir }, never))[0]).toMatchObject({ outcome: 'success', skipped: ['helm/master-2'] });
  expect((await engine.api['handOver.summary']({ dir }, never)).report).toContain('## Skipped steps');
  // what was decided stays decided, in an engine that was started since too
  await engine.close();
  engine = open();
  expect((await resume()).counts.skipped).toBe(1);

  await engine.api['practice.mend']({ dir, host: 'master-2', fault: 'helm-removed' }, never);
  const anew = await engine.api['runs.start']({ dir, spec, accepted: [] }, never);
  expect((await followed(engine.api, dir, anew.run)).state).toMatchObject({
    status: 'success',
    counts: { skipped: 0, changed: expect.any(Number) as number },
  });
  expect((await engine.api['handOver.summary']({ dir }, never)).report).not.toContain('## Skipped steps');
  // and is not remembered from before
  expect((await resume()).counts.skipped).toBe(0);
});

test('a run is paused, tells everybody so, and is cancelled while it is', async () => {
  const { dir, spec } = await practise();
  const { run } = await engine.api['runs.start']({ dir, spec, accepted: [] }, never);
  await engine.api['runs.pause']({ dir, run }, never);
  expect(engine.busy()).toBe(true);
  expect(await engine.api['clusters.open']({ dir }, never)).toMatchObject({ stage: 'running', run: { paused: true } });
  const paused: boolean[] = [];
  let begun = false;
  for await (const item of engine.api['runs.follow']({ dir, run }, never)) {
    if (item.type === 'question') await engine.api['questions.answer']({ id: item.question.id, answers: [] }, never);
    if (item.type === 'paused') paused.push(item.paused);
    if (item.type !== 'events') continue;
    begun ||= item.events.some(({ type }) => type === 'step-started');
    if (item.events.some(({ type }) => type === 'run-started')) await engine.api['runs.cancel']({ dir, run }, never);
  }
  expect([paused, begun]).toEqual([[true], false]);
  expect(await engine.api['runs.list']({ dir }, never)).toMatchObject([{ outcome: 'cancelled', live: false }]);
  expect(await stageOf(dir)).toBe('interrupted');
  expect(engine.busy()).toBe(false);
});

test('a run that cannot begin has a journal that says why, and no secret is in any journal', async () => {
  const { dir, spec } = await practise();
  await engine.api['practice.inject']({ dir, host: 'master-1', fault: 'wrong-password' }, never);
  const { run } = await engine.api['runs.start']({ dir, spec, accepted: [] }, never);
  const { state } = await followed(engine.api, dir, run);
  expect(state).toMatchObject({ status: 'failed', steps: { length: 0 } });
  expect(state.problems[0]?.host).toBe('master-1');
  const vault = await readFile(join(dir, 'vault.json'), 'utf8');
  const password = /"ssh\.password":"([^"]+)"/.exec(vault)?.[1] ?? '';
  expect(password.length).toBeGreaterThan(8);
  expect(await readFile(join(dir, 'runs', run, 'journal.jsonl'), 'utf8')).not.toContain(password);
});
