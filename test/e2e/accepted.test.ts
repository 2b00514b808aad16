import { describe, expect, test } from 'vitest';
import { openFace, photograph, seriousFaults } from './face.ts';
import { provideBrowser } from './needs.ts';
import { confirm, finish, practise } from './walk.ts';

const browser = await provideBrowser();
const minute = 60_000;
const by = '王工';
const reason = 'The network team routes this address to the masters';

describe.skipIf(browser === undefined)('a finding that is accepted, in practice (needs chromium)', () => {
  test(
    'holds nobody up once somebody has given a name and a reason: they can be taken back, and stand in the report',
    async () => {
      const { page, complaints, close } = await openFace(browser ?? '');
      try {
        await practise(page, { masters: '3', workers: '0', speed: 'Fifty times as fast' });
        await page.getByRole('link', { name: /Network/ }).click();
        await page.getByRole('textbox', { name: 'Address', exact: true }).first().fill('10.200.0.10');
        await page.getByRole('link', { name: 'Checks' }).click();
        const card = page.getByRole('article');
        const held = page.getByText('Blockers have to be remedied or accepted first');
        await held.waitFor();
        // one card for all hosts of which the same was found
        await card.getByText('3 hosts').waitFor();
        for (const host of ['master-1', 'master-2', 'master-3']) await card.getByText(host).waitFor();

        const dialog = page.getByRole('dialog');
        const accept = async () => {
          await card.getByRole('button', { name: 'Accept it…' }).click();
          await dialog.getByRole('button', { name: 'Accept' }).and(page.locator(':disabled')).waitFor();
          await dialog.getByLabel('Your name').fill(by);
          await dialog.getByLabel('Reason').fill(reason);
        };
        await accept();
        await photograph(page, 'accept', '[role=dialog]');
        expect(await seriousFaults(page)).toEqual([]);
        await dialog.getByRole('button', { name: 'Accept' }).click();
        await card.getByText(`${by}: ${reason}`).waitFor();
        await photograph(page, 'accepted', '.problem');
        await card.getByRole('button', { name: 'Take back' }).click();
        await held.waitFor();
        await accept();
        await dialog.getByRole('button', { name: 'Accept' }).click();
        await held.waitFor({ state: 'detached' });

        await confirm(page);
        await finish(page);
        await page.locator('.report', { hasText: by }).filter({ hasText: reason }).waitFor();
        expect(complaints).toEqual([]);
      } finally {
        await close();
      }
    },
    6 * minute,
  );
});
