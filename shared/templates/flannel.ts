import { layout } from '../model/layout.ts';
import type { ClusterSpec } from '../model/spec.ts';
import { yaml } from './yaml.ts';

// Facts: Flannel's Documentation/kubernetes.md, configuration.md, backends.md and running.md, and what its own kube-flannel.yml
// asks for (rights, mounts, capabilities); client-go's rest.InClusterConfig, which reads where the API is from two variables;
// https://www.cni.dev/plugins/current/meta/flannel/.

const namespace = 'kube-flannel';
const app = { app: 'flannel' };
const cniConfigDirectory = '/etc/cni/net.d';

/** The images of Flannel as the bundle names them. */
export interface FlannelImages {
  readonly flannel: string;
  readonly plugin: string;
}

/**
 * Flannel on every node. One DaemonSet cannot name each node's card, so flanneld finds it by the node's address
 * (`status.hostIP`, which is the kubelet's `node-ip`: the spec's node address).
 */
export function flannelManifest(spec: ClusterSpec, images: FlannelImages): string {
  const { podSubnet, plugin } = spec.network;
  const account = { name: 'flannel', namespace };
  const subject = { kind: 'ServiceAccount', ...account };
  return yaml(
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: namespace, labels: { ...app, 'pod-security.kubernetes.io/enforce': 'privileged' } },
    },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { ...account, labels: app } },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'flannel', labels: app },
      rules: [
        { apiGroups: [''], resources: ['pods'], verbs: ['get'] },
        { apiGroups: [''], resources: ['nodes'], verbs: ['get', 'list', 'watch'] },
        { apiGroups: [''], resources: ['nodes/status'], verbs: ['patch'] },
      ],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'flannel', labels: app },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'flannel' },
      subjects: [subject],
    },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'kube-flannel-cfg', namespace, labels: app },
      data: {
        'cni-conf.json': json({
          name: 'cbr0',
          cniVersion: '0.3.1',
          plugins: [
            { type: 'flannel', delegate: { hairpinMode: true, isDefaultGateway: true } },
            { type: 'portmap', capabilities: { portMappings: true } },
          ],
        }),
        'net-conf.json': json({ Network: podSubnet, EnableNFTables: false, Backend: { Type: plugin.backend } }),
      },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: { name: 'kube-flannel-ds', namespace, labels: app },
      spec: { selector: { matchLabels: app }, template: { metadata: { labels: app }, spec: pod(spec, images) } },
    },
  );
}

const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;

/** Once flanneld has written what the plugin reads. */
const installConfiguration = `until [ -s /run/flannel/subnet.env ]; do sleep 0.2; done; cp -f /etc/kube-flannel/cni-conf.json ${cniConfigDirectory}/10-flannel.conflist`;

function pod({ endpoint }: Pick<ClusterSpec, 'endpoint'>, images: FlannelImages): object {
  const copy = (name: string, image: string, from: string, to: string, mounts: object[]) => {
    return { name, image, command: ['cp', '-f', from, to], volumeMounts: mounts };
  };
  const mount = (name: string, mountPath: string) => ({ name, mountPath });
  const field = (name: string, fieldPath: string) => ({ name, valueFrom: { fieldRef: { fieldPath } } });
  const hostPath = (name: string, path: string, type: string) => ({ name, hostPath: { path, type } });
  const settings = mount('settings', '/etc/kube-flannel');
  return {
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/os', operator: 'In', values: ['linux'] }] }],
        },
      },
    },
    hostNetwork: true,
    priorityClassName: 'system-node-critical',
    serviceAccountName: 'flannel',
    tolerations: [{ operator: 'Exists' }],
    initContainers: [
      copy('install-cni-plugin', images.plugin, '/flannel', `${layout.cniBin}/flannel`, [mount('cni-bin', layout.cniBin)]),
    ],
    containers: [
      {
        name: 'kube-flannel',
        image: images.flannel,
        command: ['/opt/bin/flanneld'],
        args: ['--ip-masq', '--kube-subnet-mgr', '--iface=$(NODE_IP)'],
        env: [
          field('NODE_IP', 'status.hostIP'),
          field('POD_NAME', 'metadata.name'),
          field('POD_NAMESPACE', 'metadata.namespace'),
          { name: 'EVENT_QUEUE_DEPTH', value: '5000' },
          // The API by the endpoint, as the kubelet reaches it. The service address works on a node only once kube-proxy has set it up there:
          // asked before, flanneld gives up after 30 s and is started again. A pod's own variables win over those that the kubelet gives it
          // of services; a name is looked up as the node does (hostNetwork), and is in the API server's certificate.
          { name: 'KUBERNETES_SERVICE_HOST', value: endpoint.address },
          { name: 'KUBERNETES_SERVICE_PORT', value: String(endpoint.port) },
        ],
        // A node is Ready once it has a configuration: one that came before the plugin's own settings would be given pods that it cannot
        // connect, and tries again only after long pauses.
        lifecycle: { postStart: { exec: { command: ['sh', '-c', installConfiguration] } } },
        resources: { requests: { cpu: '100m', memory: '50Mi' } },
        securityContext: { privileged: false, capabilities: { add: ['NET_ADMIN', 'NET_RAW'] } },
        volumeMounts: [
          mount('run', '/run/flannel'),
          mount('cni-config', cniConfigDirectory),
          settings,
          mount('xtables-lock', '/run/xtables.lock'),
        ],
      },
    ],
    volumes: [
      hostPath('run', '/run/flannel', 'DirectoryOrCreate'),
      hostPath('cni-bin', layout.cniBin, 'DirectoryOrCreate'),
      hostPath('cni-config', cniConfigDirectory, 'DirectoryOrCreate'),
      { name: 'settings', configMap: { name: 'kube-flannel-cfg' } },
      hostPath('xtables-lock', '/run/xtables.lock', 'FileOrCreate'),
    ],
  };
}
