import { load } from 'js-yaml';
import { z } from 'zod';
import { layout } from '../../../../shared/model/layout.ts';
import { apiAnswers, unreachableAt } from '../api-server.ts';
import type { KubeObject } from '../cluster.ts';
import { durations } from '../durations.ts';
import { etcdServes } from '../etcd.ts';
import { kubeletCertificates, masterCertificates, masterKubeconfigs } from './kubeadm-certificates.ts';
import { type InitDocuments, initDocuments, type JoinDocument, joinDocument } from './kubeadm-config.ts';
import { type Attempt, missingImages, preflight } from './kubeadm-preflight.ts';
import { type Call, type Program, takes } from './program.ts';

/** kubeadm's own way to end: what it prints to stderr, and its exit status. */
class Fatal extends Error {
  override readonly name = 'Fatal';
  constructor(
    message: string,
    readonly status = 1,
  ) {
    super(message);
  }
}

/** kubeadm init and join, as far as Barque asks for them: the same phases, the same words, the time that they take. */
export const kubeadm: Program = async (call) => {
  const [, verb = '', ...rest] = call.argv;
  const option = (name: string): string[] =>
    rest.flatMap((word, i) =>
      word === name ? [rest[i + 1] ?? ''] : word.startsWith(`${name}=`) ? [word.slice(name.length + 1)] : [],
    );
  if (verb === 'version') {
    call.print('v1.34.4\n');
    return 0;
  }
  const text = call.machine.files.text(option('--config')[0] ?? '') ?? '';
  const ignored = option('--ignore-preflight-errors').flatMap((names) => names.split(',').map((name) => name.toLowerCase()));
  const skipped = option('--skip-phases').flatMap((names) => names.split(','));
  try {
    if (verb === 'init') await init(call, need(initDocuments(text)), ignored);
    else if (verb === 'join') await joinNode(call, need(joinDocument(text)), ignored, skipped);
    else throw new Fatal(`practice knows no kubeadm ${verb}`);
    return 0;
  } catch (error) {
    if (!(error instanceof Fatal)) throw error;
    call.complain(`${error.message}\nTo see the stack trace of this error execute with --v=5 or higher\n`);
    return error.status;
  }
};

function need<T>(document: T | undefined): T {
  if (document === undefined) throw new Fatal('error: no configuration of a known kind in the file', 3);
  return document;
}

function checkNode({ machine, print }: Call, attempt: Attempt, ignored: readonly string[], version: string | undefined): void {
  print('[preflight] Running pre-flight checks\n');
  const found = preflight(machine, attempt);
  const errors: string[] = [];
  for (const [name, what] of found) {
    if (ignored.includes(name.toLowerCase()) || ignored.includes('all') || name === 'Swap')
      print(`\t[WARNING ${name}]: ${what}\n`);
    else errors.push(`\t[ERROR ${name}]: ${what}`);
  }
  for (const image of version !== undefined && attempt.controlPlane ? missingImages(machine, version) : [])
    errors.push(`\t[ERROR ImagePull]: failed to pull image ${image}: dial tcp: lookup registry.k8s.io: no such host`);
  if (errors.length > 0)
    throw new Fatal(
      `error execution phase preflight: [preflight] Some fatal errors occurred:\n${errors.join('\n')}\n[preflight] If you know what you are doing, you can make a check non-fatal with \`--ignore-preflight-errors=...\``,
    );
}

