import { load } from 'js-yaml';
import { parse } from 'smol-toml';
import { describe, expect, test } from 'vitest';
import type { ImagePart } from '../model/bundle.ts';
import { type Content, holdsSecret, shown } from '../model/content.ts';
import { clusterSpec, registry } from '../model/spec.ts';
import { registryConfig, registryFiles, registryHosts, registryNames, registryUnit } from './registry.ts';
import { sample } from './sample.ts';

const golden = (name: string) => `golden/${name}.golden`;
const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const image = (name: string, manifest: string, ...layers: string[]): ImagePart => ({
  kind: 'image',
  name,
  arch: 'amd64',
  digest: digest(manifest),
  size: 7,
  blobs: layers.map((layer) => ({ digest: digest(layer), size: 9 })),
});
const pause = image('registry.k8s.io/pause:3.10', 'a', 'b', 'c');
const masters = ['10.0.0.11', '10.0.0.12'];
const cluster = registry.parse({ kind: 'cluster' });
const harbor = { kind: 'external', address: 'harbor.corp', project: 'k8s/mirror' };
const toml = (content: Content) => parse(shown(content));

describe('the registry on the masters', () => {
  test('its configuration and its unit', async () => {
    await expect(registryConfig(5000)).toMatchFileSnapshot(golden('registry.yaml'));
    await expect(registryUnit).toMatchFileSnapshot(golden('registry.service'));
  });

  test('nobody writes into it', () => {
    expect(load(registryConfig(5000))).toMatchObject({ storage: { maintenance: { readonly: { enabled: true } } } });
  });

  test('has an image as a manifest, its blobs, and links from its name to them', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((letter) => letter.repeat(64));
    const at = 'repositories/registry.k8s.io/pause';
    expect(registryFiles([pause]).map((file) => [file.path, 'link' in file ? file.link : file.blob])).toEqual([
      [`blobs/sha256/aa/${a}/data`, { digest: `sha256:${a}`, size: 7 }],
      [`blobs/sha256/bb/${b}/data`, { digest: `sha256:${b}`, size: 9 }],
      [`blobs/sha256/cc/${c}/data`, { digest: `sha256:${c}`, size: 9 }],
      [`${at}/_layers/sha256/${b}/link`, `sha256:${b}`],
      [`${at}/_layers/sha256/${c}/link`, `sha256:${c}`],
      [`${at}/_manifests/revisions/sha256/${a}/link`, `sha256:${a}`],
      [`${at}/_manifests/tags/3.10/current/link`, `sha256:${a}`],
      [`${at}/_manifests/tags/3.10/index/sha256/${a}/link`, `sha256:${a}`],
    ]);
  });

  test('keeps a blob that several images have once, and takes a port in a name for no path', () => {
    const paths = registryFiles([pause, image('reg.local:5000/a/b:1', 'd', 'b')]).map((file) => file.path);
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths).toContain(`repositories/reg.local_5000/a/b/_layers/sha256/${'b'.repeat(64)}/link`);
  });
});

describe('containerd', () => {
  test('asks the masters, one after the other, and the name itself last', () => {
    expect(toml(registryHosts({ registry: cluster, masters }, 'registry.k8s.io', '10.0.0.5:5000'))).toEqual({
      server: 'https://registry.k8s.io',
      host: Object.fromEntries(
        masters.map((address) => [
          `https://${address}:5000/v2/registry.k8s.io`,
          { capabilities: ['pull', 'resolve'], ca: '/etc/barque/registry/ca.crt', dial_timeout: '2s', override_path: true },
        ]),
      ),
    });
  });

  test("finds the registry under the endpoint's name, where nobody else is asked", () => {
    const hosts = toml(registryHosts({ registry: cluster, masters }, '10.0.0.5:5000', '10.0.0.5:5000'));
    expect(Object.keys(hosts)).toEqual(['host']);
    expect(hosts).toMatchObject({ host: { 'https://10.0.0.11:5000': {}, 'https://10.0.0.12:5000': {} } });
  });

  test("is told of the customer's registry: below the project, with its authority, and the login as a secret", () => {
    const ca = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
    const own = registry.parse({ ...harbor, ca, login: { user: 'robot$barque', secret: 'harbor' } });
    const told = registryHosts({ registry: own, masters }, 'docker.io', 'harbor.corp');
    expect(holdsSecret(told)).toBe(true);
    expect(toml(told)).toEqual({
      server: 'https://registry-1.docker.io',
      host: {
        'https://harbor.corp/v2/k8s/mirror': {
          capabilities: ['pull', 'resolve'],
          ca: '/etc/barque/registry/ca.crt',
          override_path: true,
          header: { Authorization: 'Basic <secret registry.authorization>' },
        },
      },
    });
  });

  test('by plain HTTP, at a port', () => {
    const own = registry.parse({ ...harbor, plainHttp: true, port: 8080 });
    const hosts = toml(registryHosts({ registry: own, masters }, 'harbor.corp:8080', 'harbor.corp:8080'));
    expect(hosts).toEqual({ host: { 'http://harbor.corp:8080': { capabilities: ['pull', 'resolve'] } } });
  });

  test('is told of every name that an image of the bundle has, and of the registry’s own', () => {
    const { spec } = sample();
    const images = [pause, image('ghcr.io/a/b:1', 'd'), image('registry.k8s.io/x:1', 'e')];
    expect(registryNames(spec, images)).toEqual([]);
    const withOne = clusterSpec.parse({ ...spec, registry: { kind: 'cluster' } });
    expect(registryNames(withOne, images)).toEqual([`${spec.endpoint.address}:5000`, 'ghcr.io', 'registry.k8s.io']);
  });
});
