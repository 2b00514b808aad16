import { reachApi } from '../api-server.ts';
import type { KubeObject } from '../etcd/kube-store.ts';
import { servedEtcd } from '../etcd/running.ts';
import { kubeletCertificates, masterCertificates, masterKubeconfigs } from './kubeadm-certificates.ts';
import { type InitDocuments, stackedDataDir, type UploadedConfig } from './kubeadm-config.ts';
import { etcdPod } from './kubeadm-etcd.ts';
import { Fatal } from './kubeadm-fatal.ts';
import { checkNode, controlPlane, ignoredBy, register, startKubelet, untilHealthy, urlOf } from './kubeadm-node.ts';
import { type Call, takes } from './program.ts';

/** `kubeadm init`. What its etcd has already stays: only what kubeadm uploads itself is written anew. @throws {Fatal} */
export async function init(call: Call, documents: InitDocuments, ignored: readonly string[]): Promise<void> {
  const { machine, cluster, print } = call;
  const { nodeRegistration, cluster: wanted } = documents;
  const { name } = nodeRegistration;
  const version = wanted.kubernetesVersion;
  const dataDir = stackedDataDir(wanted.etcd);
  print(`[init] Using Kubernetes version: ${version}\n`);
  checkNode(call, { kind: 'init', controlPlane: true, dataDir }, ignoredBy(ignored, nodeRegistration), version);
  if (dataDir === undefined && !servedEtcd(cluster, machine))
    throw new Fatal(
      'error execution phase preflight: [ERROR ExternalEtcdVersion]: Get "https://127.0.0.1:2379/version": dial tcp 127.0.0.1:2379: connect: connection refused',
    );
  await takes(call, 2_000);
  await masterCertificates(call, dataDir !== undefined, wanted.apiServer.certSANs);
  await masterKubeconfigs(call, `https://${wanted.controlPlaneEndpoint}`, urlOf(documents.localAPIEndpoint), true);
  controlPlane(call);
  if (dataDir !== undefined) {
    print('[etcd] Creating static Pod manifest for local etcd in "/etc/kubernetes/manifests"\n');
    etcdPod(call, name, dataDir);
  }
  await startKubelet(call);
  await kubeletCertificates(call, machine, `https://${wanted.controlPlaneEndpoint}`);
  print(
    '[wait-control-plane] Waiting for the kubelet to boot up the control plane as static Pods from directory "/etc/kubernetes/manifests"\n',
  );
  await untilHealthy(call);
  const { address = '', port = '' } = /^(?<address>.+):(?<port>\d+)$/.exec(wanted.controlPlaneEndpoint)?.groups ?? {};
  await takes(call, 1_500);
  const reached = reachApi(cluster, address, port);
  if ('silent' in reached)
    throw new Fatal(`error execution phase upload-config/kubeadm: could not bootstrap the admin user: ${reached.silent}`);
  const { etcd } = reached;
  const apply = (one: KubeObject) => {
    etcd.store.put(one, machine.clock.now());
    cluster.tell();
  };
  print('[upload-config] Storing the configuration used in ConfigMap "kubeadm-config" in the "kube-system" Namespace\n');
  const uploaded: UploadedConfig = { version, etcd: wanted.etcd };
  apply({ ...object('v1', 'ConfigMap', 'kubeadm-config'), spec: uploaded });
  register(call, etcd, nodeRegistration, version, true);
  print(
    `[mark-control-plane] Marking the node ${name} as control-plane by adding the labels: [node-role.kubernetes.io/control-plane]\n`,
  );
  print('[bootstrap-token] Configured RBAC rules to allow Node Bootstrap tokens to get nodes\n');
  await takes(call, 1_500);
  apply(object('apps/v1', 'Deployment', 'coredns'));
  print('[addons] Applied essential addon: CoreDNS\n');
  apply({
    ...object('apps/v1', 'DaemonSet', 'kube-proxy'),
    spec: { template: { spec: { containers: [] } } },
  });
  print('[addons] Applied essential addon: kube-proxy\n\nYour Kubernetes control-plane has initialized successfully!\n');
}

/** An object of the namespace kube-system. */
const object = (apiVersion: string, kind: string, name: string): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name, namespace: 'kube-system' },
});
