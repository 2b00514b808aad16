import { describe, expect, test } from 'vitest';
import { practiceRegistry } from '../../shared/practice/registry.ts';
import { openFace, photograph, seriousFaults } from './face.ts';
import { provideBrowser } from './needs.ts';
import { check, practise } from './walk.ts';

const browser = await provideBrowser();
const minute = 60_000;

describe.skipIf(browser === undefined)('a registry, in practice (needs chromium)', () => {
  test(
    'of the customer’s: typed, told what is missing by every host, put right; for another one it is asked anew',
    async () => {
      const { page, complaints, close } = await openFace(browser ?? '');
      try {
        await practise(page, { masters: '3', workers: '0', speed: 'Fifty times as fast' });
        await page.getByRole('link', { name: /Network/ }).click();
        const panel = page.getByRole('region', { name: 'Image registry' });
        const field = (name: string) => panel.getByRole('textbox', { name, exact: true });
        await panel.locator('label', { hasText: 'Your own' }).click();
        await field('Address').fill('https://registry.practice');
        await panel.getByText('Leave out “https://”').waitFor();
        await field('Address').fill(practiceRegistry.address);
        await field('Project').fill('other');
        await panel.getByRole('combobox', { name: 'Connection' }).click();
        await page.getByRole('option', { name: /Plain HTTP/ }).click();
        await panel.getByText('can read the password').waitFor();
        await field('Robot account').fill(practiceRegistry.user);
        await panel.getByText('The password of the robot account is missing').waitFor();
        await panel.scrollIntoViewIfNeeded();
        await photograph(page, 'network-registry', '.screen h1');
        expect(await seriousFaults(page)).toEqual([]);

        await page.getByRole('link', { name: 'Checks' }).click();
        await page.getByRole('button', { name: 'Check the hosts' }).click();
        await page.getByText('the password of the login is not there').first().waitFor();
        await photograph(page, 'checks-registry', '.counts');
        const card = page.getByRole('article');
        await expect
          .poll(() => card.locator('.hosts').allInnerTexts())
          .toEqual([expect.stringMatching(/^master-1\s+master-2\s+master-3$/)]);

        // the setting that the card names is where it leads
        await card.getByRole('link', { name: 'Image registry › Password' }).click();
        await expect.poll(() => page.locator(':focus').getAttribute('data-field')).toBe('registry.secret');
        await field('Password').fill(practiceRegistry.password);
        await field('Password').press('Enter');
        await panel.getByPlaceholder(/kept/i).waitFor();
        await page.getByRole('link', { name: 'Checks' }).click();
        await page.getByRole('button', { name: 'Check the hosts' }).click();
        await page.getByText('the project is not there').first().waitFor();

        // what was typed for one kind stays while another is chosen
        await page.getByRole('link', { name: /Network/ }).click();
        await panel.locator('label', { hasText: 'On the masters' }).click();
        await panel.locator('label', { hasText: 'Your own' }).click();
        expect(await field('Address').inputValue()).toBe(practiceRegistry.address);
        await field('Project').fill(practiceRegistry.project);
        await page.getByRole('link', { name: 'Checks' }).click();
        await page.getByRole('button', { name: 'Check the hosts' }).click();
        await check(page);
        expect(complaints).toEqual([]);
      } finally {
        await close();
      }
    },
    4 * minute,
  );
});
