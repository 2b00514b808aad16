import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import PizZip from 'pizzip';
import { provideBrowser } from '../../../e2e/needs.ts';
import { labSpec, up } from '../../lab.ts';
import { newOperator } from '../operator.ts';
import { proveFromOutside } from '../proofs.ts';
import type { Scenario } from '../stage.ts';
import { openWizard } from './browser.ts';
import {
  acceptHosts,
  begin,
  comeBack,
  exportAll,
  fillNetwork,
  fillNodes,
  passChecks,
  readPlan,
  start,
  watch,
} from './screens.ts';

/** Where pictures of the screens are left for a person to look at. */
const pictures = join('coverage', 'lab-wizard');
const version = '1.34.4';
const name = 'prod';

/** The window's way: nothing is typed but what the screens ask for. */
export const wizard: Scenario = {
  name: 'wizard',
  shows: 'a real browser clicks through the wizard: bare nodes, from the first screen to the exported cluster',
  minutes: 20,
  lacks: async () => ((await provideBrowser()) === undefined ? 'chromium' : undefined),
  run: async (stage) => {
    const { lab, step, signal } = stage;
    const browser = await provideBrowser();
    if (browser === undefined) throw new Error('this machine has no chromium');
    const nodes = await step('lab up', () => up(lab, { bare: true, signal }));
    const spec = labSpec(nodes, { kubernetes: version });
    const operator = await step(`bundle of ${version}`, () => newOperator(stage, version, spec));
    await mkdir(pictures, { recursive: true });
    const { page, complaints, close } = await step('the web host and a browser', () =>
      openWizard(stage, browser, operator.directory),
    );
    const screen = async <T>(title: string, picture: string, work: () => Promise<T>): Promise<T> =>
      step(title, async () => {
        try {
          return await work();
        } finally {
          await page.screenshot({ path: join(pictures, `${picture}.png`) }).catch(() => undefined);
        }
      });
    try {
      await screen('a cluster, and its package verified', '1-package', () => begin(page, name, operator.bundle));
      await screen('the table of nodes, pasted; passwords in the vault', '2-nodes', () => fillNodes(page, spec.nodes));
      await screen('fingerprints accepted, hosts known', '3-hosts', () => acceptHosts(page));
      await screen('the virtual address, the site’s settings', '4-network', () => fillNetwork(page, spec));
      await screen('checks: nothing in the way', '5-checks', () => passChecks(page));
      await screen('what will be done, host by host', '6-confirm', () => readPlan(page, nodes.length));
      await screen('begun by its name', '7-begun', () => start(page, name));
      await screen('the window opened anew: it comes back to the run', '8-back', () => comeBack(page));
      await screen('watched to the end', '9-hand-over', () => watch(page, 10));
      await screen('exported as one zip, without private keys', '10-exported', async () => {
        const { files } = new PizZip(await readFile(await exportAll(page)));
        assert.ok(files['cluster.yaml'] && files['report.zh.md'], `it has ${Object.keys(files).join(', ')}`);
        for (const [path, file] of Object.entries(files)) assert.ok(!file.asText().includes('PRIVATE KEY'), path);
        const report = files['report.en.md']?.asText() ?? '';
        for (const node of nodes) assert.ok(report.includes(node.name), `the report does not name ${node.name}`);
      });
      assert.deepEqual(complaints, [], 'the page complained');
    } finally {
      await close();
    }
    await proveFromOutside(stage, {
      operator: operator.with({ workspace: join(operator.directory, name) }),
      nodes,
      version,
      topology: 'external',
      card: 1,
    });
  },
};
