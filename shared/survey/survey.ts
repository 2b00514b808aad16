import { inventoryOf } from '../bundle/inventory.ts';
import { newestFor, type Newest } from '../catalog/newest.ts';
import { newestOf, releases } from '../catalog/releases.ts';
import type { Finding } from '../checks/check.ts';
import { runHostChecks } from '../checks/run.ts';
import { documentOf } from '../draft/document.ts';
import type { Draft } from '../draft/draft.ts';
import { soundSpec } from '../draft/sound-part.ts';
import type { HostFacts } from '../model/facts.ts';
import type { Inventory } from '../model/inventory.ts';
import { arch, type Arch } from '../model/scalars.ts';
import type { ClusterSpec } from '../model/spec.ts';
import { surveyedSite } from '../site/site.ts';

/** What can be said of hosts before there is a package, whatever else of the draft has been typed. */
export interface Survey {
  /** The newest Kubernetes that all of them run, and why it is not a newer one. */
  readonly newest: Newest;
  /** What the checks find that ask about the hosts alone, each host in the role that it was given. */
  readonly findings: readonly Finding[];
  /** What the side with internet needs; undefined where no version runs on all hosts, or none is known. */
  readonly inventory: Inventory | undefined;
}

/** @param cluster the workspace's uid: hosts that belong to another are told */
export function surveyOf(draft: Draft, facts: ReadonlyMap<string, HostFacts>, cluster: string): Survey {
  const listed = new Set(draft.nodes.map(({ name }) => name.trim()));
  const known = new Map([...facts].filter(([name]) => listed.has(name)));
  const newest = newestFor([...known].map(([name, host]) => ({ ...host, name })));
  const spec = specFor(draft, newest.version, prevailing([...known.values()]));
  if (spec === undefined || known.size === 0) return { newest, findings: [], inventory: undefined };
  const nodes = spec.nodes.filter(({ name }) => known.has(name));
  return {
    newest,
    findings: runHostChecks(surveyedSite({ ...spec, nodes }, cluster, known)),
    inventory: newest.version === undefined ? undefined : inventoryOf(spec, known),
  };
}

/** The spec that is typed so far, of the newest version that all hosts run; where there is none, of the oldest that there is. */
function specFor(draft: Draft, version: string | undefined, machine: Arch | undefined): ClusterSpec | undefined {
  const { document } = documentOf(draft);
  return soundSpec({
    ...(machine && { arch: machine }),
    ...document,
    kubernetes: { version: version ?? releases.map(newestOf)[0] ?? '' },
  });
}

/** The architecture that most hosts have: one cluster has one. */
function prevailing(hosts: readonly HostFacts[]): Arch | undefined {
  const counted = arch.options.map((one) => ({ one, hosts: hosts.filter((host) => host.arch === one).length }));
  const [most] = counted.sort((a, b) => b.hosts - a.hosts);
  return most !== undefined && most.hosts > 0 ? most.one : undefined;
}
