import type { Page } from 'playwright';
import { describe, expect, test } from 'vitest';
import { fromFace } from '../../shared/contract/wire.ts';
import { problem } from '../../shared/problems/problem.ts';
import { openFace, photograph, seriousFaults } from './face.ts';
import { provideBrowser } from './needs.ts';
import { check, choose, confirm, finish, lookAtStatus, practise } from './walk.ts';

const browser = await provideBrowser();
const minute = 60_000;
/** Hosts answer on a machine with much else to do. */
const patience = { timeout: minute };

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const row = (page: Page, table: string, host: string) =>
  page.getByRole('table', { name: table }).getByRole('row').filter({ hasText: host });
const said = (page: Page) => page.locator('.seen-state .said');

/** Breaks a host, or mends what was broken. */
async function practiceFault(page: Page, act: (dialog: ReturnType<Page['getByRole']>) => Promise<void>): Promise<void> {
  await button(page, 'Make something go wrong…').click();
  const dialog = page.getByRole('dialog');
  await act(dialog);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
}

const breaks = (page: Page, fault: string, host: string) =>
  practiceFault(page, async (dialog) => {
    await choose(page, 'Fault', fault);
    await choose(page, 'Host', host);
    await dialog.getByRole('button', { name: 'Break it' }).click();
    await dialog.getByRole('cell', { name: host }).waitFor();
  });

const mends = (page: Page) =>
  practiceFault(page, async (dialog) => {
    await dialog.getByRole('button', { name: 'Mend' }).click();
    await dialog.getByText('Nothing is broken').waitFor();
  });

/** Holds the page's looks at the cluster from its next load on, and lets them through or refuses them when it is told to. */
async function holdLooks(page: Page): Promise<{ looks: 'held' | 'answered' | 'refused' }> {
  const line: Awaited<ReturnType<typeof holdLooks>> = { looks: 'held' };
  const problems = [problem('cluster.identity-unknown', { address: '10.90.0.11' })];
  await page.routeWebSocket(/\/engine$/, (route) => {
    const server = route.connectToServer();
    route.onMessage((message) => {
      const asked = fromFace.parse(JSON.parse(message.toString()));
      if (asked.type !== 'ask' || asked.name !== 'status.look' || line.looks === 'answered') server.send(message);
      else if (line.looks === 'refused') route.send(JSON.stringify({ type: 'problems', id: asked.id, problems }));
    });
  });
  return line;
}

describe.skipIf(browser === undefined)('the status of a practice cluster, by the face in a browser (needs chromium)', () => {
  test(
    'it stands; with a master that is not reached it is degraded, and nothing of that master is told as gone; mended, it stands again',
    async () => {
      const { page, complaints, close } = await openFace(browser ?? '');
      try {
        await practise(page, { masters: '3', workers: '2', speed: 'Fifty times as fast' });
        await page.getByRole('link', { name: 'Cluster status' }).waitFor({ state: 'detached' });
        await check(page);
        await confirm(page);
        await page.locator('.matrix .cell.changed').first().waitFor(patience);
        await button(page, 'Pause').click();
        await page.getByText('Paused: what runs goes on').waitFor(patience);
        await lookAtStatus(page);
        const going = page.getByRole('status').filter({ hasText: 'A run of this cluster is going on' });
        await said(page)
          .getByText(/^(no cluster yet|begun, not finished)$/)
          .waitFor();
        await photograph(page, 'status-begun', '.seen-state');
        expect(await seriousFaults(page)).toEqual([]);
        await going.getByRole('link', { name: 'Go to it' }).click();
        await button(page, 'Continue').click();
        await finish(page);

        await lookAtStatus(page);
        await said(page).locator('.chip.ok', { hasText: 'stands' }).waitFor(patience);
        await page.getByText('There is nothing to do.').waitFor();
        await expect.poll(() => page.locator('.seen-state').innerText()).toMatch(/Seen \d.* \(\d+ seconds? ago\)/);
        await expect.poll(() => page.getByRole('table', { name: 'Hosts' }).locator('tbody tr').count()).toBe(5);
        await expect
          .poll(() => page.getByRole('table', { name: 'etcd members' }).getByRole('cell', { name: 'leader' }).count())
          .toBe(1);
        await row(page, 'etcd members', 'master-1')
          .getByText(/^\d+\.\d+ MiB$/)
          .waitFor();
        await page.getByText(/^Virtual address 10\.90\.0\.10 held by master-\d$/).waitFor();
        await expect.poll(() => page.locator('.main .chip:is(.warn, .bad)').count()).toBe(0);
        await photograph(page, 'status-standing', '.seen-state');
        expect(await seriousFaults(page)).toEqual([]);

        await breaks(page, 'The connection is lost', 'master-3');
        // it is looked when somebody wants it, and not before
        await said(page).locator('.chip.ok', { hasText: 'stands' }).waitFor();
        await button(page, 'Look again').click();
        await said(page).locator('.chip.warn', { hasText: 'degraded, but it works' }).waitFor(patience);
        await page.getByText('master-3 not reached', { exact: true }).waitFor();
        await row(page, 'Hosts', 'master-3').getByText('not reached').waitFor();
        await row(page, 'Hosts', 'master-3').getByText('not known').waitFor();
        for (const table of ['etcd members', 'API servers'])
          await row(page, table, 'master-3').getByText('not known: host not reached').waitFor();
        await expect.poll(() => page.locator('.main .chip.ok').count()).toBe(0);
        const card = page.getByRole('article');
        expect(await card.locator('.host').innerText()).toBe('master-3');
        await photograph(page, 'status-degraded', '.seen-state');
        expect(await seriousFaults(page)).toEqual([]);

        await mends(page);
        await card.getByRole('button', { name: 'Try again' }).click();
        await said(page).locator('.chip.ok', { hasText: 'stands' }).waitFor(patience);
        await expect.poll(() => page.getByRole('article').count()).toBe(0);

        // it is reached from the cluster's page too, and by its address
        await page.locator('.header a.name').click();
        await page.getByRole('main').getByRole('link', { name: 'Cluster status' }).click();
        await page.locator('.seen-state').waitFor(patience);
        const line = await holdLooks(page);
        await page.reload();
        await page.getByText('Asking the hosts…').waitFor();
        await photograph(page, 'status-asking', '.blank');
        await button(page, 'Cancel').click();
        await page.getByText('The hosts were not asked').waitFor();
        await photograph(page, 'status-not-asked', '.blank');
        expect(await seriousFaults(page)).toEqual([]);
        line.looks = 'answered';
        await button(page, 'Look again').click();
        await said(page).locator('.chip.ok').waitFor(patience);
        // what is seen no more is not told as good
        line.looks = 'refused';
        await button(page, 'Look again').click();
        await page.getByRole('alert').getByText('The Kubernetes name of a node is not known').waitFor();
        await said(page).getByText('stands').waitFor();
        await expect.poll(() => page.locator('.main .chip.ok').count()).toBe(0);
        await photograph(page, 'status-failed', '.problem');
        expect(complaints).toEqual([]);
      } finally {
        await close();
      }
    },
    8 * minute,
  );
});
