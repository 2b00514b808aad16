import type { Locator, Page } from 'playwright';
import { expect } from 'vitest';
import { parseInventory } from '../../shared/bundle/inventory.ts';

/** A look at a screen on the way; `settled` is a selector of what is there when it is drawn. */
export type Look = (screen: string, settled: string) => Promise<void>;
const unseen: Look = () => Promise.resolve();

/** A window of the product: its page, and what a click lets it save, read back from where it was saved. */
export interface OpenWindow {
  readonly page: Page;
  readonly saved: (click: () => Promise<void>) => Promise<{ readonly name: string; readonly content: Buffer }>;
}

/** What is practised with. */
export interface Practice {
  readonly masters?: '1' | '3';
  readonly workers?: '0' | '2';
  readonly speed: 'Ten times as fast' | 'Fifty times as fast';
}

/** A deployment at ten times its speed, on a machine with much else to do. In ms. */
const longestRun = 180_000;

/** The obvious next thing of a screen: the last of its actions. */
export const next = (page: Page): Locator => page.locator('.actions').locator('button, a').last();

/** From the first screen to a practice cluster whose hosts are known. */
export async function practise(page: Page, { masters, workers, speed }: Practice, look: Look = unseen): Promise<void> {
  await page.getByRole('link', { name: 'Start practice' }).click();
  await page.getByRole('heading', { name: 'Practice mode' }).waitFor();
  await look('practice', '.fields');
  if (masters !== undefined) await page.locator('.fields label', { hasText: masters }).click();
  if (workers !== undefined) await choose(page, 'Workers', workers);
  await choose(page, 'Speed', speed);
  await next(page).click();
  await page.getByText('Verified: every file').waitFor();
  await look('package', '.facts');
  await next(page).click();
  await connected(page, look);
  await look('nodes', '.screen h1');
}

/** Waits until every node is known: they are connected to as soon as they have what it takes. */
async function connected(page: Page, look: Look): Promise<void> {
  const known = page.locator('.rail a[href$="/nodes"][data-state=done]');
  const accept = page
    .getByRole('dialog')
    .getByRole('button', { name: /^Accept/ })
    .last();
  await accept.or(known).first().waitFor();
  if (await accept.isVisible()) {
    await look('fingerprints', '[role=dialog]');
    await accept.click();
  }
  await known.waitFor();
}

/**
 * From the first screen through a survey of practice nodes: what was found is looked at, left and come back to, its inventory is taken
 * to where packages are made, and the nodes become those of a cluster.
 */
export async function survey({ page, saved }: OpenWindow, look: Look): Promise<void> {
  await page.getByRole('link', { name: 'Survey a site' }).click();
  await page.getByRole('heading', { level: 1, name: 'Survey a site' }).waitFor();
  await look('survey-begin', '.choices');
  await page.getByRole('button', { name: 'Survey practice nodes' }).click();
  await connected(page, unseen);
  await look('survey-nodes', '.rail a[href$="/survey"]');
  await next(page).click();
  const rows = page.locator('.surveyed tbody tr');
  await rows.nth(4).waitFor();
  await look('survey', '.surveyed tbody td .mono');
  const inventory = await saved(() => page.getByRole('button', { name: 'Save the inventory' }).click());
  expect(parseInventory(inventory.content.toString('utf8'), inventory.name).hosts).toHaveLength(5);
  const markdown = await saved(() => page.getByRole('button', { name: 'Save as Markdown' }).click());
  expect(markdown.content.toString('utf8')).toContain('| master-1 |');
  const workbook = await saved(() => page.getByRole('button', { name: 'Save as Excel' }).click());
  expect(workbook.name).toMatch(/-survey\.xlsx$/);

  await page.getByRole('link', { name: /^Barque/ }).click();
  await page.getByRole('link', { name: 'Make a package' }).click();
  const file = { name: inventory.name, mimeType: 'application/json', buffer: inventory.content };
  await page.getByLabel('Open a site’s inventory…').setInputFiles(file);
  await page.getByText('Filled in for 5 hosts').waitFor();

  await page.getByRole('link', { name: /^Barque/ }).click();
  await page.locator('.clusters').getByRole('link').first().click();
  await rows.nth(4).waitFor();
  await next(page).click();
  await page.getByText('Verified: every file').waitFor();
  await page.locator('.rail a[href$="/nodes"]').click();
  await connected(page, unseen);
  await page.getByRole('link', { name: /^Barque/ }).click();
}

/** Chooses from a list of a form. */
export async function choose(page: Page, list: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: list }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
}

/** To the checks, where nothing stands in the way. */
export async function check(page: Page, look: Look = unseen): Promise<void> {
  await page.getByRole('link', { name: 'Checks' }).click();
  await page.getByText('Nothing stands in the way').waitFor();
  await look('checks', '.counts');
}

/** From the checks to what will be done, for every host, and begins it, which wants the cluster's name. */
export async function confirm(page: Page, look: Look = unseen): Promise<void> {
  await next(page).click();
  await page.locator('.planned').first().waitFor();
  await look('confirm', '.planned');
  expect(await next(page).isEnabled()).toBe(false);
  await page.getByRole('textbox', { name: "Cluster's name" }).fill(await page.locator('.header .name').innerText());
  await next(page).click();
  await page.locator('.matrix').waitFor();
}

/** Waits until the cluster stands, and goes on to the hand-over. */
export async function finish(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'To the hand-over' }).click({ timeout: longestRun });
  await page.locator('.report').waitFor();
}

