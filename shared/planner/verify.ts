import { repositories } from '../catalog/images.ts';
import type { StepTitle } from '../model/plan.ts';
import type { Proof } from '../model/resource.ts';
import type { Site } from '../site/site.ts';
import { etcdClientPkiOf } from './etcd.ts';
import { layout } from '../model/layout.ts';
import { imageOf } from './programs.ts';
import { registryServes } from './registry.ts';
import { stepId, type StepDraft } from './step.ts';

/** Every pod of the system is Ready, but those of nodes that are away. */
export const systemPodsReady = (away: Site['away']): Proof => ({
  name: 'system-pods-ready',
  ...(away.length > 0 && { away: away.map(({ hostname }) => hostname) }),
});

/** Phase 14: the proofs that the cluster stands, asked of the first master. */
export function verify(site: Site): StepDraft[] {
  const { spec, nodes, masters, first } = site;
  const joined = nodes.map((node) => stepId('kubelet', node));
  const others =
    spec.endpoint.kind === 'keepalived' ? masters.filter((m) => m !== first).map((node) => stepId('endpoint', node)) : [];
  const prove = (title: StepTitle, proof: Proof, needs: readonly string[], timeoutSeconds = 240): StepDraft => ({
    phase: 'verify',
    title,
    node: first,
    needs,
    risk: 'read-only',
    resources: [{ kind: 'proof', proof, timeoutSeconds }],
  });
  const ready = [stepId('nodes-ready', first)];
  return [
    prove('nodes-ready', { name: 'nodes-ready', nodes: nodes.map((n) => n.hostname) }, [
      ...joined,
      ...others,
      stepId('flannel', first),
    ]),
    prove('system-pods-ready', systemPodsReady(site.away), ready),
    prove('etcd-health', { name: 'etcd-quorum', members: masters.length, pki: etcdClientPkiOf(spec) }, ready, 60),
    ...(spec.endpoint.kind === 'keepalived'
      ? [
          prove(
            'single-vip',
            { name: 'single-vip', address: spec.endpoint.address, hosts: masters.map((m) => m.name) },
            ready,
            60,
          ),
        ]
      : []),
    ...masters.flatMap((node) =>
      registryServes(site, node).map((proof) => ({
        ...prove('registry-serves', proof, [stepId('registry', node)], 60),
        node,
      })),
    ),
    {
      phase: 'verify',
      title: 'pod-network',
      node: first,
      needs: [stepId('system-pods-ready', first)],
      resources: [
        {
          kind: 'proof',
          proof: {
            name: 'pod-network',
            nodes: nodes.map((n) => n.hostname),
            image: imageOf(site.bundle, spec.arch, repositories.busybox).name,
            dnsDomain: spec.network.dnsDomain,
          },
          timeoutSeconds: 120,
        },
        // it runs pods, so it is run once for the same nodes; this says that it held
        { kind: 'file', path: `${layout.state}/proven`, mode: 0o600, content: nodes.map((n) => `${n.hostname}\n`).join('') },
      ],
    },
  ];
}
