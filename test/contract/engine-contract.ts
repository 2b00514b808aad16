import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { EngineApi, Output } from '../../shared/contract/engine-api.ts';
import type { ClusterSummary } from '../../shared/contract/clusters.ts';
import type { Followed } from '../../shared/contract/runs.ts';
import { specOf } from '../../shared/draft/spec.ts';
import { ProblemError } from '../../shared/problems/problem.ts';
import { reduce } from '../../shared/run/reduce.ts';
import { counts } from '../../shared/run/selectors.ts';
import { initialRunState, type RunState } from '../../shared/run/state.ts';

export type Api = EngineApi<AbortSignal>;

/** An engine somewhere, as a face reaches it. */
export interface Reached {
  readonly engine: Api;
  /** Another face at the same engine, as after a reload of the window. */
  readonly again: () => Promise<Api>;
  readonly close: () => Promise<void>;
}

const never = new AbortController().signal;
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing',
    (error: unknown) => (error instanceof ProblemError ? error.problems[0].code : error),
  );

/** The spec of what is typed into a cluster's draft, as a face makes it. */
export async function specIn(engine: Api, dir: string): Promise<string> {
  const made = specOf(await engine['clusters.draft']({ dir }, never));
  if ('problems' in made) throw new Error(JSON.stringify(made.problems));
  return made.text;
}

/** Follows a run to its end, trusting every host at first contact. */
export async function followed(engine: Api, dir: string, run: string, signal: AbortSignal = never) {
  const seen: Followed[] = [];
  let state: RunState = initialRunState;
  for await (const item of engine['runs.follow']({ dir, run }, signal)) {
    seen.push(item);
    if (item.type === 'question') await engine['questions.answer']({ id: item.question.id, answers: [] }, never);
    if (item.type === 'events') state = item.events.reduce(reduce, state);
  }
  return { seen, state };
}

