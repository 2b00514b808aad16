import assert from 'node:assert/strict';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { run } from '../../command.ts';
import { labSpec, onNode } from '../../lab.ts';
import { program } from '../barque.ts';
import { applyAgain, prepare, succeeded } from '../deploy.ts';
import { proveFromOutside } from '../proofs.ts';
import type { Scenario, Stage } from '../stage.ts';
import { builtBundle } from './build.ts';
import { builtFromDvds } from './dvd.ts';
import { findsHoles } from './holes.ts';
import { openInternet } from './internet.ts';
import { outOfReach } from './out-of-reach.ts';
import { provideTools } from './tools.ts';

/** A bundle made from real servers on loopback, carried over and deployed where there is no network but the nodes'. */
export const bundle: Scenario = {
  name: 'bundle',
  shows:
    'a bundle built from a registry, a web server, an apt and an rpm repository on loopback, and from DVDs; killed; ten holes found; deployed to bare nodes',
  minutes: 25,
  run: async (stage) => {
    const { step, signal } = stage;
    const directory = await stage.directory();
    await step('tools: docker-registry, skopeo, createrepo_c, rpm, gpg, xorriso', () => provideTools(signal));
    const internet = await openInternet(stage, directory);
    try {
      const site = await builtBundle(stage, directory, internet);
      await builtFromDvds(stage, directory, internet, site);
      const cluster = await prepare(stage, { bare: true });
      await outOfReach(stage, cluster, internet);
      await findsHoles(stage, cluster, { site, directory, internet });
      await internet.close();
      const operator = cluster.operator.with({ bundle: await carried(stage, site, join(cluster.operator.directory, 'stick')) });
      await operator.writeSpec({ ...labSpec(cluster.nodes), packages: ['app'] });
      await step(`apply from the parts: ${cluster.nodes.length} bare nodes`, () => succeeded(operator.run('apply')));
      await step('the OS package that the spec asks for is installed on every node, with what it needs', async () => {
        const query = "dpkg-query -W -f '${Package} ${Version} ${db:Status-Status}\\n' app app-lib";
        for (const { name } of cluster.nodes)
          assert.equal(await onNode(stage.lab, name, query), 'app 1.0-1 installed\napp-lib 1.0-1 installed\n', name);
      });
      await proveFromOutside(stage, { ...cluster, operator });
      await applyAgain(stage, operator);
    } finally {
      await internet.close();
    }
  },
};

/** Copies the bundle in parts, as onto a FAT32 medium, and gives the first part's path; nothing of where it was made is left. */
async function carried({ step, signal }: Stage, site: string, stick: string): Promise<string> {
  const out = join(stick, 'site.barque');
  return await step('copied in parts of 64 MiB; the original is gone', async () => {
    await mkdir(stick);
    await run(process.execPath, [program, 'bundle', 'split', site, '--size', '64M', '-o', out], { signal });
    await rm(dirname(site), { recursive: true });
    return `${out}.001`;
  });
}
