import { layout } from '../model/layout.ts';
import type { Serving } from '../model/resource.ts';
import type { ClusterSpec } from '../model/spec.ts';
import type { Site } from '../site/site.ts';
import { stepId, type StepDraft } from './step.ts';

/** The kubelet's own defaults: https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/ */
const healthz = { address: '127.0.0.1', port: 10248 };

/**
 * A kubelet answers for its health on its own host; undefined where the site's settings turn that off. Only for one that has joined: before
 * kubeadm has written its configuration it cannot even start. kubectl is the HTTP client that a node has.
 */
export function kubeletServing({ merge }: Pick<ClusterSpec, 'merge'>): Serving | undefined {
  const { healthzPort, healthzBindAddress } = merge.kubeadm.kubelet;
  const port = typeof healthzPort === 'number' ? healthzPort : healthz.port;
  if (port === 0) return undefined;
  const bound = typeof healthzBindAddress === 'string' ? healthzBindAddress : healthz.address;
  const address = bound === '0.0.0.0' ? healthz.address : bound;
  return {
    argv: [
      `${layout.bin}/kubectl`,
      ...['--request-timeout=5s', '--token=none', '--server', `http://${address}:${port}`],
      ...['get', '--raw', '/healthz'],
    ],
    restart: true,
    timeoutSeconds: 60,
  };
}

/** After init and the joins: the kubelet of every node runs and answers. It is a step of its own, since those cannot be undone. */
export const kubelets = ({ spec, nodes, first }: Site): StepDraft[] =>
  nodes.map((node) => {
    const serves = kubeletServing(spec);
    return {
      phase: node.master ? 'control-plane' : 'workers',
      title: 'kubelet',
      node,
      needs: [stepId(node === first ? 'init' : 'join', node)],
      resources: [
        // kubeadm started it: what it started with is kubeadm's to say
        { kind: 'service', unit: layout.kubeletUnit, started: true, watch: [], ...(serves && { serves }) },
      ],
    };
  });
