import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packApplication } from '../../build/packaged.ts';
import { connectEngine } from '../../renderer/api/client.ts';
import { electronRuntime, startApplication } from '../desktop/application.ts';
import { pagePort } from '../desktop/page-port.ts';
import { openScreen } from '../desktop/screen.ts';
import { engineContract, followed, specIn } from './engine-contract.ts';

const runtime = electronRuntime();
const screen = runtime === undefined ? undefined : await openScreen();

if (runtime === undefined) test.skip('the desktop application: no Electron runtime here (ELECTRON_OVERRIDE_DIST_PATH names one)');
else if (screen === undefined) test.skip('the desktop application: neither a screen nor Xvfb here');
else {
  const { display } = screen;
  let folder: string;
  let program: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'barque-desktop-'));
    program = await packApplication(runtime, join(folder, 'packed'));
  }, 300_000);
  afterAll(async () => {
    screen.close();
    // processes of a killed application may still write while they end
    await rm(folder, { recursive: true, force: true, maxRetries: 20 });
  });

  engineContract("over Electron's IPC", async (folders) => {
    const desktop = await startApplication(program, { display, ...folders });
    const face = async () => connectEngine(await pagePort(desktop.page));
    return {
      engine: await face(),
      again: face,
      close: async () => {
        desktop.kill();
        await desktop.ended;
      },
    };
  });

  describe('the desktop application', () => {
    const started = (name: string) =>
      startApplication(program, { display, home: join(folder, name, 'home'), config: join(folder, name, 'config') });

    test('keeps its window where it is, and its page from all but the bridge', async () => {
      const { page, kill } = await started('confined');
      try {
        const found = await page.evaluate(`(async () => {
          const refused = await fetch('https://example.org').then(() => false, () => true);
          const opened = window.open('https://example.org') !== null;
          const granted = (await navigator.permissions.query({ name: 'geolocation' })).state;
          location.href = 'https://example.org';
          return { refused, opened, granted, node: typeof require, bridge: Object.keys(window.barque) };
        })()`);
        expect(found).toEqual({ refused: true, opened: false, granted: 'denied', node: 'undefined', bridge: [] });
        await page.evaluate('new Promise((resolve) => setTimeout(resolve, 100))');
        expect(page.url()).toBe('app://barque/');
        expect(page.context().pages()).toHaveLength(1);
      } finally {
        kill();
      }
    });

    test('finds its engine again after the page was loaded anew, and a second start is told to the first', async () => {
      const first = await started('again');
      try {
        const never = new AbortController().signal;
        const { dir } = await connectEngine(await pagePort(first.page))['clusters.create']({ name: 'kept' }, never);
        await first.page.reload();
        const names = await connectEngine(await pagePort(first.page))['secrets.names']({ dir }, never);
        expect(names).toEqual([]);
        await expect(started('again')).rejects.toThrow();
        expect(first.page.context().pages()).toHaveLength(1);
        await first.page.close();
        expect(await first.ended).toBe(0);
      } finally {
        first.kill();
      }
    });

    test('killed in the middle of a run, it comes back to the interrupted run, and goes on with it', async () => {
      const never = new AbortController().signal;
      const first = await started('killed');
      const before = connectEngine(await pagePort(first.page));
      const { dir } = await before['practice.start']({ masters: 3, workers: 0, speed: 100 }, never);
      const { run } = await before['runs.start']({ dir, spec: await specIn(before, dir), accepted: [] }, never);
      for await (const item of before['runs.follow']({ dir, run }, never)) {
        if (item.type === 'question') await before['questions.answer']({ id: item.question.id, answers: [] }, never);
        if (item.type === 'events' && item.events.some((event) => event.type === 'resource-changed')) break;
      }
      first.kill();
      await first.ended;
      const second = await started('killed');
      try {
        const engine = connectEngine(await pagePort(second.page));
        expect((await engine['clusters.list']({}, never)).clusters.map(({ stage }) => stage)).toEqual(['interrupted']);
        const resumed = await engine['runs.resume']({ dir }, never);
        expect((await followed(engine, dir, resumed.run)).state).toMatchObject({ status: 'success', problems: [] });
      } finally {
        second.kill();
      }
    });
  });
}
