import { reachApi } from '../api-server.ts';
import type { Etcd } from '../etcd/etcd.ts';
import { KubeView, serverIn } from '../kube-view.ts';
import { isReady } from '../pods.ts';
import { kubeletCertificates, masterCertificates, masterKubeconfigs } from './kubeadm-certificates.ts';
import { type JoinDocument, stackedDataDir, uploadedConfig } from './kubeadm-config.ts';
import { checkEtcd, joinEtcd } from './kubeadm-etcd.ts';
import { Fatal } from './kubeadm-fatal.ts';
import { checkNode, controlPlane, ignoredBy, register, startKubelet, untilHealthy, urlOf } from './kubeadm-node.ts';
import { type Call, takes } from './program.ts';

/** `kubeadm join`, of a master or a worker. @throws {Fatal} */
export async function joinNode(
  call: Call,
  document: JoinDocument,
  ignored: readonly string[],
  skipped: readonly string[],
): Promise<void> {
  const { machine, cluster, print } = call;
  const { nodeRegistration, discovery, controlPlane: own } = document;
  const isMaster = own !== undefined;
  const fail = (phase: string, why: string) => new Fatal(`error execution phase ${phase}: ${why}`);
  const unknown = "couldn't validate the identity of the API Server";
  const credential = machine.files.text(discovery.file.kubeConfigPath);
  if (credential === undefined)
    throw fail('preflight', `${unknown}: stat ${discovery.file.kubeConfigPath}: no such file or directory`);
  const server = serverIn(credential) ?? '';
  const [, address = '', port = ''] = /^https:\/\/([^:/]+):(\d+)/.exec(server) ?? [];
  checkNode(call, { kind: 'join', controlPlane: isMaster, dataDir: undefined }, ignoredBy(ignored, nodeRegistration), undefined);
  await takes(call, 1_500);
  const reached = reachApi(cluster, address, port);
  if ('silent' in reached) throw fail('preflight', `${unknown}: failed to request the cluster-info ConfigMap: ${reached.silent}`);
  const { etcd, machine: asked } = reached;
  print('[preflight] Reading configuration from the "kubeadm-config" ConfigMap in namespace "kube-system"...\n');
  const config = uploadedConfig.safeParse(etcd.store.object('ConfigMap', 'kube-system', 'kubeadm-config')?.object.spec).data;
  if (!config) throw fail('preflight', 'unable to fetch the kubeadm-config ConfigMap: configmaps "kubeadm-config" not found');
  const { version } = config;
  const dataDir = stackedDataDir(config.etcd);
  if (isMaster) checkNode(call, { kind: 'join', controlPlane: true, dataDir }, ignoredBy(ignored, nodeRegistration), version);
  if (isMaster && dataDir !== undefined) checkEtcd(call, etcd);
  if (isMaster) {
    await masterCertificates(call, dataDir !== undefined, [address]);
    await masterKubeconfigs(call, server, urlOf(own.localAPIEndpoint), false);
    controlPlane(call);
  }
  failHere(call);
  if (!skipped.includes('kubelet-start')) {
    refuseReady(call, etcd, nodeRegistration.name);
    await startKubelet(call);
  }
  print('[kubelet-start] Waiting for the kubelet to perform the TLS Bootstrap\n');
  await takes(call, 2_500);
  await kubeletCertificates(call, asked, server);
  register(call, etcd, nodeRegistration, version, false);
  if (isMaster) {
    if (dataDir !== undefined) await joinEtcd(call, etcd, nodeRegistration.name, dataDir);
    await untilHealthy(call);
    register(call, etcd, nodeRegistration, version, true);
    print(
      `[mark-control-plane] Marking the node ${nodeRegistration.name} as control-plane by adding the labels: [node-role.kubernetes.io/control-plane]\n`,
    );
    print('\nThis node has joined the cluster and a new control plane instance was created:\n');
  } else
    print(
      '\nThis node has joined the cluster:\n* Certificate signing request was sent to apiserver and a response was received.\n* The Kubelet was informed of the new secure connection details.\n',
    );
}

/** kubeadm does not take a name away from a node that is Ready. @throws {Fatal} */
function refuseReady({ cluster }: Call, etcd: Etcd, name: string): void {
  const node = etcd.store.nodes.get(name);
  if (node && isReady(new KubeView(cluster, etcd), node))
    throw new Fatal(
      `error execution phase kubelet-start: a Node with name "${name}" and status "Ready" already exists in the cluster. You must delete the existing Node or change the name of this new joining Node`,
    );
}

/** The fault that a join can be given: the kubelet does not come up. */
function failHere({ machine, print }: Call): void {
  if (!machine.faults.has('join-fails')) return;
  print(
    '[kubelet-start] Writing kubelet configuration to file "/var/lib/kubelet/config.yaml"\n[kubelet-start] Starting the kubelet\n',
  );
  print('[kubelet-check] Waiting for a healthy kubelet at http://127.0.0.1:10248/healthz. This can take up to 4m0s\n');
  print('[kubelet-check] The kubelet is not healthy after 4m0.000793201s\n\n');
  print(
    'Unfortunately, an error has occurred, likely caused by:\n\t- The kubelet is not running\n\t- The kubelet is unhealthy due to a misconfiguration of the node in some way (required cgroups disabled)\n\n',
  );
  throw new Fatal(
    'error execution phase kubelet-start: The HTTP call equal to \'curl -sSL http://127.0.0.1:10248/healthz\' returned error: Get "http://127.0.0.1:10248/healthz": dial tcp 127.0.0.1:10248: connect: connection refused',
  );
}
