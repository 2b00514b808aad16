import { describe, expect, it } from 'vitest';
import { bundleOf, factsOfAll, specOf } from '../../test/fixtures/site.ts';
import { kubeadmTags, releaseOf } from '../catalog/releases.ts';
import type { BundleManifest, BundlePart } from '../model/bundle.ts';
import { clusterSpec } from '../model/spec.ts';
import { diagnose, remedyOf } from './doctor.ts';
import { inventoryOf } from './inventory.ts';

const spec = specOf({ topology: 'stacked' });
const release = releaseOf(spec.kubernetes.version);
if (!release) throw new Error('the catalogue knows the fixture');
const { coredns, pause, etcd } = kubeadmTags(release);
const tags: Readonly<Record<string, string>> = { coredns, pause, etcd };

/** A bundle as the builder makes it: tags as kubeadm asks for them, programs of the version. */
const whole: BundleManifest = {
  ...bundleOf(spec),
  parts: bundleOf(spec).parts.map((part): BundlePart => {
    if (part.kind === 'binary') return { ...part, version: spec.kubernetes.version };
    if (part.kind !== 'image') return part;
    const [, repository = '', last = ''] = /^(.*\/([^/:]+)):/.exec(part.name) ?? [];
    const tag = last.startsWith('kube-') ? `v${spec.kubernetes.version}` : (tags[last] ?? '1.0');
    return { ...part, name: `${repository}:${tag}` };
  }),
};
const hosts = inventoryOf(spec, factsOfAll(spec)).hosts;
const without = (lost: (part: BundlePart) => boolean): BundleManifest => ({
  ...whole,
  parts: whole.parts.filter((part) => !lost(part)),
});
const changed = (change: (part: BundlePart) => BundlePart): BundleManifest => ({ ...whole, parts: whole.parts.map(change) });
const named = (text: string) => (part: BundlePart) => part.name.includes(text);
const debianPackage: BundlePart = {
  kind: 'os-package',
  name: 'conntrack',
  version: '1.4.7',
  arch: 'amd64',
  os: 'debian12',
  file: 'conntrack_1.4.7_amd64.deb',
  digest: `sha256:${'1'.repeat(64)}`,
  size: 10,
};

describe('the doctor', () => {
  it('finds nothing in a bundle that holds everything', () => {
    expect(diagnose(whole, spec, hosts)).toEqual([]);
  });

  it.each([
    ['an image of the control plane', without(named('kube-apiserver')), 'bundle.part-missing'],
    ['the image of the pod network', without(named('flannel-cni-plugin')), 'bundle.part-missing'],
    ['etcd’s image', without(named('registry.k8s.io/etcd')), 'bundle.part-missing'],
    [
      'the pause image under another tag',
      changed((p) => (named('/pause')(p) ? { ...p, name: 'registry.k8s.io/pause:3.6' } : p)),
      'doctor.image-tag',
    ],
    [
      'CoreDNS under another tag',
      changed((p) => (named('/coredns')(p) ? { ...p, name: 'registry.k8s.io/coredns/coredns:v1.0.0' } : p)),
      'doctor.image-tag',
    ],
    ['the container runtime', without((p) => p.name === 'containerd'), 'bundle.part-missing'],
    ['a CNI plugin', without(named('cni-portmap')), 'bundle.part-missing'],
    [
      'a kubelet of the right version',
      changed((p) => (p.name === 'kubelet' ? { ...p, version: '1.34.3' } : p) as BundlePart),
      'doctor.program-version',
    ],
    [
      'packages for a system that is there',
      { ...whole, parts: [...whole.parts, { ...debianPackage, os: 'rocky9' }] },
      'doctor.system-missing',
    ],
    ['the version', { ...whole, kubernetes: '1.33.1' }, 'bundle.version-missing'],
  ])('finds that it lacks %s', (_, manifest: BundleManifest, code) => {
    const found = diagnose(manifest, spec, hosts);
    expect(found.map((one) => one.code)).toEqual([code]);
  });

  it('asks for every architecture that is there', () => {
    const [first, ...rest] = hosts;
    if (!first) throw new Error('no hosts');
    const found = diagnose(whole, spec, [{ ...first, arch: 'arm64' }, ...rest]);
    expect(found.length).toBe(whole.parts.length);
    expect(new Set(found.map((one) => one.params['arch']))).toEqual(new Set(['arm64']));
  });

  it('names the hosts that this Kubernetes does not run on', () => {
    const old = hosts.map((host) => (host.name === 'm2' ? { ...host, kernel: '4.18.0-553.el8' } : host));
    expect(diagnose(whole, spec, old)).toMatchObject([{ code: 'doctor.host-limit', host: 'm2', params: { of: 'kernel' } }]);
  });

  it('says the command that makes a whole bundle', () => {
    const manifest = { ...whole, parts: [...whole.parts, debianPackage] };
    const [first, ...rest] = hosts;
    if (!first) throw new Error('no hosts');
    const inventory = inventoryOf(spec, factsOfAll(spec));
    const mixed = { ...inventory, hosts: [{ ...first, arch: 'arm64', os: { id: 'rocky', version: '9.4' } }, ...rest] };
    expect(remedyOf(manifest, mixed, spec).join(' ')).toBe(
      'barque bundle build --kubernetes 1.34.4 --network flannel --arch amd64,arm64 --os debian12,rocky9 --package conntrack -o site.barque',
    );
  });

  it('asks for the OS packages that the spec wants, of each system that is there', () => {
    const [first, ...rest] = hosts;
    if (!first) throw new Error('no hosts');
    const mixed = [{ ...first, os: { id: 'rocky', version: '9.4' } }, ...rest];
    const wanting = { ...spec, packages: ['conntrack', 'rocky9/conntrack-tools'] };
    const held = { ...whole, parts: [...whole.parts, debianPackage] };
    expect(diagnose(held, { ...spec, packages: ['debian12/conntrack'] }, mixed)).toEqual([]);
    expect(diagnose(held, wanting, mixed).map(({ code, params }) => [code, params['system'], params['package']])).toEqual([
      ['doctor.package-missing', 'rocky9', 'conntrack'],
      ['doctor.package-missing', 'rocky9', 'conntrack-tools'],
    ]);
    const inventory = { ...inventoryOf(wanting, factsOfAll(spec)), hosts: mixed };
    expect(remedyOf(held, inventory, wanting).join(' ')).toContain(
      '--os debian12,rocky9 --package conntrack,rocky9/conntrack-tools',
    );
  });

  it('asks for the registry where the masters are to have one', () => {
    const withOne = clusterSpec.parse({ ...spec, registry: { kind: 'cluster' } });
    expect(diagnose(whole, withOne, hosts)).toMatchObject([{ code: 'bundle.part-missing', params: { part: 'registry' } }]);
    expect(remedyOf(whole, inventoryOf(spec, factsOfAll(spec)), withOne)).toContain('--registry');
  });
});