/** Waits for the cluster's end at the hand-over itself, which is gone to while it is being deployed. */
export async function awaitHandOver(page: Page): Promise<void> {
  await page.locator('.rail a[href$="/hand-over"]').click();
  await page.locator('.report').waitFor({ timeout: longestRun });
}

/** From the first click to the saved report and the cluster's page: every screen there is, looked at. */
export async function walk(window: OpenWindow, practice: Practice, look: Look): Promise<void> {
  const { page, saved } = window;
  await page.getByRole('heading', { level: 1 }).waitFor();
  await look('welcome', '.clusters, .blank');
  await page.getByRole('link', { name: 'Open a cluster' }).click();
  await page.getByRole('heading', { level: 1, name: 'Open a cluster' }).waitFor();
  await look('open', '.screen h1');
  await page.getByRole('link', { name: /^Barque/ }).click();
  await survey(window, look);
  await practise(page, practice, look);
  await page.getByRole('link', { name: /Network/ }).click();
  await look('network', '.screen h1');
  await check(page, look);
  await confirm(page, look);
  await look('deploy', '.matrix');
  await finish(page);
  await look('hand-over', '.report');
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await page.getByText('Saved as').waitFor();
  const report = await saved(() => page.getByRole('button', { name: 'Save as Markdown' }).click());
  expect(report.name).toMatch(/-report\.md$/);
  expect(report.content.toString('utf8')).toContain('master-1');
  await page.getByRole('link', { name: 'To the cluster’s page' }).click();
  await page.getByRole('heading', { name: 'Runs' }).waitFor();
  await look('cluster', '.halves');
  await lookAtStatus(page);
  await look('status', '.seen-state');
}

/** From any screen of a cluster that was deployed to how it is found to be now. */
export async function lookAtStatus(page: Page): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name: 'Cluster status' }).click();
  await page.getByRole('heading', { level: 1, name: 'Cluster status' }).waitFor();
  await page.locator('.seen-state').waitFor();
}

/** How a run stands on the screen. */
export interface Standing {
  /** The cells that are done: host, phase and how many steps. A cell that is done stays done. */
  readonly done: readonly string[];
}

const paused = 'Paused: what runs goes on';
const labels = "[...document.querySelectorAll('.matrix .cell.changed')].map((cell) => cell.getAttribute('aria-label'))";
const done = (page: Page) => page.evaluate<string[]>(labels);

/** Begins a deployment and pauses it when the first cells are done: nothing that follows is a matter of how fast it goes. */
export async function beginAndPause(page: Page): Promise<Standing> {
  await practise(page, { workers: '0', speed: 'Ten times as fast' });
  await check(page);
  await confirm(page);
  await page.locator('.matrix .cell.changed').first().waitFor();
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await page.getByText(paused).waitFor();
  return { done: await done(page) };
}

/** Lets a paused run go on, until something runs. */
export async function goOn(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  await page.locator('.matrix .cell.running').first().waitFor();
}

/** A page that shows a run again shows it as it stood: paused, and what was done is done. */
export async function expectPaused(page: Page, before: Standing): Promise<void> {
  await page.getByText(paused).waitFor();
  await page.getByRole('button', { name: 'Continue', exact: true }).waitFor();
  await expectDone(page, before);
}

/** While a run goes on, the screen where it was confirmed leads to it: the run itself is no obstacle to be cleared away. Ends at the run. */
export async function expectNothingComparedBeside(page: Page): Promise<void> {
  await page.locator('.rail a[href$="/confirm"]').click();
  await page.getByText('A run of this cluster is going on').waitFor();
  await page.locator('.problem').waitFor({ state: 'detached' });
  await next(page).click();
}

/** A page whose engine is gone says that, and offers nothing that only an engine could do. */
export async function expectLost(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1, name: 'No connection to Barque' }).waitFor();
  await page.getByRole('button', { name: 'Load the page again' }).waitFor();
  await page.locator('.screen > .actions').waitFor({ state: 'detached' });
  await page.locator('.rail a[href$="/deploy"][data-state=unknown]').waitFor();
  await expect.poll(() => page.locator('.problem').count(), { timeout: 30_000 }).toBe(1);
}

const expectDone = (page: Page, before: Standing) =>
  expect.poll(() => done(page), { timeout: 30_000 }).toEqual(expect.arrayContaining([...before.done]));

/** The first screen says that a run is paused, and not that it goes on; one click leads to it. */
export async function lookAtPaused(page: Page, look: Look = unseen): Promise<void> {
  const banner = page.getByRole('status').filter({ hasText: 'is paused' });
  await banner.waitFor();
  await page.locator('.clusters').getByText('paused', { exact: true }).waitFor();
  await look('welcome-paused', '.banner.warn');
  await banner.getByRole('link', { name: 'Go to it' }).click();
  await page.locator('.matrix').waitFor();
}

/** The first screen offers the run that was cut off; it stands as it stood, and is gone on with. */
export async function resumeInterrupted(page: Page, before: Standing, look: Look): Promise<void> {
  const banner = page.getByRole('status').filter({ hasText: 'was interrupted' });
  await banner.waitFor();
  await look('welcome-interrupted', '.banner.warn');
  await banner.getByRole('link', { name: 'Go to it' }).click();
  await page.getByText('Interrupted', { exact: true }).first().waitFor();
  await page.getByText('What was done is kept.').waitFor();
  await expectDone(page, before);
  await look('interrupted', '.matrix');
  await page.getByRole('button', { name: 'Go on', exact: true }).click();
}
