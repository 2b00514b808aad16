import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserHere, openFace, photograph, seriousFaults, type OpenFace } from './face.ts';

const browser = browserHere();
const minute = 60_000;

/** The obvious next thing of a screen: the last of its actions. */
const next = (page: Page) => page.locator('.actions').locator('button, a').last();

/** From the first screen to a practice cluster whose hosts are known. */
async function practise(page: Page, speed: string, each: (screen: string, settled: string) => Promise<void>): Promise<void> {
  await page.getByRole('link', { name: 'Start practice' }).click();
  await page.getByRole('heading', { name: 'Practice mode' }).waitFor();
  await each('practice', '.fields');
  await page.getByRole('combobox', { name: 'Speed' }).click();
  await page.getByRole('option', { name: speed }).click();
  await next(page).click();
  await page.getByText('Verified: every file').waitFor();
  await each('package', '.facts');
  await next(page).click();
  // Nodes are connected to as soon as they have what it takes.
  const accept = page.getByRole('button', { name: /^Accept all/ });
  await accept.or(page.locator('.rail a[href$="/nodes"][data-state=done]')).first().waitFor();
  if (await accept.isVisible()) await accept.click();
  await page.locator('.rail a[href$="/nodes"][data-state=done]').waitFor();
  await each('nodes', '.screen h1');
}

/** Through the checks and the confirmation, which wants the cluster's name. */
async function confirm(page: Page, each: (screen: string, settled: string) => Promise<void>): Promise<void> {
  await page.getByRole('link', { name: 'Checks' }).click();
  await page.getByText('Nothing stands in the way').waitFor();
  await each('checks', '.counts');
  await next(page).click();
  await page.locator('.planned').first().waitFor();
  await each('confirm', '.planned');
  expect(await next(page).isEnabled()).toBe(false);
  await page.getByRole('textbox', { name: "Cluster's name" }).fill(await page.locator('.header .name').innerText());
  await next(page).click();
  await page.locator('.matrix').waitFor();
}

describe.skipIf(browser === undefined)('the face in a browser, in practice (needs chromium)', () => {
  let face: OpenFace;
  beforeAll(async () => {
    face = await openFace(browser ?? '');
  });
  afterAll(async () => {
    await face.close();
  });

  test(
    'from the first click to the report, every screen photographed and without serious faults for assistive technology',
    async () => {
      const { page } = face;
      const faults: string[] = [];
      const each = async (screen: string, settled: string) => {
        await photograph(page, screen, settled);
        faults.push(...(await seriousFaults(page)).map((fault) => `${screen}: ${fault}`));
      };
      await page.getByRole('heading', { level: 1 }).waitFor();
      await each('welcome', '.clusters, .blank');
      await practise(page, 'Ten times as fast', each);
      await page.getByRole('link', { name: /Network/ }).click();
      await each('network', '.screen h1');
      await confirm(page, each);
      await each('deploy', '.matrix');
      // The window is opened anew in the middle of the run: it comes back to it.
      await page.reload();
      await page.locator('.matrix').waitFor();
      await page.getByRole('link', { name: 'To the hand-over' }).click({ timeout: 3 * minute });
      await page.getByText('https://').first().waitFor();
      await each('hand-over', '.report');
      await page.getByRole('button', { name: 'Export', exact: true }).click();
      await page.getByText('Saved as').waitFor();
      await page.getByRole('link', { name: 'To the cluster’s page' }).click();
      await page.getByRole('heading', { name: 'Runs' }).waitFor();
      await each('cluster', '.facts');
      expect(faults).toEqual([]);
      expect(face.complaints).toEqual([]);
    },
    6 * minute,
  );

  test(
    'a join that fails: the card, the remedy, the retry, the finish',
    async () => {
      const { page } = face;
      await page.getByRole('link', { name: /^Barque/ }).click();
      await practise(page, 'Fifty times as fast', () => Promise.resolve());
      await page.getByRole('button', { name: 'Make something go wrong…' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('combobox', { name: 'Host' }).click();
      await page.getByRole('option', { name: 'master-2' }).click();
      await dialog.getByRole('button', { name: 'Break it' }).click();
      await dialog.getByRole('cell', { name: 'master-2' }).waitFor();
      await page.keyboard.press('Escape');
      await confirm(page, () => Promise.resolve());
      const card = page.getByRole('alert').getByRole('article').first();
      await card.waitFor({ timeout: 3 * minute });
      expect(await card.locator('.host').innerText()).toBe('master-2');
      expect(await card.locator('.remedies li').count()).toBeGreaterThan(0);
      await photograph(page, 'problem', '.problem');
      await page.getByRole('button', { name: 'Make something go wrong…' }).click();
      await dialog.getByRole('button', { name: 'Mend' }).click();
      await dialog.getByText('Nothing is broken').waitFor();
      await page.keyboard.press('Escape');
      await card.getByRole('button', { name: 'Try again' }).click();
      await page.getByRole('heading', { name: 'The cluster stands' }).waitFor({ timeout: 3 * minute });
    },
    6 * minute,
  );
});
