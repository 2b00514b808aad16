import { layout } from '../model/layout.ts';
import type { ClusterSpec } from '../model/spec.ts';
import { apiPort, type NamedNode, type ResolvedNode } from '../spec/resolve.ts';
import { yaml } from './yaml.ts';
import { pathEnvironment, requiresMounts } from './unit.ts';

// Facts: the kubelet's unit and kubeadm's drop-in as https://github.com/kubernetes/release packages them
// (cmd/krel/templates/latest), and https://kubernetes.io/docs/setup/production-environment/tools/kubeadm/kubelet-integration/.

/** The kubelet's unit. Before kubeadm has written its configuration it fails and is started again, as in the packages. */
export const kubeletUnit = ({ storage }: Pick<ResolvedNode, 'storage'>): string => `[Unit]
Description=kubelet: The Kubernetes Node Agent
Documentation=https://kubernetes.io/docs/
Wants=network-online.target ${layout.containerdUnit}
After=network-online.target ${layout.containerdUnit}
${requiresMounts(storage.kubelet, storage.logs)}
StartLimitIntervalSec=0

[Service]
${pathEnvironment}
ExecStart=${layout.bin}/kubelet
Restart=always
RestartSec=2

[Install]
WantedBy=multi-user.target
`;

/** kubeadm's drop-in: the flags that kubeadm writes at run time, then the site's own KUBELET_EXTRA_ARGS. */
export const kubeletDropIn = (): string => `[Service]
Environment="KUBELET_KUBECONFIG_ARGS=--bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf --kubeconfig=/etc/kubernetes/kubelet.conf"
Environment="KUBELET_CONFIG_ARGS=--config=/var/lib/kubelet/config.yaml"
# Written by kubeadm init and join.
EnvironmentFile=-/var/lib/kubelet/kubeadm-flags.env
# The site's own, as Red Hat-like and as Debian-like systems have it.
EnvironmentFile=-/etc/sysconfig/kubelet
EnvironmentFile=-/etc/default/kubelet
ExecStart=
ExecStart=${layout.bin}/kubelet $KUBELET_KUBECONFIG_ARGS $KUBELET_CONFIG_ARGS $KUBELET_KUBEADM_ARGS $KUBELET_EXTRA_ARGS
`;

/**
 * The kubeconfig of a master's kubelet, as kubeadm writes it: its own API server, and the certificate that the kubelet keeps in
 * `pki` and renews there. https://kubernetes.io/docs/reference/setup-tools/kubeadm/implementation-details/
 */
export const kubeletKubeconfig = (
  spec: ClusterSpec,
  { hostname, nodeAddress }: Pick<NamedNode, 'hostname' | 'nodeAddress'>,
  pki: string,
): string => {
  const user = `system:node:${hostname}`;
  const current = `${pki}/kubelet-client-current.pem`;
  return yaml({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: spec.name,
        cluster: { server: `https://${nodeAddress}:${apiPort(spec)}`, 'certificate-authority': `${layout.kubernetesPki}/ca.crt` },
      },
    ],
    users: [{ name: user, user: { 'client-certificate': current, 'client-key': current } }],
    contexts: [{ name: user, context: { cluster: spec.name, user } }],
    'current-context': user,
  });
};
