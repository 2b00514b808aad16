import type { Locator, Page } from 'playwright';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openFace, photograph, seriousFaults, type OpenFace } from './face.ts';
import { provideBrowser } from './needs.ts';
import { check, choose, confirm, finish, practise } from './walk.ts';

const browser = await provideBrowser();
const minute = 60_000;
/** What the screen shows soon is waited for, on a machine with much else to do too. */
const patience = { timeout: minute / 2 };

const hosts = ['master-1', 'master-2', 'master-3'];
const practice = { masters: '3', workers: '0', speed: 'Ten times as fast' } as const;

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** Gives hosts a fault, by the screen of practice; what the hosts themselves show then. */
async function breaks(page: Page, fault: string, ...hosts: string[]): Promise<string> {
  await page.getByRole('button', { name: 'Make something go wrong…' }).click();
  const dialog = page.getByRole('dialog');
  for (const host of hosts) {
    await choose(page, 'Fault', fault);
    await choose(page, 'Host', host);
    await dialog.getByRole('button', { name: 'Break it' }).click();
    await dialog.getByRole('cell', { name: host }).waitFor();
  }
  const shown = dialog.locator('td code').first();
  const says = (await shown.count()) > 0 ? await shown.innerText() : '';
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  return says;
}

async function mend(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Make something go wrong…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Mend' }).click();
  await dialog.getByText('Nothing is broken').waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
}

/** Begins a run that is paused as soon as the hosts are prepared and before they are sent what they need, and breaks a host then. */
async function breaksInRun(page: Page, fault: string, host: string): Promise<void> {
  await Promise.all([confirm(page), button(page, 'Pause').click()]);
  await button(page, 'Continue').click();
  await button(page, 'Pause').click();
  await page.getByText('Paused: what runs goes on').waitFor();
  await breaks(page, fault, host);
  await button(page, 'Continue').click();
}

/** Puts a screen's wake lock that counts itself in the place of the browser's, which has no screen here. */
const countLocks = `
  window.locks = 0;
  Object.defineProperty(navigator, 'wakeLock', { value: { request: () => {
    window.locks += 1;
    return Promise.resolve({ release: () => { window.locks -= 1; return Promise.resolve(); } });
  } } });`;
const locks = (page: Page) => page.evaluate<number>('window.locks');

interface Card {
  readonly host: string;
  readonly what: string;
  readonly found: string;
  readonly expected: string;
  readonly remedies: readonly string[];
}

async function read(card: Locator): Promise<Card> {
  const [found = '', expected = ''] = await card.locator('dd').allInnerTexts();
  return {
    host: await card.locator('.host').innerText(),
    what: await card.locator('h3').innerText(),
    found,
    expected,
    remedies: await card.locator('.remedies li').allInnerTexts(),
  };
}

/** A card says in both languages which host, what was found, what was expected and what to do; photographed, and asked by axe. */
async function readBoth(page: Page, card: Locator, name: string): Promise<Card> {
  await card.waitFor({ timeout: 3 * minute });
  await photograph(page, `fault-${name}`, '.problem');
  expect(await seriousFaults(page)).toEqual([]);
  await page.locator('.header label', { hasText: '中文' }).click();
  await card.locator('h3', { hasText: /[\u4e00-\u9fff]/ }).waitFor();
  const chinese = await read(card);
  await page.locator('.header label', { hasText: 'English' }).click();
  await card.locator('h3', { hasText: /^[^\u4e00-\u9fff]*$/ }).waitFor();
  const english = await read(card);
  for (const of of [chinese, english]) {
    expect(of.remedies.length).toBeGreaterThan(0);
    expect([of.host, of.what, of.found, of.expected].every((text) => text !== '')).toBe(true);
  }
  expect(chinese.host).toBe(english.host);
  expect(`${chinese.what}${chinese.remedies.join('')}`).toMatch(/[\u4e00-\u9fff]/);
  return english;
}

