import type { Leaf } from '../../certificates/leaves.ts';
import type { SiteNode } from '../../site/site.ts';
import { keepalivedPaths } from '../../templates/keepalived.ts';
import { etcdService } from '../etcd.ts';
import type { StepDraft } from '../step.ts';
import {
  apiServerReady,
  controlPlanePods,
  etcdPod,
  etcdQuorum,
  etcdServesNew,
  filesOf,
  kubeletResources,
  of,
  registryResources,
  type RenewalSite,
  staticPods,
} from './parts.ts';

/**
 * One master's part where the cluster refuses everybody, since its certificates have expired: nobody's turn can be gated by who else is
 * ready, and members of etcd whose certificates have expired do not speak to each other. All masters get their files first and start side
 * by side; there is nothing that could be kept from being away. The kubelet comes before the static pods: with an expired certificate it
 * does not even start them (kubelet, "unable to load bootstrap kubeconfig").
 */
export function togetherStep(site: RenewalSite, node: SiteNode, leaves: readonly Leaf[]): StepDraft {
  const { spec } = site;
  const groups = ['etcd', 'apiserver', 'front-proxy', 'kubeconfigs'] as const;
  const isStacked = spec.etcd.topology === 'stacked';
  const hasEtcd = of(leaves, node, 'etcd').length > 0;
  const pods = [...(hasEtcd && isStacked ? [etcdPod] : []), ...controlPlanePods(site, node, leaves)];
  return {
    phase: 'certificates',
    title: 'renew',
    node,
    resources: [
      ...of(leaves, node, ...groups).flatMap(filesOf),
      ...(hasEtcd && !isStacked ? [etcdService(site, node)] : []),
      ...kubeletResources(site, node, leaves),
      ...(pods.length > 0 ? [staticPods(node, pods)] : []),
      ...registryResources(site, node, leaves),
      ...(hasEtcd ? [etcdQuorum(site, 300), etcdServesNew(site)] : []),
      ...apiServerReady(site, node, leaves),
      { kind: 'absent', path: keepalivedPaths.aside },
      { kind: 'absent', path: keepalivedPaths.asideBefore },
    ],
  };
}
