import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { openCache } from '../../../../electron/engine/bundle/fetch/cache.ts';
import { httpClient } from '../../../../electron/engine/bundle/fetch/client.ts';
import { repositoryOf } from '../../../../shared/bundle/find.ts';
import { keepalivedImage, packageUrls } from '../../../../shared/catalog/keepalived-image.ts';
import { publishedImages } from '../../../../shared/catalog/published.ts';
import { releaseOf } from '../../../../shared/catalog/releases.ts';
import { bundleManifest, type ImagePart } from '../../../../shared/model/bundle.ts';
import { bundle as labBundle, kit, signingKeys } from '../../lab.ts';
import type { Stage } from '../stage.ts';
import { publishPrograms, serveDirectory, type WebServer } from './downloads.ts';
import { login, type Registry, startRegistry } from './registry.ts';
import { makeAptRepository, makeRpmRepository, makeSigningKey } from './repositories.ts';

/** The version that is built. */
export const kubernetes = '1.34.4';
/** Those that there are packages for: the nodes' own and another. */
export const systems = ['debian12', 'rocky9'] as const;
const ports = { registry: 15_000, web: 15_080 };

/** Real servers on loopback that play the internet. */
export interface Internet {
  readonly registry: Registry;
  readonly web: WebServer;
  /** What `barque bundle build` is told to have things from them: mirrors, a login that is not on the command line, keys; a cache's name. */
  readonly means: (cache: string) => string[];
  readonly close: () => Promise<void>;
}

/** Serves the kit's programs and images as they are published, and packages of two systems. */
export async function openInternet(stage: Stage, directory: string): Promise<Internet> {
  const { lab, step, say, signal } = stage;
  const from = await labBundle(lab, kubernetes, say, signal);
  const root = join(directory, 'web');
  await mkdir(join(directory, 'registry'), { recursive: true });
  await mkdir(root);
  await step('programs laid out as they are published', async () =>
    publishPrograms(root, kubernetes, await kit(lab, kubernetes), signal),
  );
  await step("Debian's packages that Keepalived's image is made of", async () => layOutDebian(root, lab, signal));
  const key = await makeSigningKey(directory, signal);
  await step('an apt and an rpm repository, signed', async () => {
    await makeAptRepository(root, key, signal);
    await makeRpmRepository(root, key, signal);
  });
  const web = await serveDirectory(root, ports.web);
  const registry = await startRegistry(join(directory, 'registry'), ports.registry, signal);
  await step("the registry filled with the kit's images under their published names", async () => {
    const { parts } = bundleManifest.parse(JSON.parse(await readFile(join(from, 'barque.json'), 'utf8')));
    const images = parts.filter((part): part is ImagePart => part.kind === 'image');
    for (const { name } of imagesOfKubernetes()) {
      const image = images.find((one) => repositoryOf(one.name) === repositoryOf(name));
      assert.ok(image, `the lab's bundle has no ${name}`);
      await registry.push(from, image, `mirror/${name}`);
    }
  });
  const means = await meansOf(stage, directory, { registry, web, keys: key.publicKeys });
  return {
    registry,
    web,
    means,
    close: async () => {
      await web.stop();
      await registry.stop();
    },
  };
}

/** The packages as Debian's server has them, from the lab's own downloads. */
async function layOutDebian(root: string, lab: Stage['lab'], signal: AbortSignal): Promise<void> {
  const cache = openCache(join(lab.cache, 'downloads'));
  const client = httpClient(new Map(), signal);
  for (const one of keepalivedImage.contents.amd64.packages) {
    const [url] = packageUrls(one, keepalivedImage.snapshot);
    await cache.provide({ url: new URL(url), digest: one.digest, size: one.size }, client);
    const path = join(root, 'deb.debian.org', one.path);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, cache.read(one.digest));
  }
}

function imagesOfKubernetes() {
  const release = releaseOf(kubernetes);
  assert.ok(release);
  return publishedImages(release);
}

async function meansOf(
  { lab, signal }: Stage,
  directory: string,
  { registry, web, keys }: Pick<Internet, 'registry' | 'web'> & { readonly keys: string },
): Promise<Internet['means']> {
  const credentials = join(directory, 'credentials.json');
  await writeFile(credentials, JSON.stringify({ [registry.host]: login }), { mode: 0o600 });
  const key = (await signingKeys(lab, signal)).private;
  const registries = ['registry.k8s.io', 'ghcr.io', 'docker.io'].map((host) => `${host}=http://${registry.host}/mirror/${host}`);
  const sites = ['dl.k8s.io', 'github.com', 'get.helm.sh', 'deb.debian.org'].map((host) => `${host}=http://${web.host}/${host}`);
  const repositories = { debian12: `deb http://${web.host}/debian stable main`, rocky9: `rpm http://${web.host}/rpm` };
  return (cache) => [
    ...['--cache', join(directory, cache), '--credentials', credentials, '--key', key],
    ...[...registries, ...sites].flatMap((rule) => ['--mirror', rule]),
    ...systems.flatMap((os) => ['--repository', `${os}=${repositories[os]}`, '--repository-keys', `${os}=${keys}`]),
  ];
}
