import assert from 'node:assert/strict';
import { inLab, networks, onNode } from '../../lab.ts';
import { lastWords } from '../barque.ts';
import { applyAgain, prepare, succeeded } from '../deploy.ts';
import { proveFromOutside } from '../proofs.ts';
import type { Scenario, Stage } from '../stage.ts';
import { builtBundle } from './build.ts';

/** A bundle made from real servers on loopback, carried over and deployed where there is no network but the nodes'. */
export const bundle: Scenario = {
  name: 'bundle',
  shows: 'a bundle built from a registry, a web server, an apt and an rpm repository on loopback; killed; deployed to bare nodes',
  minutes: 25,
  run: async (stage) => {
    const site = await builtBundle(stage);
    await deployed(stage, site);
  },
};

/** The servers are gone; the operator and the nodes have their own network and no way out of it. */
export async function deployed(stage: Stage, site: string): Promise<void> {
  const { lab, step } = stage;
  const cluster = await prepare(stage, { bare: true });
  const operator = cluster.operator.with({ bundle: site });
  await step('no route leads out, for the operator and for the nodes', async () => {
    assert.equal((await inLab(lab, ['ip', 'route', 'show', 'default'])).trim(), '');
    // the nodes' way out is the operator's machine, and ends there
    for (const { name } of cluster.nodes)
      assert.match(await onNode(lab, name, 'ip route show default'), new RegExp(`^(default via ${networks[0]}\\.1 .*)?\\s*$`));
  });
  await step(`apply from the one file: ${cluster.nodes.length} bare nodes`, async () => {
    const ended = await succeeded(operator.run('apply'));
    assert.equal(ended.status, 0, lastWords(ended));
  });
  await proveFromOutside(stage, { ...cluster, operator });
  await applyAgain(stage, operator);
}
