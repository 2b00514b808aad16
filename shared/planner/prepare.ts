import { layout } from '../model/layout.ts';
import { chosenPackages, packagesFor, systemOf } from '../bundle/os-packages.ts';
import type { StepId, StepTitle } from '../model/plan.ts';
import type { Resource } from '../model/resource.ts';
import type { Site, SiteNode } from '../site/site.ts';
import { hostLines } from '../templates/hosts.ts';
import { modules, modulesFile } from '../templates/modules.ts';
import { raisedLimits, sysctlFile, sysctls } from '../templates/sysctl.ts';
import { timeResources } from '../templates/time.ts';
import { stepId, type StepDraft } from './step.ts';

/**
 * Phase 3: the mark of this cluster, names, swap, kernel modules and settings; where the spec asks for them, OS packages and time, which
 * are steps of their own, as a cluster can do without them.
 */
export function prepare(site: Site): StepDraft[] {
  // one list for all: a line a node on each node would be a million for a thousand
  const lines = hostLines(site.spec, [...site.nodes, ...site.away]);
  return site.nodes.flatMap((node) => {
    const resources: Readonly<Partial<Record<StepTitle, readonly Resource[]>>> = {
      prepare: hostResources(site, node, lines),
      'os-packages': osPackages(site, node),
      time: timeResources(site, node),
    };
    return titlesOf(site, node).map((title, at, titles): StepDraft => {
      const before = titles[at - 1];
      return {
        phase: 'prepare',
        title,
        node,
        needs: before === undefined ? [] : [stepId(before, node)],
        resources: resources[title] ?? [],
      };
    });
  });
}

/** The steps that prepare a node, one after the other. */
const titlesOf = (site: Site, node: SiteNode): readonly StepTitle[] => [
  'prepare',
  ...(osPackages(site, node).length > 0 ? (['os-packages'] as const) : []),
  ...(site.spec.time.source === 'host' ? [] : (['time'] as const)),
];

/**
 * What is sent to a host waits for its own preparation and for the first master's: all hosts' turns then begin at once, and the
 * first master's come first.
 */
export const afterPrepare = (site: Site, node: SiteNode): StepId[] =>
  [...new Set([node, site.first])].flatMap((host) => {
    const last = titlesOf(site, host).at(-1);
    return last === undefined ? [] : [stepId(last, host)];
  });

const hostResources = (site: Site, node: SiteNode, lines: readonly string[]): Resource[] => [
  // first of all, so that a host that anything was done to says whose it is
  { kind: 'file', path: `${layout.state}/cluster`, mode: 0o600, content: `${site.cluster}\n` },
  { kind: 'file', path: layout.identity, mode: 0o600, content: identityText(node) },
  ...(node.hostname === node.facts.hostname.toLowerCase() ? [] : [{ kind: 'hostname', hostname: node.hostname } as const]),
  { kind: 'block', path: '/etc/hosts', block: 'barque', lines },
  { kind: 'swap-off' },
  { kind: 'file', ...modulesFile, mode: 0o644 },
  ...modules.map((name) => ({ kind: 'module', name }) as const),
  { kind: 'file', ...sysctlFile(node.facts), mode: 0o644 },
  ...sysctls.map(({ key, value }) => ({ kind: 'sysctl', key, value }) as const),
  ...raisedLimits(node.facts).map(({ key, value }) => ({ kind: 'sysctl', key, value, atLeast: true }) as const),
];

/** Who the node is, for whoever looks at the host without the workspace. */
const identityText = ({ name, hostname, nodeAddress, master, storage }: SiteNode): string =>
  `${JSON.stringify({ schema: 'barque-node-identity/v1', name, hostname, nodeAddress, master, storage }, undefined, 2)}\n`;

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
