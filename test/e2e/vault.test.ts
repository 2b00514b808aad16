import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright';
import { describe, expect, test } from 'vitest';
import { openFace, photograph, seriousFaults } from './face.ts';
import { provideBrowser } from './needs.ts';
import { check, confirm, practise } from './walk.ts';

const browser = await provideBrowser();
const minute = 60_000;
const first = 'the first of this test';
const second = 'and the second one';
const theirs = 'what the customer chose';

/** What a dialog is filled in with, by label; its last button is pressed then. */
async function answer(page: Page, typed: Readonly<Record<string, string>>): Promise<void> {
  const dialog = page.getByRole('dialog');
  for (const [label, value] of Object.entries(typed)) await dialog.getByLabel(label).and(page.locator('input')).fill(value);
  await dialog.locator('.dialog-actions button').last().click();
}

describe.skipIf(browser === undefined)('the vault, in practice (needs chromium)', () => {
  test(
    'is encrypted, locked, opened by its passphrase alone, handed over, and its keys erased here where the cluster’s name is typed',
    async () => {
      const { page, complaints, close } = await openFace(browser ?? '');
      try {
        await practise(page, { masters: '3', workers: '0', speed: 'Fifty times as fast' });
        await check(page);
        await confirm(page);
        await page.getByRole('heading', { name: 'The cluster stands' }).waitFor({ timeout: 3 * minute });
        const header = page.locator('.header a.name');
        await header.click();
        const vault = page.getByRole('region', { name: 'Vault' });
        const press = (name: RegExp) => vault.getByRole('button', { name }).click();
        const workspace = await page.locator('.facts dd, dd').filter({ hasText: '/practice' }).innerText();

        await press(/^Protect with a passphrase/);
        await photograph(page, 'vault-protect', '[role=dialog]');
        const dialog = page.getByRole('dialog');
        await dialog.getByLabel('New passphrase').fill(first);
        await dialog.getByLabel('The same once more').fill(second);
        await dialog.getByText('The two differ').waitFor();
        await answer(page, { 'The same once more': first });
        await press(/^Lock$/);
        await vault.getByText('encrypted and locked').waitFor();

        await press(/^Unlock…$/);
        await answer(page, { Passphrase: second });
        await dialog.getByRole('article').waitFor();
        expect(await seriousFaults(page)).toEqual([]);
        await photograph(page, 'vault-unlock', '[role=dialog] .problem');
        await answer(page, { Passphrase: first });
        await vault.getByText('encrypted, open until').waitFor();

        await press(/^Hand over/);
        const copy = join(dirname(workspace), 'for the customer');
        await photograph(page, 'vault-hand-over', '[role=dialog]');
        await answer(page, { 'New folder for the copy': copy, 'Passphrase of the copy': theirs, 'The same once more': theirs });
        await dialog.getByText(`secrets copied to ${copy} and compared`).waitFor();
        expect(existsSync(copy)).toBe(true);
        await dialog.getByRole('button', { name: 'Close' }).last().click();
        await vault.getByText('handed the keys over to').waitFor();

        await press(/^Erase the keys/);
        await dialog.getByRole('button', { name: 'Erase', exact: true }).and(page.locator(':disabled')).waitFor();
        await photograph(page, 'vault-erase', '[role=dialog]');
        const name = await header.innerText();
        await answer(page, { [`Type the name of the cluster, ${name}, to erase`]: name });
        await vault.getByText(/erased \d+ secrets here/).waitFor();
        await photograph(page, 'vault-erased', '.screen h2');
        expect(complaints).toEqual([]);
      } finally {
        await close();
      }
    },
    6 * minute,
  );
});
