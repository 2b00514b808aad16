import type { Page } from 'playwright';
import { describe, expect, test } from 'vitest';
import { openFace, photograph, seriousFaults } from './face.ts';
import { provideBrowser } from './needs.ts';
import { check, choose, confirm, finish, practise } from './walk.ts';

const browser = await provideBrowser();
const minute = 60_000;
/** Hosts start what they run again, on a machine with much else to do. */
const patience = { timeout: 3 * minute };

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
/** A bar of its own within the page's; the page itself is no element of these. */
const scrolling = `[...document.querySelectorAll('.panel *')].filter((one) =>
  one.scrollHeight > one.clientHeight + 1 && getComputedStyle(one).overflowY === 'auto').map((one) => one.className)`;

/** Asks the nodes for their certificates, on the cluster's page. */
async function look(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Look/ }).click();
  await page.getByRole('status').filter({ hasText: 'nothing amiss' }).waitFor(patience);
}

describe.skipIf(browser === undefined)('a renewal in practice, by the face in a browser (needs chromium)', () => {
  test(
    'what it touches is read before it begins; it is cancelled behind the first master and gone on with to its end',
    async () => {
      const { page, complaints, close } = await openFace(browser ?? '');
      try {
        await practise(page, { masters: '3', workers: '2', speed: 'Fifty times as fast' });
        await check(page);
        await confirm(page);
        await finish(page);
        await page.getByRole('link', { name: 'To the cluster’s page' }).click();
        await look(page);
        await photograph(page, 'certificates', '.screen h2');
        expect(await seriousFaults(page)).toEqual([]);
        expect(await page.evaluate(scrolling)).toEqual([]);

        await button(page, 'Renew now…').click();
        const dialog = page.getByRole('dialog');
        const rows = dialog.getByRole('table', { name: 'What it touches' }).locator('tbody tr');
        await expect.poll(() => rows.count()).toBe(3);
        await photograph(page, 'renew', '[role=dialog] table');
        expect(await seriousFaults(page)).toEqual([]);
        await choose(page, 'On', 'worker-1');
        await expect.poll(() => rows.allInnerTexts()).toEqual([expect.stringMatching(/^worker-1\s+2\s+kubelet$/) as string]);
        await dialog.getByRole('checkbox', { name: 'kubelets' }).uncheck();
        await dialog.getByText('Nothing is renewed by this choice').waitFor();
        expect(await button(page, 'Renew').isEnabled()).toBe(false);
        await page.keyboard.press('Escape');
        await dialog.waitFor({ state: 'hidden' });

        await button(page, 'Renew now…').click();
        await button(page, 'Renew').click();
        await page.getByRole('heading', { name: 'Renewing certificates' }).waitFor(patience);
        // the first master's turn ends before it is cancelled, whatever time that takes
        await page.getByRole('button', { name: 'Pause', exact: true }).click();
        await page.getByText('Paused: what runs goes on').waitFor(patience);
        await photograph(page, 'renewing', '.matrix');
        await button(page, 'Cancel the run').click();
        await dialog.getByRole('button', { name: 'Cancel the run' }).click();
        await page.getByRole('heading', { name: 'Cancelled' }).waitFor(patience);

        // the cluster stands all the while
        await page.getByRole('link', { name: /Hand-over/ }).click();
        await button(page, 'Export').waitFor(patience);
        await page.locator('.header a.name').click();
        await page.getByText('latest run interrupted').waitFor(patience);
        await page.getByRole('heading', { name: 'Nodes' }).waitFor(patience);
        await page.getByRole('button', { name: /^Look/ }).click();
        await page.getByText('is not finished').waitFor(patience);
        await photograph(page, 'renewal-unfinished', '.banner.warn');
        await button(page, 'Go on with the renewal').click();
        await dialog.getByRole('button', { name: 'Go on with the renewal' }).click();
        await page.getByRole('heading', { name: 'The certificates are renewed' }).waitFor(patience);
        await photograph(page, 'renewed', '.matrix');
        await page.getByRole('link', { name: 'To the cluster’s page' }).click();
        await look(page);
        await page.getByText('is not finished').waitFor({ state: 'detached' });
        expect(complaints).toEqual([]);
      } finally {
        await close();
      }
    },
    8 * minute,
  );
});
