import type { BundleManifest } from '../model/bundle.ts';
import type { HostFacts } from '../model/facts.ts';
import type { Plan } from '../model/plan.ts';
import type { ClusterSpec } from '../model/spec.ts';
import { siteOf, type Site, type SiteNode } from '../site/site.ts';
import { addOns } from './add-ons.ts';
import { certificates } from './certificates.ts';
import { controlPlane, workers } from './control-plane.ts';
import { endpoint } from './endpoint.ts';
import { etcd } from './etcd.ts';
import { handOver } from './hand-over.ts';
import { images } from './images.ts';
import { kubelets } from './kubelet.ts';
import { network } from './network.ts';
import { packages } from './packages.ts';
import { prepare } from './prepare.ts';
import { registry } from './registry.ts';
import { inScope } from './scope.ts';
import { step, type StepDraft } from './step.ts';
import { topological } from './topological.ts';
import { trust } from './trust.ts';
import { verify } from './verify.ts';

/** The installation manual, chapter by chapter. */
const chapters: readonly ((site: Site) => StepDraft[])[] = [
  prepare,
  trust,
  packages,
  images,
  certificates,
  etcd,
  endpoint,
  controlPlane,
  network,
  workers,
  kubelets,
  addOns,
  registry,
  verify,
  handOver,
];

/** The plan for a site. Pure: the same site gives the same plan. */
export function planSite(site: Site): Plan {
  const drafts = chapters.flatMap((chapter) => chapter(site));
  const steps = inScope(site, drafts).map((draft) => step(draft, priority(site, draft)));
  return { cluster: site.spec.name, kubernetes: site.spec.kubernetes.version, steps: topological(steps) };
}

/** The plan for a spec, the facts of its hosts (by the spec's names) and a bundle. */
export const planCluster = (
  spec: ClusterSpec,
  cluster: string,
  facts: ReadonlyMap<string, HostFacts>,
  bundle: BundleManifest,
): Plan => planSite(siteOf(spec, cluster, facts, bundle));

/**
 * The critical path is the first master up to its init, with the other masters' etcd beside it; then the joins. What nothing
 * waits for (Helm) comes last.
 */
function priority(site: Site, { node, phase }: StepDraft): number {
  if (phase === 'add-ons') return 0;
  const role = (n: SiteNode) => (n === site.first ? 3 : n.master ? 2 : 1);
  const early = phase === 'prepare' || phase === 'etcd' ? 10 : 0;
  return role(node) + early;
}
