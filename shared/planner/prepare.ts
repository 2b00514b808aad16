import { layout } from '../model/layout.ts';
import { chosenPackages, packagesFor, systemOf } from '../bundle/os-packages.ts';
import type { Resource } from '../model/resource.ts';
import type { Site, SiteNode } from '../site/site.ts';
import { hostLines } from '../templates/hosts.ts';
import { modules, modulesFile } from '../templates/modules.ts';
import { sysctlFile, sysctls } from '../templates/sysctl.ts';
import { timeResources } from '../templates/time.ts';
import type { StepDraft } from './step.ts';

/** Phase 3: the mark of this cluster, names, swap, kernel modules and settings, time. */
export function prepare(site: Site): StepDraft[] {
  // one list for all: a line a node on each node would be a million for a thousand
  const lines = hostLines(site.spec, site.nodes);
  return site.nodes.map((node) => ({ phase: 'prepare', title: 'prepare', node, resources: hostResources(site, node, lines) }));
}

const hostResources = (site: Site, node: SiteNode, lines: readonly string[]): Resource[] => [
  // first of all, so that a host that anything was done to says whose it is
  { kind: 'file', path: `${layout.state}/cluster`, mode: 0o600, content: `${site.cluster}\n` },
  ...(node.hostname === node.facts.hostname.toLowerCase() ? [] : [{ kind: 'hostname', hostname: node.hostname } as const]),
  { kind: 'block', path: '/etc/hosts', block: 'barque', lines },
  { kind: 'swap-off' },
  { kind: 'file', ...modulesFile, mode: 0o644 },
  ...modules.map((name) => ({ kind: 'module', name }) as const),
  { kind: 'file', ...sysctlFile, mode: 0o644 },
  ...sysctls.map(({ key, value }) => ({ kind: 'sysctl', key, value }) as const),
  ...osPackages(site, node),
  ...timeResources(site, node),
];

/** Packages of the node's system, where the spec asks for any. */
function osPackages({ spec, bundle }: Site, { facts }: SiteNode): Resource[] {
  const files = chosenPackages(bundle, spec.packages, facts);
  const [first] = files;
  if (!first) return [];
  return [
    {
      kind: 'packages',
      format: first.file.endsWith('.deb') ? 'deb' : 'rpm',
      names: packagesFor(spec.packages, systemOf(facts)),
      files: files.map(({ name, digest, size }) => ({ name, digest, size })),
    },
  ];
}
