import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packApplication } from '../../build/packaged.ts';
import { electronRuntime } from '../desktop/application.ts';
import { openScreen } from '../desktop/screen.ts';
import { openSecretService } from '../desktop/secret-service.ts';
import { DesktopWindow } from '../desktop/window.ts';
import { photograph } from './face.ts';
import { provideSecretService } from './needs.ts';
import {
  beginAndPause,
  expectLost,
  expectPaused,
  goOn,
  lookAtPaused,
  type Look,
  practise,
  resumeInterrupted,
  walk,
} from './walk.ts';

const runtime = electronRuntime();
const screen = runtime === undefined ? undefined : await openScreen();
const keyring = screen !== undefined && (await provideSecretService());
const minute = 60_000;

if (runtime === undefined) test.skip('the window: no Electron runtime here (ELECTRON_OVERRIDE_DIST_PATH names one)');
else if (screen === undefined) test.skip('the window: neither a screen nor Xvfb here');
else
  describe('the face in the window, in practice', () => {
    let folder: string;
    let program: string;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'barque-window-'));
      program = await packApplication(runtime, join(folder, 'packed'), { inspectable: true });
    }, 5 * minute);
    afterAll(async () => {
      screen.close();
      await rm(folder, { recursive: true, force: true });
    });

    const open = async (name: string, env: Readonly<Record<string, string>> = {}) => {
      const home = join(folder, name);
      await mkdir(home, { recursive: true });
      return DesktopWindow.open({ program, display: screen.display, home, config: join(home, 'config'), env });
    };
    const lookAt =
      (window: DesktopWindow): Look =>
      async (name, settled) =>
        photograph(await window.page(), name, settled, 'desktop');

    test(
      'from the first click to the report, every screen photographed',
      async () => {
        const window = await open('walk');
        try {
          const page = await window.page();
          const complaints: string[] = [];
          page.on('pageerror', (error) => complaints.push(String(error)));
          await walk({ page, saved: (click) => window.saved(click) }, { speed: 'Fifty times as fast' }, lookAt(window));
          expect(complaints).toEqual([]);
          await page.close();
          expect(await window.ended).toBe(0);
        } finally {
          await window.kill();
        }
      },
      6 * minute,
    );

    test(
      'in the middle of a run the window is reloaded and closed, the application killed: it is back where the run is, which ends without a window',
      async () => {
        let window = await open('back');
        try {
          let page = await window.page();
          const before = await beginAndPause(page);
          await page.reload();
          await expectPaused(page, before);

          // Closing asks. The run stays with the application, and a second start has the window back.
          expect(await window.closeWindow(page, 'stay')).toBe('A run is going on');
          // in the language that was chosen, not the system's
          await page.locator('.header label', { hasText: '中文' }).click();
          await expect.poll(() => window.closeWindow(page, 'stay'), { timeout: minute / 2 }).toBe('运行尚未结束');
          await page.locator('.header label', { hasText: 'English' }).click();
          await expect.poll(() => window.closeWindow(page, 'stay'), { timeout: minute / 2 }).toBe('A run is going on');
          await expectPaused(page, before);
          expect(await window.closeWindow(page, 'background')).toBe('A run is going on');
          page = await window.startAgain();
          await lookAtPaused(page);
          await expectPaused(page, before);

          await goOn(page);
          await window.kill();
          window = await open('back');
          page = await window.page();
          await resumeInterrupted(page, before, (name, settled) => photograph(page, name, settled, 'desktop'));
          // cells of the run that was cut off still show as running: only a run that goes on can be paused
          await page.getByRole('button', { name: 'Pause', exact: true }).waitFor();

          // It goes on in the background to its end, and the application with it.
          expect(await window.closeWindow(page, 'background')).toBe('A run is going on');
          expect(await window.ended).toBe(0);
          window = await open('back');
          page = await window.page();
          await page.locator('.clusters').getByText('deployed', { exact: true }).waitFor();
        } finally {
          await window.kill();
        }
      },
      6 * minute,
    );

    test.skipIf(!keyring)(
      'the vault is opened by the desktop’s keyring from when that is wished until it is taken back, and by no other desktop',
      async () => {
        const service = await openSecretService(await mkdtemp(join(folder, 'keyring-')));
        const passphrase = 'only for this test';
        const toVault = async (window: DesktopWindow) => {
          const page = await window.page();
          await page.locator('.clusters a').first().click();
          await page.locator('.header a.name').click();
          return page.getByRole('region', { name: 'Vault' });
        };
        const press = (vault: Locator, name: RegExp) => vault.getByRole('button', { name }).click();
        const locked = (vault: Locator) => vault.getByText('encrypted and locked').waitFor();
        let window = await open('keyring', service.env);
        try {
          await practise(await window.page(), { masters: '1', workers: '0', speed: 'Fifty times as fast' });
          await (await window.page()).getByRole('link', { name: 'Barque' }).click();
          let vault = await toVault(window);
          await press(vault, /^Protect with a passphrase/);
          const dialog = (await window.page()).getByRole('dialog');
          await dialog.getByLabel('New passphrase').fill(passphrase);
          await dialog.getByLabel('The same once more').fill(passphrase);
          await dialog.getByRole('button').last().click();
          await press(vault, /^Let this computer open it too/);
          await vault.getByRole('button', { name: /^No longer let this computer/ }).waitFor();

          // as after a night: another start, and nothing is typed
          await window.kill();
          window = await open('keyring', service.env);
          vault = await toVault(window);
          await locked(vault);
          await press(vault, /^Unlock by this computer/);
          await vault.getByText('encrypted, open until').waitFor();

          // a desktop without this keyring is offered nothing of the kind
          await window.kill();
          window = await open('keyring');
          vault = await toVault(window);
          await locked(vault);
          await vault.getByRole('button', { name: /this computer/ }).waitFor({ state: 'detached' });

          // taken back, the keyring opens nothing any more
          await window.kill();
          window = await open('keyring', service.env);
          vault = await toVault(window);
          await press(vault, /^Unlock by this computer/);
          await press(vault, /^No longer let this computer/);
          await press(vault, /^Lock$/);
          await locked(vault);
          await vault.getByRole('button', { name: /^Unlock by this computer/ }).waitFor({ state: 'detached' });
        } finally {
          await window.kill();
          await service.close();
        }
      },
      4 * minute,
    );

    test(
      'in the middle of a run the engine is killed, and later the run stopped with the window: each time it is found again and gone on with',
      async () => {
        let window = await open('stop');
        try {
          let page = await window.page();
          await beginAndPause(page);
          await goOn(page);
          await window.killEngine();
          await expectLost(page);
          await photograph(page, 'engine-gone', '.problem', 'desktop');
          await page.getByRole('button', { name: 'Load the page again' }).click();
          await page.getByRole('heading', { level: 1, name: 'Interrupted' }).waitFor();
          await page.getByRole('button', { name: 'Go on', exact: true }).click();
          await page.getByRole('button', { name: 'Pause', exact: true }).click();

          // It is stopped before the application ends: nothing is cut off.
          await window.closeWindow(page, 'stop');
          expect(await window.ended).toBe(0);
          window = await open('stop');
          page = await window.page();
          const banner = page.getByRole('status').filter({ hasText: 'was interrupted' });
          await banner.getByRole('link', { name: 'Go to it' }).click();
          await page.getByRole('heading', { level: 1, name: 'Cancelled' }).waitFor();
          await page.getByRole('button', { name: 'Go on', exact: true }).click();
          await page.getByRole('heading', { level: 1, name: 'The cluster stands' }).waitFor({ timeout: 3 * minute });
        } finally {
          await window.kill();
        }
      },
      6 * minute,
    );
  });
