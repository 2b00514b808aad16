// npm run catalog: refreshes shared/catalog/releases.json from upstream: the newest patch versions, and the images that each kubeadm
// names. The versions of all other programs are chosen by hand; with --check their addresses and checksums are looked for.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { components } from '../shared/catalog/components.ts';
import { kubeadmImages } from '../shared/catalog/kubeadm-constants.ts';
import { catalogData, type Release } from '../shared/catalog/releases.ts';

const path = join(import.meta.dirname, '../shared/catalog/releases.json');

async function text(url: string): Promise<string> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return await answer.text();
}

/** Adds the patch versions that came since. */
async function refreshed(release: Release): Promise<Release> {
  const stable = await text(`https://dl.k8s.io/release/stable-1.${release.minor}.txt`);
  const newest = Number(/^v1\.\d+\.(\d+)$/.exec(stable.trim())?.[1]);
  if (!Number.isInteger(newest)) throw new Error(`1.${release.minor}: no version in '${stable.slice(0, 40)}'`);
  const images = [...release.images];
  for (let patch = release.newest + 1; patch <= newest; patch++) {
    const source = `https://raw.githubusercontent.com/kubernetes/kubernetes/v1.${release.minor}.${patch}`;
    const { etcd, coredns, pause } = kubeadmImages(await text(`${source}/cmd/kubeadm/app/constants/constants.go`), release.minor);
    const last = images.at(-1);
    if (last?.etcd !== etcd || last.coredns !== coredns || last.pause !== pause)
      images.push({ from: patch, etcd, coredns, pause });
  }
  return { ...release, newest, images };
}

async function missing({ releases }: { readonly releases: readonly Release[] }): Promise<string[]> {
  const urls = releases.flatMap((release) =>
    components.flatMap(({ version, url, checksum }) => {
      const its = version({ ...release, patch: release.newest });
      return (['amd64', 'arm64'] as const).flatMap((arch) => [url(its, arch), checksum(its, arch)]);
    }),
  );
  const looked = [...new Set(urls)].map(async (url) => ((await fetch(url, { method: 'HEAD' })).ok ? [] : [url]));
  return (await Promise.all(looked)).flat();
}

const data = catalogData.parse(JSON.parse(await readFile(path, 'utf8')));
const fresh = { ...data, releases: await Promise.all(data.releases.map(refreshed)) };
await writeFile(path, `${JSON.stringify(fresh, null, 2)}\n`);
if (process.argv.includes('--check')) {
  const absent = await missing(fresh);
  for (const url of absent) process.stderr.write(`not there: ${url}\n`);
  process.exitCode = absent.length > 0 ? 1 : 0;
}
