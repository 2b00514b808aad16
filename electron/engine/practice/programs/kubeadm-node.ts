import { dump } from 'js-yaml';
import { layout } from '../../../../shared/model/layout.ts';
import { apiAnswers } from '../api-server.ts';
import { durations } from '../durations.ts';
import type { Etcd } from '../etcd/etcd.ts';
import { nodeMarks, type Registration } from './kubeadm-config.ts';
import { Fatal } from './kubeadm-fatal.ts';
import { type Attempt, missingImages, preflight } from './kubeadm-preflight.ts';
import { type Call, takes } from './program.ts';

/** The pre-flight checks of a node. `ignored` are names in small letters. @throws {Fatal} for what they find */
export function checkNode(
  { machine, print }: Call,
  attempt: Attempt,
  ignored: readonly string[],
  version: string | undefined,
): void {
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

/** What is ignored, by the command line and by the document. */
export const ignoredBy = (ignored: readonly string[], { ignorePreflightErrors }: Registration): string[] => [
  ...ignored,
  ...ignorePreflightErrors.map((error) => error.toLowerCase()),
];

/** The URL of a master's own API server. */
export const urlOf = (local: { readonly advertiseAddress: string; readonly bindPort: number } | undefined): string =>
  local ? `https://${local.advertiseAddress}:${local.bindPort}` : '';

/** The manifest of a static pod. */
export const podManifest = (component: string, command: readonly string[]): string =>
  dump(
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: component, namespace: 'kube-system' },
      spec: { containers: [{ name: component, command: [...command] }] },
    },
    { lineWidth: -1, noRefs: true },
  );

/** Writes a static pod's manifest, unless there is one. */
export function staticPod({ machine }: Call, component: string, manifest = podManifest(component, [component])): void {
  const path = `${layout.staticPods}/${component}.yaml`;
  if (!machine.files.at(path)) machine.files.write(path, 0o600, manifest);
}

/** The control plane's own static pods. */
export function controlPlane(call: Call): void {
  call.print(`[control-plane] Using manifest folder "${layout.staticPods}"\n`);
  for (const component of ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler']) {
    call.print(`[control-plane] Creating static Pod manifest for "${component}"\n`);
    staticPod(call, component);
  }
}

/** Configures and starts the kubelet. */
export async function startKubelet(call: Call): Promise<void> {
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

/** Waits for the master's own API server. @throws {Fatal} */
export async function untilHealthy(call: Call): Promise<void> {
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

/** The node's own object, in the etcd behind the API server that its kubelet speaks to. */
export function register(
  { machine, cluster }: Call,
  { store }: Etcd,
  registration: Registration,
  version: string,
  controlPlane: boolean,
): void {
  const isMaster = controlPlane || store.nodes.get(registration.name)?.controlPlane === true;
  store.putNode({
    name: registration.name,
    machine: machine.config.name,
    registered: machine.clock.now(),
    version,
    controlPlane: isMaster,
    ...nodeMarks(registration, isMaster),
  });
  cluster.tell();
}
