// Measures, in the lab's network, how long the engine takes to look at 60 satisfied resources on each node of a spec, all nodes at
// once over open connections: observe-batch.ts SPEC KNOWN_HOSTS SECRETS RUNS. Prints the milliseconds of each run as JSON.
import { readFile } from 'node:fs/promises';
import { layout } from '../../shared/model/layout.ts';
import type { Resource } from '../../shared/model/resource.ts';
import { parseSpec } from '../../shared/spec/parse.ts';
import { type Fleet, openFleet } from '../../electron/engine/fleet.ts';
import type { Node } from '../../electron/engine/node/node.ts';
import { sysctls } from '../../electron/engine/node/verbs.ts';
import { bring } from '../../electron/engine/resources/bring.ts';
import type { ResourceContext } from '../../electron/engine/resources/context.ts';
import { observeAll } from '../../electron/engine/resources/observe.ts';
import { openHostKeys } from '../../electron/engine/transport/host-keys.ts';
import { readSecrets } from '../../electron/engine/vault/secrets-file.ts';
import { batch, sysctlKeys } from './batch.ts';

const [specFile = '', knownHosts = '', secretsFile = '', runs = ''] = process.argv.slice(2);
const { signal } = new AbortController();

const parsed = parseSpec(await readFile(specFile, 'utf8'));
if (!('spec' in parsed)) throw new Error(`${specFile} is no spec`);
const secrets = await readSecrets(secretsFile, signal);
const fleet = await openFleet(
  parsed.spec,
  {
    secrets: (name) => Promise.resolve(secrets.get(name) ?? ''),
    hostKeys: await openHostKeys(knownHosts),
    local: undefined,
    onFirstContact: () => false,
    ask: () => Promise.reject(new Error('nobody is there to be asked')),
  },
  signal,
);
try {
  process.stdout.write(`${JSON.stringify(await measure(fleet, Number(runs)))}\n`);
} finally {
  await fleet.close();
}

async function measure({ nodes }: Fleet, times: number): Promise<number[]> {
  const work = await Promise.all(
    [...nodes.values()].map(async (node) => {
      const [found] = await node.ask([sysctls(sysctlKeys)], signal);
      const resources: readonly Resource[] = batch(`${layout.state}/bench`, found);
      const context = contextOf(node);
      await bring(resources, context);
      return { resources, context };
    }),
  );
  const took: number[] = [];
  for (let run = 0; run < times; run++) {
    const from = performance.now();
    const judged = await Promise.all(work.map(({ resources, context }) => observeAll(resources, context)));
    took.push(performance.now() - from);
    const amiss = judged.flat().filter((one) => one.state !== 'satisfied');
    if (amiss.length > 0) throw new Error(`not satisfied: ${JSON.stringify(amiss[0])}`);
  }
  return took;
}

function contextOf(node: Node): ResourceContext {
  const unwanted = () => Promise.reject(new Error('none of these resources needs it'));
  return {
    node,
    resolve: unwanted,
    blobs: {
      open: () => {
        throw new Error('none of these resources has a blob');
      },
      size: () => 0,
    },
    cluster: '0'.repeat(32),
    emit: () => undefined,
    prove: unwanted,
    signal,
  };
}
