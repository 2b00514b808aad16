// chain|direct SPEC SECRETS BLOBS KNOWN_HOSTS: the files of a directory to all nodes of a spec by a chain, or to the first from here, by
// the program's own ways; prints the seconds that it took from when all were connected.
import { readFileSync } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readAhead } from '../../electron/engine/bundle/read-ahead.ts';
import { startSupply } from '../../electron/engine/distribution/open-supply.ts';
import { openFleet } from '../../electron/engine/fleet.ts';
import { letHeapGrow } from '../../electron/engine/heap.ts';
import { blob, put } from '../../electron/engine/node/verbs.ts';
import { askInLanes } from '../../electron/engine/resources/lanes.ts';
import { specIn } from '../../electron/engine/spec-text.ts';
import { survey } from '../../electron/engine/survey.ts';
import { openHostKeys } from '../../electron/engine/transport/host-keys.ts';
import { readSecrets } from '../../electron/engine/vault/secrets-file.ts';
import { bundleOf } from '../fixtures/site.ts';
import { siteOf } from '../../shared/site/site.ts';

letHeapGrow();
const [way = '', specFile = '', secretsFile = '', directory = '', knownHosts = ''] = process.argv.slice(2);
const { signal } = new AbortController();
const whole = specIn(readFileSync(specFile, 'utf8'));
const spec = way === 'chain' ? whole : { ...whole, nodes: whole.nodes.slice(0, 1) };

const digestOf = (name: string): string => `sha256:${name}`;
const names = await readdir(directory);
const sizes = new Map(
  await Promise.all(names.map(async (name) => [digestOf(name), (await stat(join(directory, name))).size] as const)),
);
const fileOf = (digest: string): string => join(directory, digest.replace('sha256:', ''));
const isLarge = (digest: string): boolean => blobs.size(digest) > 1_000_000;
const blobs = {
  size: (digest: string) => sizes.get(digest) ?? 0,
  async *open(digest: string): AsyncGenerator<Buffer, void> {
    const file = await open(fileOf(digest));
    const read = async (into: Buffer, from: number) => (await file.read(into, 0, into.length, from)).bytesRead;
    yield* readAhead({ size: blobs.size(digest), read });
    await file.close();
  },
};
const digests = [...sizes.keys()];

const given = await readSecrets(secretsFile, signal);
const reach = {
  secrets: (name: string) => Promise.resolve(given.get(name) ?? ''),
  hostKeys: await openHostKeys(knownHosts),
  local: undefined,
  onFirstContact: () => false,
  ask: () => Promise.reject(new Error('nobody to ask')),
};
const fleet = await openFleet(spec, reach, signal);
try {
  const facts = await survey(spec, fleet, signal);
  const { nodes } = siteOf(spec, 'bench', facts, bundleOf(spec));
  const from = performance.now();
  if (way === 'chain') {
    const wants = new Map(nodes.map(({ name }) => [name, digests]));
    const supply = await startSupply({ nodes, fleet, blobs, wants, distribution: 'chain' }, signal);
    if (!supply) throw new Error('no host can hand on to another');
    const sources = await Promise.all(nodes.map(({ name }) => supply.arrived(name, digests, signal)));
    for (const source of sources) if (source.from !== 'store') throw new Error(`not by a chain: ${source.why ?? ''}`);
    await supply.close();
  } else {
    const node = fleet.nodes.get(spec.nodes[0]?.name ?? '');
    // programs in lanes; what images are made of beside their layers is small, and goes along in an archive
    const [large, small] = [digests.filter((digest) => isLarge(digest)), digests.filter((digest) => !isLarge(digest))];
    const asks = large.map((digest) => blob(digest, 'none', { size: blobs.size(digest), open: () => blobs.open(digest) }));
    const archive = Buffer.concat(small.map((digest) => readFileSync(fileOf(digest))));
    if (node) await askInLanes(node, [put('/var/lib/barque/archive', 0o600, archive, 'own'), ...asks], signal);
  }
  process.stdout.write(`${(performance.now() - from) / 1000}\n`);
} finally {
  await fleet.close();
}
