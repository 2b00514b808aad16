import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import PizZip from 'pizzip';
import { layout } from '../../../../shared/model/layout.ts';
import { provideBrowser } from '../../../e2e/needs.ts';
import { labSpec, onNode, up, type LabNode } from '../../lab.ts';
import { newOperator } from '../operator.ts';
import { proveFromOutside } from '../proofs.ts';
import type { Scenario, Stage } from '../stage.ts';
import { openWizard } from './browser.ts';
import {
  acceptHosts,
  begin,
  comeBack,
  exportAll,
  fillNetwork,
  fillNodes,
  lookAtCertificates,
  passChecks,
  readPlan,
  renewAll,
  start,
  watch,
} from './screens.ts';

/** Where pictures of the screens are left for a person to look at. */
const pictures = join('coverage', 'lab-wizard');
const version = '1.34.4';
const name = 'prod';

const authority = `${layout.kubernetesPki}/ca.crt`;
const certificates = [
  authority,
  ...['apiserver', 'apiserver-kubelet-client', 'front-proxy-client'].map((leaf) => `${layout.kubernetesPki}/${leaf}.crt`),
  ...['server', 'peer', 'client'].map((leaf) => `${layout.etcdPki}/${leaf}.crt`),
];

/** The serial numbers of what lies on the masters, by node and path, as the nodes' own files have them. */
async function certificatesOn({ lab }: Stage, nodes: readonly LabNode[]): Promise<ReadonlyMap<string, string>> {
  const serials = new Map<string, string>();
  for (const { name: node } of nodes.filter(({ role }) => role === 'master'))
    for (const path of certificates)
      serials.set(`${node}:${path}`, new X509Certificate(await onNode(lab, node, `cat ${path}`)).serialNumber);
  return serials;
}

/** The window's way: nothing is typed but what the screens ask for. */
export const wizard: Scenario = {
  name: 'wizard',
  shows:
    'a real browser clicks through the wizard: bare nodes, from the first screen to the exported cluster, whose certificates it renews',
  minutes: 20,
  lacks: async () => ((await provideBrowser()) === undefined ? 'chromium' : undefined),
  run: async (stage) => {
    const { lab, step, say, signal } = stage;
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
      const before = await certificatesOn(stage, nodes);
      await screen('the cluster’s page: what the nodes have, nothing amiss', '11-certificates', () => lookAtCertificates(page));
      await screen('every certificate renewed, watched to the end', '12-renewed', () => renewAll(page, 5));
      await step('every leaf on the masters is another one, below the same authority', async () => {
        const after = await certificatesOn(stage, nodes);
        for (const [place, serial] of before)
          assert.equal(
            after.get(place) === serial,
            place.endsWith(authority),
            `${place}: ${serial}, then ${after.get(place) ?? '-'}`,
          );
        say(`        ${before.size} certificates`);
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
