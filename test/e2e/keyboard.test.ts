import type { Locator, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openFace, type OpenFace } from './face.ts';
import { provideBrowser } from './needs.ts';
import { next } from './walk.ts';

const browser = await provideBrowser();
const minute = 60_000;

/** No screen of the way has more places to stop at. */
const mostStops = 80;
/** An element, as far as it is looked at here. */
interface Drawn {
  readonly ownerDocument: {
    readonly activeElement: unknown;
    readonly defaultView: { readonly getComputedStyle: (of: Drawn) => Readonly<Record<string, string>> };
  };
}
const isFocused = (element: Drawn): boolean => element === element.ownerDocument.activeElement;
/** What shows a person where the focus is. */
const marks = (element: Drawn): string => {
  const style = element.ownerDocument.defaultView.getComputedStyle(element);
  return ['outlineStyle', 'outlineWidth', 'outlineColor', 'boxShadow', 'borderColor'].map((name) => style[name]).join(' ');
};

/** Goes to something with the Tab key alone, and sees that it looks otherwise than without the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  // a dialog gives the focus to what is to be done in it
  if (await target.evaluate(isFocused)) return;
  const unfocused = await target.evaluate(marks);
  for (let stop = 0; stop < mostStops; stop++) {
    await page.keyboard.press('Tab');
    if (!(await target.evaluate(isFocused))) continue;
    await expect.poll(() => target.evaluate(marks)).not.toBe(unfocused);
    return;
  }
  throw new Error(`the Tab key does not lead to ${String(target)}`);
}

async function press(page: Page, target: Locator): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press('Enter');
}

describe.skipIf(browser === undefined)('the face without a mouse (needs chromium)', () => {
  let face: OpenFace;
  beforeAll(async () => {
    face = await openFace(browser ?? '');
  }, minute);
  afterAll(() => face.close());

  test(
    'leads from the first screen through a practice deployment to the hand-over and the cluster’s status by the keyboard alone',
    async () => {
      const { page } = face;
      await press(page, page.getByRole('link', { name: 'Start practice' }));
      await page.getByRole('heading', { name: 'Practice mode' }).waitFor();
      const speed = page.getByRole('combobox', { name: 'Speed' });
      await press(page, speed);
      await page.getByRole('option', { name: 'Fifty times as fast', exact: true }).waitFor();
      await page.keyboard.press('End');
      await page.keyboard.press('Enter');
      await press(page, next(page));

      await page.getByText('Verified: every file').waitFor();
      await press(page, next(page));

      await press(page, page.getByRole('button', { name: /^Accept all/ }));
      await page.locator('.rail a[href$="/nodes"][data-state=done]').waitFor();
      await press(page, page.getByRole('link', { name: 'Checks' }));

      await page.getByText('Nothing stands in the way').waitFor();
      await press(page, next(page));

      await page.locator('.planned').first().waitFor();
      await tabTo(page, page.getByRole('textbox', { name: "Cluster's name" }));
      await page.keyboard.type(await page.locator('.header .name').innerText());
      await press(page, next(page));

      const matrix = page.locator('.matrix [tabindex="0"]').first();
      await tabTo(page, matrix);
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('Enter');
      await page.getByRole('region', { name: /^(master|worker)-\d/ }).waitFor();

      const handOver = page.getByRole('link', { name: 'To the hand-over' });
      await handOver.waitFor({ timeout: 3 * minute });
      await press(page, handOver);
      await page.locator('.report').waitFor();

      await press(page, page.getByRole('link', { name: 'Cluster status' }));
      await page.locator('.seen-state .chip.ok').waitFor();
      const again = page.getByRole('button', { name: /^(Look again|Cancel)$/ });
      await press(page, again);
      // it keeps the focus while it is looked, and looks once more
      await page.getByRole('button', { name: 'Look again' }).waitFor();
      expect(await again.evaluate(isFocused)).toBe(true);
      expect(face.complaints).toEqual([]);
    },
    6 * minute,
  );
});
