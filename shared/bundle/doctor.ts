import { repositories } from '../catalog/images.ts';
import { limitsOf, newestFor } from '../catalog/newest.ts';
import { kubernetesPrograms } from '../catalog/programs.ts';
import { kubeadmTags, releaseOf } from '../catalog/releases.ts';
import { wantedOf } from '../catalog/wanted.ts';
import type { BundleManifest } from '../model/bundle.ts';
import type { Inventory, InventoryHost } from '../model/inventory.ts';
import type { Arch } from '../model/scalars.ts';
import type { ClusterSpec } from '../model/spec.ts';
import { problem, type Problem } from '../problems/problem.ts';
import { findImage, requirements } from './find.ts';
import { archesOf, systemsOf } from './inventory.ts';
import { lackingPackages, rootsOf, systemOf } from './os-packages.ts';

/**
 * Does a bundle install a spec on these hosts? Everything that it lacks, before anybody stands at the site: what the spec's documents
 * and `kubeadm config images list` ask for by name and tag, on every architecture there is, programs of the right version, packages
 * for each system, and hosts that this Kubernetes does not run on.
 */
export function diagnose(manifest: BundleManifest, spec: ClusterSpec, hosts: readonly InventoryHost[]): Problem[] {
  const found = archesOf(hosts);
  const arches = found.length > 0 ? found : [spec.arch];
  const wanted = wantedOf(spec);
  const lacking = arches.flatMap((one) => requirements(manifest, { ...wanted, arch: one }));
  const version = lacking.find(({ code }) => code === 'bundle.version-missing');
  if (version) return [version];
  return [
    ...lacking,
    ...arches.flatMap((one) => otherTags(manifest, spec, one)),
    ...arches.flatMap((one) => otherVersions(manifest, one)),
    ...(spec.packages.length > 0 ? lackingPackages(manifest, spec.packages, hosts) : otherSystems(manifest, hosts)),
    ...tooOld(spec, hosts),
  ];
}

/** The tags that kubeadm asks for; another of the same repository is pulled from nowhere. */
function otherTags(manifest: BundleManifest, spec: ClusterSpec, machine: Arch): Problem[] {
  const release = releaseOf(spec.kubernetes.version);
  const tags = release && kubeadmTags(release);
  const own = `v${spec.kubernetes.version}`;
  const asked: readonly (readonly [string, string | undefined])[] = [
    [repositories.apiServer, own],
    [repositories.controllerManager, own],
    [repositories.scheduler, own],
    [repositories.proxy, own],
    [repositories.coredns, tags?.coredns],
    [repositories.pause, tags?.pause],
    ...(spec.etcd.topology === 'stacked' ? [[repositories.etcd, tags?.etcd] as const] : []),
  ];
  return asked.flatMap(([repository, tag]) => {
    const held = findImage(manifest, repository, machine)?.name;
    if (tag === undefined || held === undefined || held === `${repository}:${tag}`) return [];
    return [problem('doctor.image-tag', { wanted: `${repository}:${tag}`, held, arch: machine })];
  });
}

/** kubeadm, kubelet and kubectl are of the version that the bundle says it is for. */
const otherVersions = ({ parts, kubernetes }: BundleManifest, machine: Arch): Problem[] =>
  parts
    .filter((part) => part.kind === 'binary')
    .filter(({ name, arch: of }) => of === machine && kubernetesPrograms.some((one) => one === name))
    .filter(({ version }) => version.replace(/^v/, '') !== kubernetes)
    .map(({ name, version }) =>
      problem('doctor.program-version', { program: name, held: version, wanted: kubernetes, arch: machine }),
    );

/** Packages that the bundle brings for one system it brings for every system, and for the architecture of each host. */
function otherSystems({ parts }: BundleManifest, hosts: readonly InventoryHost[]): Problem[] {
  const brought = parts.filter((part) => part.kind === 'os-package');
  if (brought.length === 0) return [];
  const systems = new Map(
    hosts.map((host) => [`${systemOf(host)} ${host.arch}`, { system: systemOf(host), machine: host.arch }]),
  );
  return [...systems.values()].flatMap(({ system, machine }) => {
    const has = brought.some((one) => one.os === system && (one.arch === machine || one.arch === 'any'));
    const held = [...new Set(brought.map((one) => one.os))];
    return has ? [] : [problem('doctor.system-missing', { system, arch: machine, held })];
  });
}

function tooOld(spec: ClusterSpec, hosts: readonly InventoryHost[]): Problem[] {
  const release = releaseOf(spec.kubernetes.version);
  if (!release) return [];
  // what the site says of it is the site's to answer for
  const takesCgroup1 = spec.merge.kubeadm.kubelet['failCgroupV1'] === false;
  const newest = newestFor(hosts).version ?? '-';
  return limitsOf(release, hosts)
    .filter(({ of }) => of !== 'cgroup' || !takesCgroup1)
    .map(({ host, of, found, needs }) =>
      problem('doctor.host-limit', { of, found, needs, kubernetes: spec.kubernetes.version, newest }, { host }),
    );
}

/** The command that makes a bundle with all of it; what is downloaded already is not fetched again. */
export function remedyOf(
  manifest: BundleManifest,
  { kubernetes, network, packages, hosts }: Inventory,
  { registry }: Pick<ClusterSpec, 'registry'>,
): readonly string[] {
  const systems = systemsOf(hosts);
  const named = packages.length > 0 ? packages : rootsOf(manifest);
  const arches = archesOf(hosts);
  return [
    ...['barque', 'bundle', 'build', '--kubernetes', kubernetes, '--network', network],
    ...['--arch', (arches.length > 0 ? arches : ['amd64']).join(',')],
    ...(registry?.kind === 'cluster' ? ['--registry'] : []),
    ...(named.length > 0 ? ['--os', systems.join(','), '--package', named.join(',')] : []),
    ...['-o', 'site.barque'],
  ];
}