const cards = (page: Page) => page.getByRole('article');

describe.skipIf(browser === undefined)('a fault in practice, by the face in a browser (needs chromium)', () => {
  let face: OpenFace;
  beforeAll(async () => {
    face = await openFace(browser ?? '');
  }, minute);
  afterAll(() => face.close());
  beforeEach(async () => {
    // what a test that failed left open is none of the next one's
    await face.page.reload();
    await face.page.locator('.header label', { hasText: 'English' }).click();
    await face.page.getByRole('link', { name: /^Barque/ }).click();
  });

  test(
    'a wrong password is refused by one host and tried on no other; the right one is typed where the card is',
    async () => {
      const { page } = face;
      await practise(page, practice);
      const password = await breaks(page, 'The password is wrong', ...hosts);
      await button(page, 'Connect again').click();
      await page.locator('.chip.bad').nth(2).waitFor();
      const whats: string[] = [];
      for (const host of hosts) {
        await page.getByRole('gridcell', { name: host }).click();
        await page.getByRole('heading', { name: `Selected node: ${host}` }).waitFor();
        const card = await read(cards(page).first());
        expect(card.host).toBe(host);
        whats.push(card.what);
      }
      expect(whats.filter((what) => what === 'The host refuses the login')).toHaveLength(1);
      expect(whats.filter((what) => what.startsWith('The credential was not tried here'))).toHaveLength(2);
      const at = whats.indexOf('The host refuses the login');
      await page.getByRole('gridcell', { name: hosts[at] ?? '' }).click();
      const refused = await readBoth(page, cards(page).first(), 'wrong-password');
      expect(refused.found).toContain('refused');
      await page.getByLabel('Password', { exact: true }).first().fill(password);
      await button(page, 'Keep').click();
      await button(page, 'Keep').waitFor({ state: 'hidden' });
      await button(page, 'Connect again').click();
      await check(page);
      await confirm(page);
      await finish(page);
    },
    6 * minute,
  );

  test(
    'a changed host key is accepted by who compared both fingerprints, and by no click in passing',
    async () => {
      const { page } = face;
      await practise(page, practice);
      await check(page);
      const shown = await breaks(page, 'The host key has changed', 'master-3');
      await button(page, 'Check all again').click();
      const card = cards(page).filter({ hasText: 'ssh.host-key-changed' });
      const changed = await readBoth(page, card, 'host-key-changed');
      expect(changed).toMatchObject({ host: 'master-3', found: expect.stringContaining(shown) as unknown });
      expect(changed.expected).toMatch(/^SHA256:/);
      await card.getByRole('button', { name: 'Compare the keys…' }).click();
      const dialog = page.getByRole('dialog');
      await expect.poll(() => dialog.locator('.keys dd').allInnerTexts(), patience).toEqual([changed.expected, shown]);
      const accept = dialog.getByRole('button', { name: 'Accept the new key' });
      expect(await accept.isEnabled()).toBe(false);
      await dialog.getByRole('checkbox').check();
      await page.screenshot({ path: 'coverage/screens/compare-keys.png' });
      await accept.click();
      await page.getByText('Nothing stands in the way').waitFor();
      await confirm(page);
      await finish(page);
    },
    6 * minute,
  );

  test(
    'a disk that fills in the run: the run says so and for what there was no room, and goes on when there is',
    async () => {
      const { page } = face;
      await practise(page, practice);
      await check(page);
      await breaksInRun(page, 'The disk is full', 'master-3');
      const card = page.getByRole('alert').getByRole('article').first();
      const full = await readBoth(page, card, 'disk-full');
      expect(full).toMatchObject({ host: 'master-3', what: 'A disk of the host is full' });
      // which of the steps that write there meets it first is theirs
      expect(full.found).toMatch(/^no space left on it for: \w+ \S/);
      await mend(page);
      await card.getByRole('button', { name: 'Try again' }).click();
      await finish(page);
    },
    6 * minute,
  );

  test(
    'a step that a cluster stands without is skipped from its card, which says what that costs; the cell, the summary and the report name it',
    async () => {
      const { page } = face;
      await practise(page, { ...practice, speed: 'Fifty times as fast' });
      await breaks(page, 'Security software deletes Helm', 'master-2', 'master-3');
      await check(page);
      await confirm(page);
      const card = page.getByRole('alert').getByRole('article').first();
      const removed = await readBoth(page, card, 'helm-removed');
      expect(['master-2', 'master-3']).toContain(removed.host);
      // the card alone has the way on
      await page.locator('.actions').waitFor({ state: 'detached' });
      await expect.poll(() => page.getByRole('button', { name: /^(Try again|Go on)$/ }).count(), patience).toBe(1);
      await button(page, 'Skip this step…').first().click();
      const dialog = page.getByRole('dialog');
      await dialog.getByText('There is no Helm on this master.').waitFor();
      await dialog.getByRole('checkbox', { name: 'On all 2 hosts where it failed' }).check();
      await photograph(page, 'skip', '[role=dialog]');
      expect(await seriousFaults(page)).toEqual([]);
      await dialog.getByRole('button', { name: 'Skip it and go on' }).click();
      await page.getByRole('heading', { name: 'The cluster stands' }).waitFor({ timeout: 3 * minute });
      await page.getByText('Skipped: Helm (master-2), Helm (master-3)').waitFor();
      await page.getByRole('gridcell', { name: /^master-2, add-ons: skipped/ }).waitFor();
      await photograph(page, 'skipped', '.matrix');
      await finish(page);
      await page.locator('.report').getByText('Skipped steps').waitFor();

      // the run that failed is still there to be looked at, and no more than that
      await page.getByRole('link', { name: 'To the cluster’s page' }).click();
      const runs = page.getByRole('region', { name: 'Runs' }).getByRole('row');
      await runs.filter({ hasText: 'success' }).getByText('2 skipped').waitFor();
      await runs.last().scrollIntoViewIfNeeded();
      await photograph(page, 'runs', '.plain');
      await runs.filter({ hasText: 'failed' }).getByRole('link').click();
      await page.getByText('A later run came after it.').waitFor();
      await cards(page).first().waitFor();
      await page.getByRole('log').waitFor();
      await expect.poll(() => page.locator('.problem .do').count(), patience).toBe(0);
      await photograph(page, 'past-run', '.matrix');
      expect(await seriousFaults(page)).toEqual([]);
    },
    6 * minute,
  );

  test(
    'a connection that is lost is tried again, and the run goes on by itself when it is back',
    async () => {
      const { page } = face;
      await page.evaluate(countLocks);
      await practise(page, practice);
      await check(page);
      expect(await locks(page)).toBe(0);
      await breaksInRun(page, 'The connection is lost', 'master-3');
      // the computer is kept awake while it is waited for
      await expect.poll(() => locks(page), patience).toBe(1);
      await page.getByText('the connection to master-3, which was lost').first().waitFor();
      await mend(page);
      await finish(page);
      await expect.poll(() => locks(page), patience).toBe(0);
    },
    6 * minute,
  );

  test(
    'a connection that does not come back is a problem; mended, the run is gone on with',
    async () => {
      const { page } = face;
      await practise(page, practice);
      await check(page);
      await breaksInRun(page, 'The connection is lost', 'master-3');
      const card = page.getByRole('alert').getByRole('article').first();
      const lost = await readBoth(page, card, 'connection-lost');
      expect(lost).toMatchObject({ host: 'master-3', found: expect.stringMatching(/attempts to connect again/) as unknown });
      await mend(page);
      await card.getByRole('button', { name: 'Try again' }).click();
      await finish(page);
      expect(face.complaints).toEqual([]);
    },
    6 * minute,
  );
});