/** What every host of the engine has in common. `open` starts an engine whose clusters and settings are in these folders. */
export function engineContract(name: string, open: (folders: { home: string; config: string }) => Promise<Reached>): void {
  describe(`the engine, ${name}`, () => {
    let folder: string;
    let reached: Reached;
    let engine: Api;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'barque-engine-'));
      vi.stubEnv('BARQUE_TRUSTED_KEYS', join(folder, 'trusted-keys'));
      reached = await open({ home: join(folder, 'clusters'), config: join(folder, 'config') });
      engine = reached.engine;
    });
    afterAll(async () => {
      await reached.close();
      vi.unstubAllEnvs();
      await rm(folder, { recursive: true, force: true });
    });

    test('says what it is, and remembers settings', async () => {
      const info = await engine['application.info']({}, never);
      expect(info).toMatchObject({ home: join(folder, 'clusters'), settings: {} });
      await engine['application.saveSettings']({ language: 'zh', theme: 'dark' }, never);
      expect((await engine['application.info']({}, never)).settings).toEqual({ language: 'zh', theme: 'dark' });
    });

    test('a cluster is made, found again, typed into, and taken off the list', async () => {
      const { dir } = await engine['clusters.create']({ name: '生产 1' }, never);
      expect((await engine['clusters.list']({}, never)).clusters.map((c) => [c.name, c.stage])).toContainEqual([
        '生产 1',
        'draft',
      ]);
      const draft = await engine['clusters.draft']({ dir }, never);
      await engine['clusters.saveDraft']({ dir, draft: { ...draft, kubernetes: '1.3' } }, never);
      expect((await engine['clusters.draft']({ dir }, never)).kubernetes).toBe('1.3');
      await engine['secrets.set']({ dir, name: 'ssh.password', value: 'hunter22' }, never);
      expect(await engine['secrets.names']({ dir }, never)).toEqual(['ssh.password']);
      await engine['secrets.set']({ dir, name: 'ssh.password', value: '' }, never);
      expect(await engine['secrets.names']({ dir }, never)).toEqual([]);
      expect(await engine['vault.state']({ dir }, never)).toBe('plain');
      const { entries } = await engine['application.folder']({ path: join(folder, 'clusters') }, never);
      expect(entries).toContainEqual(expect.objectContaining({ kind: 'workspace' }));
      await writeFile(join(folder, 'site.barque'), 'one file');
      const there = await engine['application.folder']({ path: folder }, never);
      expect(there.entries).toContainEqual(expect.objectContaining({ name: 'site.barque', kind: 'bundle', size: 8 }));
      await engine['clusters.forget']({ dir }, never);
      expect((await engine['clusters.list']({}, never)).clusters.some((c) => c.dir === dir)).toBe(false);
      expect((await engine['clusters.open']({ dir }, never)).name).toBe('生产 1');
    });

    test('a cluster whose folder is gone or damaged is not listed as one, nor lost without a word', async () => {
      const [gone, damaged] = [
        await engine['clusters.create']({ name: 'gone' }, never),
        await engine['clusters.create']({ name: 'damaged' }, never),
      ];
      await rename(gone.dir, `${gone.dir}-elsewhere`);
      await writeFile(join(damaged.dir, 'cluster.json'), '{');
      const { clusters, unusable } = await engine['clusters.list']({}, never);
      const listed = clusters.map(({ dir }) => dir);
      expect([gone.dir, damaged.dir].filter((dir) => listed.includes(dir))).toEqual([]);
      expect(new Map(unusable.map(({ dir, problems }) => [dir, problems.map(({ code }) => code)]))).toEqual(
        new Map([
          [gone.dir, ['workspace.missing']],
          [damaged.dir, ['workspace.broken']],
        ]),
      );
      for (const { dir } of unusable) await engine['clusters.forget']({ dir }, never);
      expect((await engine['clusters.list']({}, never)).unusable).toEqual([]);
    });

    test('what is not there is a problem, not a fault', async () => {
      const dir = join(folder, 'nowhere');
      expect(await codeOf(engine['clusters.open']({ dir }, never))).toBe('workspace.missing');
      expect(await codeOf(engine['application.folder']({ path: dir }, never))).toBe('engine.folder-unreadable');
      expect(await codeOf(engine['bundles.open']({ path: dir }, never))).toMatch(/^bundle\./);
      const { dir: empty } = await engine['clusters.create']({ name: 'empty' }, never);
      expect(await codeOf(engine['runs.resume']({ dir: empty }, never))).toBe('engine.nothing-to-resume');
      expect(await codeOf(engine['practice.faults']({ dir: empty }, never))).toBe('engine.practice-over');
      expect(await codeOf(engine['runs.log']({ dir: empty, run: '../../x', step: 's', from: 0, count: 1 }, never))).toBe(
        'engine.not-understood',
      );
    });

    test('keys are made, trusted and not trusted any more; a package that cannot be made is not begun', async () => {
      const made = await engine['keys.make']({ path: join(folder, 'ours') }, never);
      expect(made.files).toEqual([join(folder, 'ours.key'), join(folder, 'ours.pub')]);
      expect(await codeOf(engine['keys.make']({ path: join(folder, 'ours') }, never))).toBe('bundle.key-unusable');
      expect(await engine['keys.trust']({ path: join(folder, 'ours.pub') }, never)).toEqual({ added: [made.publicKey] });
      expect((await engine['keys.list']({}, never)).keys).toContain(made.publicKey);
      await engine['keys.distrust']({ key: made.publicKey }, never);
      expect((await engine['keys.list']({}, never)).keys).not.toContain(made.publicKey);

      await engine['making.login']({ host: 'registry.example.com:5000', login: { token: 'hunter22' } }, never);
      expect(await engine['making.logins']({}, never)).toEqual(['registry.example.com:5000']);
      await engine['making.forgetLogin']({ host: 'registry.example.com:5000' }, never);
      const order = {
        ...{
          kubernetes: '1.34.4',
          network: 'flannel' as const,
          registry: false,
          archs: ['amd64' as const],
          images: [],
          charts: [],
        },
        ...{ files: [], systems: [], packages: [], mirrors: ['nonsense'], out: join(folder, 'site.barque') },
      };
      expect(await codeOf(engine['making.start'](order, never))).toBe('build.mirror-invalid');
      const states: string[] = [];
      for await (const { state } of engine['making.follow']({}, never)) states.push(state);
      expect(states).toEqual(['none']);
    });

    test('a survey is one until a cluster is wanted of it, and its tables become a workbook', async () => {
      const { dir, stage } = await engine['clusters.create']({ name: 'site', purpose: 'survey' }, never);
      expect(stage).toBe('survey');
      expect(await engine['hosts.seen']({ dir }, never)).toEqual([]);
      const draft = await engine['clusters.draft']({ dir }, never);
      await engine['clusters.saveDraft']({ dir, draft: { ...draft, purpose: undefined } }, never);
      expect((await engine['clusters.open']({ dir }, never)).stage).toBe('draft');
      const sheets = [{ title: 'Hosts', head: ['Name'], rows: [['m1']] }];
      const { name, content } = await engine['documents.workbook']({ name: 'site', sheets }, never);
      expect(name).toBe('site.xlsx');
      expect(await engine['documents.readNodes']({ content }, never)).toEqual({ rows: [['Name'], ['m1']] });
    });

    describe('in practice', () => {
      let cluster: ClusterSummary;
      let dir: string;
      let spec: string;
      beforeAll(async () => {
        cluster = await engine['practice.start']({ masters: 3, workers: 1, speed: 1000 }, never);
        ({ dir } = cluster);
        spec = await specIn(engine, dir);
      });

      test('the package is opened and verified', async () => {
        const { bundle } = await engine['clusters.draft']({ dir }, never);
        expect((await engine['bundles.open']({ path: bundle }, never)).manifest.parts.length).toBeGreaterThan(10);
        const progress: Output<'bundles.verify'>[] = [];
        for await (const item of engine['bundles.verify']({ path: bundle }, never)) progress.push(item);
        expect(progress.every(({ done, total }) => done <= total)).toBe(true);
      });

      test('who signed the package is told, and trusted by its key alone', async () => {
        const { bundle } = await engine['clusters.draft']({ dir }, never);
        expect(await engine['bundles.signers']({ path: bundle }, never)).toEqual([]);
        const { publicKey: key, files } = await engine['keys.make']({ path: join(folder, 'signs') }, never);
        await engine['keys.sign']({ path: bundle, key: files[0] ?? '' }, never);
        expect(await engine['bundles.signers']({ path: bundle }, never)).toEqual([{ key, trusted: false }]);
        await engine['keys.trustKey']({ key }, never);
        expect(await engine['bundles.signers']({ path: bundle }, never)).toEqual([{ key, trusted: true }]);
        await engine['keys.distrust']({ key }, never);
        expect(await codeOf(engine['keys.trustKey']({ key: 'no key' }, never))).toBe('engine.not-understood');
      });

      test('a survey asks for trust, tells the facts of each host, and of one that fails why', async () => {
        const [host = ''] = Object.values(await engine['clusters.draft']({ dir }, never)).flatMap((v) =>
          Array.isArray(v) ? v.flatMap((row) => ('name' in row ? [row.name] : [])) : [],
        );
        await engine['practice.inject']({ dir, host, fault: 'wrong-password' }, never);
        const types: string[] = [];
        for await (const item of engine['hosts.survey']({ dir, spec: '' }, never)) {
          if (item.type === 'question') await engine['questions.answer']({ id: item.question.id, answers: [] }, never);
          else types.push(`${item.host === host ? 'bad' : 'good'} ${item.type}`);
        }
        await engine['practice.mend']({ dir, host, fault: 'wrong-password' }, never);
        expect(types).toContain('bad problem');
        expect(await engine['hosts.seen']({ dir }, never)).toEqual([]);
      });

      test('each practice cluster has a name of its own, which its spec has too', async () => {
        const another = await engine['practice.start']({ masters: 1, workers: 0, speed: 1000 }, never);
        expect(another.name).toMatch(/^practice-\d+$/);
        expect(another.name).not.toBe(cluster.name);
        expect(await specIn(engine, another.dir)).toContain(`\nname: ${another.name}\n`);
      });

      test('what a survey has seen is there when it is opened again', async () => {
        const size = { masters: 1, workers: 1, speed: 1000 };
        const survey = await engine['practice.start']({ ...size, purpose: 'survey' }, never);
        expect(survey).toMatchObject({ stage: 'survey', practice: true });
        const told: string[] = [];
        for await (const item of engine['hosts.survey']({ dir: survey.dir, spec: '' }, never)) {
          if (item.type === 'question') await engine['questions.answer']({ id: item.question.id, answers: [] }, never);
          if (item.type === 'facts') told.push(item.facts.machineId);
        }
        const seen = await (await reached.again())['hosts.seen']({ dir: survey.dir }, never);
        const { nodes } = await engine['clusters.draft']({ dir: survey.dir }, never);
        expect(seen.map(({ facts }) => facts.machineId)).toEqual(told);
        expect(seen.map(({ address }) => address).sort()).toEqual(nodes.map(({ address }) => address).sort());
      });

      test('a run is previewed, goes to its end, and can be followed by any number of faces', async () => {
        const plans: Output<'plans.preview'>[] = [];
        for await (const item of engine['plans.preview']({ dir, spec, accepted: [] }, never)) {
          if (item.type === 'question') await engine['questions.answer']({ id: item.question.id, answers: [] }, never);
          if (item.type === 'plan') plans.push(item);
        }
        expect(plans).toHaveLength(1);
        const { run } = await engine['runs.start']({ dir, spec, accepted: [] }, never);
        expect(await codeOf(engine['runs.start']({ dir, spec, accepted: [] }, never))).toBe('workspace.held');
        const other = await reached.again();
        const [mine, theirs] = await Promise.all([followed(engine, dir, run), followed(other, dir, run)]);
        expect(mine.state.problems).toEqual([]);
        expect(mine.state.status).toBe('success');
        expect(counts(mine.state).done).toBe(mine.state.steps.length);
        expect(theirs.state.counts).toEqual(mine.state.counts);
        expect((await followed(engine, dir, run)).state.counts).toEqual(mine.state.counts);
        expect(await engine['runs.list']({ dir }, never)).toMatchObject([{ id: run, outcome: 'success', live: false }]);
        expect((await engine['clusters.open']({ dir }, never)).stage).toBe('finished');
        const [init] = [...mine.state.steps].filter((step) => step.title === 'init');
        const page = await engine['runs.log']({ dir, run, step: init?.id ?? '', from: 0, count: 5 }, never);
        expect(page.lines).toHaveLength(Math.min(5, page.total));
        expect((await engine['handOver.summary']({ dir }, never)).nodes).toHaveLength(4);
      });
    });
  });
}