async function init(call: Call, documents: InitDocuments, ignored: readonly string[]): Promise<void> {
  const { machine, cluster, print } = call;
  const {
    nodeRegistration: { name, ignorePreflightErrors },
    cluster: wanted,
  } = documents;
  const version = wanted.kubernetesVersion;
  const stackedEtcd = 'local' in wanted.etcd;
  print(`[init] Using Kubernetes version: ${version}\n`);
  const ignore = [...ignored, ...ignorePreflightErrors.map((error) => error.toLowerCase())];
  checkNode(call, { kind: 'init', controlPlane: true, stackedEtcd }, ignore, version);
  if (!stackedEtcd && !etcdServes(cluster, machine))
    throw new Fatal(
      'error execution phase preflight: [ERROR ExternalEtcdVersion]: Get "https://127.0.0.1:2379/version": dial tcp 127.0.0.1:2379: connect: connection refused',
    );
  await takes(call, 2_000);
  await masterCertificates(call, stackedEtcd, wanted.apiServer.certSANs);
  await masterKubeconfigs(call, `https://${wanted.controlPlaneEndpoint}`, urlOf(documents.localAPIEndpoint), true);
  controlPlane(call);
  if (stackedEtcd) {
    print('[etcd] Creating static Pod manifest for local etcd in "/etc/kubernetes/manifests"\n');
    if (!cluster.stacked.includes(machine.hostname)) cluster.stacked.push(machine.hostname);
    staticPod(call, 'etcd');
  }
  await startKubelet(call);
  await kubeletCertificates(call, machine, `https://${wanted.controlPlaneEndpoint}`);
  print(
    '[wait-control-plane] Waiting for the kubelet to boot up the control plane as static Pods from directory "/etc/kubernetes/manifests"\n',
  );
  await untilHealthy(call);
  const { address = '', port = '' } = /^(?<address>.+):(?<port>\d+)$/.exec(wanted.controlPlaneEndpoint)?.groups ?? {};
  await takes(call, 1_500);
  const away = unreachableAt(cluster, address, port);
  if (away !== undefined)
    throw new Fatal(`error execution phase upload-config/kubeadm: could not bootstrap the admin user: ${away}`);
  print('[upload-config] Storing the configuration used in ConfigMap "kubeadm-config" in the "kube-system" Namespace\n');
  for (const namespace of ['default', 'kube-system']) cluster.store(object('v1', 'Namespace', undefined, namespace));
  cluster.store({ ...object('v1', 'ConfigMap', 'kube-system', 'kubeadm-config'), spec: { version } });
  register(call, name, version, true);
  print(
    `[mark-control-plane] Marking the node ${name} as control-plane by adding the labels: [node-role.kubernetes.io/control-plane]\n`,
  );
  print('[bootstrap-token] Configured RBAC rules to allow Node Bootstrap tokens to get nodes\n');
  await takes(call, 1_500);
  cluster.store(object('apps/v1', 'Deployment', 'kube-system', 'coredns'));
  print('[addons] Applied essential addon: CoreDNS\n');
  cluster.store({
    ...object('apps/v1', 'DaemonSet', 'kube-system', 'kube-proxy'),
    spec: { template: { spec: { containers: [] } } },
  });
  print('[addons] Applied essential addon: kube-proxy\n\nYour Kubernetes control-plane has initialized successfully!\n');
}

const urlOf = (local: { readonly advertiseAddress: string; readonly bindPort: number } | undefined): string =>
  local ? `https://${local.advertiseAddress}:${local.bindPort}` : '';

const bootstrapConfig = z.object({ clusters: z.array(z.object({ cluster: z.object({ server: z.string() }) })).min(1) });

async function joinNode(
  call: Call,
  document: JoinDocument,
  ignored: readonly string[],
  skipped: readonly string[],
): Promise<void> {
  const { machine, cluster, print } = call;
  const { name, ignorePreflightErrors } = document.nodeRegistration;
  const isMaster = document.controlPlane !== undefined;
  const stackedEtcd = cluster.stacked.length > 0;
  const version = cluster.nodes.values().next().value?.version;
  const ignore = [...ignored, ...ignorePreflightErrors.map((error) => error.toLowerCase())];
  checkNode(call, { kind: 'join', controlPlane: isMaster, stackedEtcd: stackedEtcd && isMaster }, ignore, version);
  const credential = machine.files.text(document.discovery.file.kubeConfigPath);
  if (credential === undefined)
    throw new Fatal(
      `error execution phase preflight: couldn't validate the identity of the API Server: stat ${document.discovery.file.kubeConfigPath}: no such file or directory`,
    );
  await takes(call, 1_500);
  const server = bootstrapConfig.parse(load(credential)).clusters[0]?.cluster.server ?? '';
  const [, address = '', port = ''] = /^https:\/\/([^:/]+):(\d+)/.exec(server) ?? [];
  const away = unreachableAt(cluster, address, port);
  if (away !== undefined)
    throw new Fatal(
      `error execution phase preflight: couldn't validate the identity of the API Server: failed to request the cluster-info ConfigMap: ${away}`,
    );
  print('[preflight] Reading configuration from the "kubeadm-config" ConfigMap in namespace "kube-system"...\n');
  if (isMaster) {
    await masterCertificates(call, stackedEtcd, [address]);
    await masterKubeconfigs(call, server, urlOf(document.controlPlane?.localAPIEndpoint), false);
    controlPlane(call);
  }
  failHere(call);
  if (!skipped.includes('kubelet-start')) await startKubelet(call);
  print('[kubelet-start] Waiting for the kubelet to perform the TLS Bootstrap\n');
  await takes(call, 2_500);
  const signer = [...cluster.nodes.values()].find((node) => node.controlPlane);
  await kubeletCertificates(call, cluster.machines.get(signer?.machine ?? ''), server);
  register(call, name, version ?? 'v1.34.4', false);
  if (isMaster) {
    if (stackedEtcd) {
      print(
        '[etcd] Announced new etcd member joining to the existing etcd cluster\n[etcd] Creating static Pod manifest for "etcd"\n',
      );
      if (!cluster.stacked.includes(machine.hostname)) cluster.stacked.push(machine.hostname);
      staticPod(call, 'etcd');
      await takes(call, 4_000);
    }
    await untilHealthy(call);
    register(call, name, version ?? 'v1.34.4', true);
    print(
      `[mark-control-plane] Marking the node ${name} as control-plane by adding the labels: [node-role.kubernetes.io/control-plane]\n`,
    );
    print('\nThis node has joined the cluster and a new control plane instance was created:\n');
  } else
    print(
      '\nThis node has joined the cluster:\n* Certificate signing request was sent to apiserver and a response was received.\n* The Kubelet was informed of the new secure connection details.\n',
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

const object = (apiVersion: string, kind: string, namespace: string | undefined, name: string): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
});

