import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WebSocketRoute } from 'playwright';
import { describe, expect, test } from 'vitest';
import { launch, newPage, openFace, photograph, savedBy, seriousFaults } from './face.ts';
import { provideBrowser } from './needs.ts';
import {
  awaitHandOver,
  beginAndPause,
  check,
  confirm,
  expectLost,
  expectNothingComparedBeside,
  expectPaused,
  goOn,
  lookAtPaused,
  type Look,
  practise,
  resumeInterrupted,
  walk,
} from './walk.ts';
import { buildWebHost, startWebHost } from './web-process.ts';

const browser = await provideBrowser();
const minute = 60_000;

describe.skipIf(browser === undefined)('the face in a browser, in practice (needs chromium)', () => {
  test(
    'from the first click to the report, every screen photographed and without serious faults for assistive technology',
    async () => {
      const { page, complaints, close } = await openFace(browser ?? '');
      try {
        const faults: string[] = [];
        const look: Look = async (screen, settled) => {
          await photograph(page, screen, settled);
          faults.push(...(await seriousFaults(page)).map((fault) => `${screen}: ${fault}`));
        };
        await walk({ page, saved: (click) => savedBy(page, click) }, { speed: 'Ten times as fast' }, look);
        expect(faults).toEqual([]);
        expect(complaints).toEqual([]);
      } finally {
        await close();
      }
    },
    6 * minute,
  );

  test(
    'a join that fails: the card, the remedy, the retry, the finish',
    async () => {
      const { page, close } = await openFace(browser ?? '');
      try {
        await practise(page, { speed: 'Fifty times as fast' });
        await page.getByRole('button', { name: 'Make something go wrong…' }).click();
        const dialog = page.getByRole('dialog');
        await dialog.getByRole('combobox', { name: 'Host' }).click();
        await page.getByRole('option', { name: 'master-2' }).click();
        await dialog.getByRole('button', { name: 'Break it' }).click();
        await dialog.getByRole('cell', { name: 'master-2' }).waitFor();
        await photograph(page, 'faults', '[role=dialog]');
        await page.keyboard.press('Escape');
        await check(page);
        await confirm(page);
        const card = page.getByRole('alert').getByRole('article').first();
        await card.waitFor({ timeout: 3 * minute });
        expect(await card.locator('.host').innerText()).toBe('master-2');
        await card.locator('.remedies li').first().waitFor();
        // the line below the matrix speaks of the cell that failed, before anybody points at one
        await page.locator('#cell-detail', { hasText: /^master-2/ }).waitFor();
        await page.locator('.matrix .cell.failed').first().click();
        await page.getByRole('region', { name: /^master-2/ }).waitFor();
        await photograph(page, 'problem', '.problem');
        await page.getByRole('button', { name: 'Make something go wrong…' }).click();
        await dialog.getByRole('button', { name: 'Mend' }).click();
        await dialog.getByText('Nothing is broken').waitFor();
        await page.keyboard.press('Escape');
        await card.getByRole('button', { name: 'Try again' }).click();
        await page.getByRole('heading', { name: 'The cluster stands' }).waitFor({ timeout: 3 * minute });
      } finally {
        await close();
      }
    },
    6 * minute,
  );

  test(
    'a page that loses its engine says so and nothing else, and is back at the run by itself when the engine answers again',
    async () => {
      const { page, close } = await openFace(browser ?? '');
      try {
        const lines: WebSocketRoute[] = [];
        await page.routeWebSocket(/\/engine$/, (line) => {
          line.connectToServer();
          lines.push(line);
        });
        await page.reload();
        const before = await beginAndPause(page);
        await page.context().setOffline(true);
        await lines.at(-1)?.close();
        await expectLost(page);
        await page.context().setOffline(false);
        await expectPaused(page, before);
      } finally {
        await close();
      }
    },
    6 * minute,
  );

  test(
    'in the middle of a run the page is reloaded, the browser closed, the web host killed: each time it is back where the run is',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'barque-back-'));
      const program = join(folder, 'program');
      const folders = { home: join(folder, 'home'), config: join(folder, 'config') };
      await buildWebHost(program);
      let web = await startWebHost(program, folders);
      const browsers = [await launch(browser ?? '')];
      const another = async () => {
        await browsers.at(-1)?.close();
        const opened = await launch(browser ?? '');
        browsers.push(opened);
        const page = await newPage(opened);
        await page.goto(web.address);
        return page;
      };
      try {
        let page = await another();
        const before = await beginAndPause(page);
        await page.reload();
        await expectPaused(page, before);
        await expectNothingComparedBeside(page);
        await expectPaused(page, before);

        // Another browser needs the launch's token, and is led to the run.
        page = await another();
        await lookAtPaused(page, (screen, settled) => photograph(page, screen, settled));
        await expectPaused(page, before);

        await goOn(page);
        await web.end('SIGKILL');
        await expectLost(page);
        await photograph(page, 'engine-gone', '.problem');
        web = await startWebHost(program, folders);
        page = await another();
        await resumeInterrupted(page, before, (screen, settled) => photograph(page, screen, settled));
        await awaitHandOver(page);
      } finally {
        await browsers.at(-1)?.close();
        await web.end('SIGKILL');
        await rm(folder, { recursive: true, force: true });
      }
    },
    6 * minute,
  );
});
