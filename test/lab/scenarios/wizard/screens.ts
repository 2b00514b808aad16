import assert from 'node:assert/strict';
import { dump } from 'js-yaml';
import type { Page } from 'playwright';
import { password } from '../../lab.ts';
import type { Spec } from '../operator.ts';

/** The obvious next thing of a screen: the last of its actions. */
const next = (page: Page) => page.locator('.actions').locator('button, a').last();

/** Begins a cluster of a name, and chooses its package. */
export async function begin(page: Page, name: string, bundle: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Name of the cluster' }).fill(name);
  await page.getByRole('button', { name: 'Begin' }).click();
  const field = page.locator('.path-field').getByRole('textbox');
  await field.fill(bundle);
  await field.press('Enter');
  await page.getByText('Verified: every file').waitFor({ timeout: 3 * 60_000 });
}

/** Types a secret, and sees that the vault has it. */
async function keep(page: Page, label: string, secret: string): Promise<void> {
  const field = page.getByLabel(label, { exact: true });
  await field.fill(secret);
  await field.press('Enter');
  await page.locator('input[placeholder*="kept in the vault"]').and(field).waitFor();
}

/** Logs in as ops, who has a password and sudo; pastes the table as from a spreadsheet; is asked about hosts. */
export async function fillNodes(page: Page, nodes: Spec['nodes']): Promise<void> {
  await next(page).click();
  await page.getByRole('textbox', { name: 'User', exact: true }).fill('ops');
  await page.getByRole('combobox', { name: 'Becomes root by' }).click();
  await page.getByRole('option', { name: 'sudo', exact: true }).click();
  await page.getByRole('checkbox', { name: 'sudo takes the login’s password' }).uncheck();
  await keep(page, 'Password', password);
  await keep(page, 'Password for it', password);
  const table = nodes.map(({ name, address, roles }) => [name, address, roles.join(', ')].join('\t')).join('\n');
  await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(table)})`);
  await page.getByRole('grid').focus();
  await page.keyboard.press('Control+V');
  await page.getByRole('gridcell', { name: nodes.at(-1)?.name ?? '', exact: true }).waitFor();
  // They are connected to as soon as they have what it takes.
  await page.getByRole('button', { name: `Accept all ${nodes.length}` }).waitFor();
}

/** Accepts the fingerprints that are asked about, and waits until every host is known. */
export async function acceptHosts(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Accept all/ }).click();
  await page.locator('.rail a[href$="/nodes"][data-state=done]').waitFor();
}

/** The virtual address, and what this site wants merged. */
export async function fillNetwork(page: Page, { endpoint, merge }: Pick<Spec, 'endpoint' | 'merge'>): Promise<void> {
  await next(page).click();
  await page.getByRole('textbox', { name: 'Address', exact: true }).fill(endpoint.address);
  await page.locator('.advanced summary').click();
  await page.getByRole('textbox', { name: /^Further settings/ }).fill(dump({ merge }));
}

/** Goes to the checks: nothing stands in the way, and nothing is accepted. */
export async function passChecks(page: Page): Promise<void> {
  await next(page).click();
  await page.locator('.counts').waitFor();
  const blockers = await page.locator('.chip.bad').count();
  assert.equal(blockers, 0, await page.locator('.screen').innerText());
}

/** Sees what will be done, for every host. */
export async function readPlan(page: Page, hosts: number): Promise<void> {
  await next(page).click();
  await page.locator('.planned').first().waitFor();
  assert.equal(await page.locator('.planned').count(), hosts);
}

/** Types the cluster's name, without which it does not begin. */
export async function start(page: Page, name: string): Promise<void> {
  assert.equal(await next(page).isEnabled(), false, 'it begins without the name');
  await page.getByRole('textbox', { name: "Cluster's name" }).fill(name);
  await next(page).click();
  await page.locator('.matrix').waitFor();
}

/** Opens the window anew while it runs: it comes back to the run. */
export async function comeBack(page: Page): Promise<void> {
  await page.locator('.matrix').waitFor();
  await page.reload();
  await page.locator('.matrix').waitFor();
}

/** Watches the run to its end. @throws with the cards of what went wrong */
export async function watch(page: Page, minutes: number): Promise<void> {
  const handOver = page.getByRole('link', { name: 'To the hand-over' });
  const card = page.getByRole('alert').getByRole('article');
  await handOver
    .or(card)
    .first()
    .waitFor({ timeout: minutes * 60_000 });
  assert.equal(await card.count(), 0, (await card.allInnerTexts()).join('\n\n'));
  await handOver.click();
  await page.getByText('https://').first().waitFor();
}

/** Exports everything as one zip; gives its path. */
export async function exportAll(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const saved = page.getByRole('status').filter({ hasText: 'Saved as' });
  return await saved.locator('code').innerText();
}

/** Goes to the cluster's page, and has every node asked for its certificates: nothing is amiss. */
export async function lookAtCertificates(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'To the cluster’s page' }).click();
  await page.getByRole('button', { name: 'Look', exact: true }).click();
  await page.getByRole('status').filter({ hasText: 'nothing amiss' }).waitFor();
}

/** Renews every certificate from the cluster's page, and watches it to the end. @throws with the cards of what went wrong */
export async function renewAll(page: Page, minutes: number): Promise<void> {
  await page.getByRole('button', { name: 'Renew now…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Renew', exact: true }).click();
  await page.locator('.matrix').waitFor();
  const card = page.getByRole('alert').getByRole('article');
  await page
    .getByRole('heading', { name: 'The certificates are renewed' })
    .or(card)
    .first()
    .waitFor({ timeout: minutes * 60_000 });
  assert.equal(await card.count(), 0, (await card.allInnerTexts()).join('\n\n'));
}