function staticPod({ machine }: Call, component: string): void {
  const path = `${layout.staticPods}/${component}.yaml`;
  if (machine.files.at(path)) return;
  machine.files.write(path, 0o600, `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${component}\n  namespace: kube-system\n`);
}

function controlPlane(call: Call): void {
  call.print(`[control-plane] Using manifest folder "${layout.staticPods}"\n`);
  for (const component of ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler']) {
    call.print(`[control-plane] Creating static Pod manifest for "${component}"\n`);
    staticPod(call, component);
  }
}

async function startKubelet(call: Call): Promise<void> {
  const { machine, cluster, print } = call;
  print('[kubelet-start] Writing kubelet environment file with flags to file "/var/lib/kubelet/kubeadm-flags.env"\n');
  print(
    '[kubelet-start] Writing kubelet configuration to file "/var/lib/kubelet/config.yaml"\n[kubelet-start] Starting the kubelet\n',
  );
  machine.files.write(
    '/var/lib/kubelet/config.yaml',
    0o644,
    'apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n',
  );
  machine.files.write(
    '/var/lib/kubelet/kubeadm-flags.env',
    0o644,
    `KUBELET_KUBEADM_ARGS="--node-ip=${machine.config.address}"\n`,
  );
  await takes(call, 1_000);
  machine.setUnit(layout.kubeletUnit, { active: 'active', enabled: true, runs: `${layout.bin}/kubelet` });
  cluster.tell();
  print('[kubelet-check] Waiting for a healthy kubelet at http://127.0.0.1:10248/healthz. This can take up to 4m0s\n');
  await takes(call, 500);
  print('[kubelet-check] The kubelet is healthy after 501.4ms\n');
}

/** As long as kubeadm waits for its control plane, in ms. */
const longest = 240_000;

async function untilHealthy(call: Call): Promise<void> {
  const { machine, cluster, print } = call;
  print('[control-plane-check] Waiting for healthy control plane components. This can take up to 4m0s\n');
  for (const until = machine.clock.now() + longest; !apiAnswers(cluster, machine);) {
    if (machine.clock.now() > until)
      throw new Fatal(
        'error execution phase wait-control-plane: failed while waiting for the control plane to start: kube-apiserver check failed',
      );
    await takes(call, 500);
  }
  print(`[control-plane-check] kube-apiserver is healthy after ${durations.apiServer / 1000}.004s\n`);
}

function register({ machine, cluster }: Call, name: string, version: string, controlPlane: boolean): void {
  const before = cluster.nodes.get(name);
  const registered = before?.registered ?? machine.clock.now();
  cluster.nodes.set(name, {
    name,
    machine: machine.config.name,
    registered,
    version,
    controlPlane: controlPlane || before?.controlPlane === true,
  });
  cluster.tell();
}
