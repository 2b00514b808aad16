import type { PlannedStep } from '../contract/plans.ts';
import { certificate, document, secret } from '../model/content.ts';
import type { Plan, Step } from '../model/plan.ts';
import type { Resource } from '../model/resource.ts';

const digest = `sha256:${'a'.repeat(64)}`;
const step = (id: Step['id'], phase: Step['phase'], title: Step['title'], rest: Partial<Step>): Step => ({
  id,
  phase,
  title,
  host: id.split('/')[1] ?? '',
  needs: [],
  risk: 'reversible',
  skippable: false,
  resources: [],
  priority: 0,
  ...rest,
});

/** A plan with one of most kinds of resources: two hosts, one waits for the other. */
export const samplePlan: Plan = {
  cluster: 'demo',
  kubernetes: '1.34.4',
  steps: [
    step('prepare/m1', 'prepare', 'prepare', {
      resources: [
        { kind: 'directory', path: '/etc/barque', mode: 0o755 },
        { kind: 'hostname', hostname: 'm1' },
        { kind: 'block', path: '/etc/hosts', block: 'barque demo', lines: ['10.0.0.11 m1', "10.0.0.5 it's.api"] },
        { kind: 'swap-off' },
        { kind: 'module', name: 'br_netfilter' },
        { kind: 'sysctl', key: 'net.ipv4.ip_forward', value: '1' },
        { kind: 'sysctl', key: 'fs.inotify.max_user_instances', value: '8192', atLeast: true },
        { kind: 'absent', path: '/etc/barque/old' },
      ],
    }),
    step('runtime/m1', 'packages', 'runtime', {
      needs: ['prepare/m1'],
      resources: [
        { kind: 'binary', path: '/opt/barque/bin/runc', blob: { digest, size: 9, compression: 'gzip' }, installed: digest },
        { kind: 'link', path: '/usr/local/bin/kubectl', to: '/opt/barque/bin/kubectl', unlessPresent: true },
        { kind: 'file', path: '/etc/barque/containerd.toml', mode: 0o644, content: "root = '/data'\n" },
        { kind: 'service', unit: 'barque-containerd.service', started: true, watch: [] },
        { kind: 'no-service', unit: 'barque-old.service' },
      ],
    }),
    step('images/m1', 'images', 'images', {
      resources: [{ kind: 'images', images: [{ name: 'registry.k8s.io/pause:3.10', digest, blobs: [digest] }] }],
    }),
    step('certificates/m1', 'certificates', 'certificates', {
      resources: [
        { kind: 'file', path: '/etc/kubernetes/pki/ca.crt', mode: 0o644, content: document`${certificate('pki.ca.crt')}` },
        { kind: 'file', path: '/etc/kubernetes/pki/ca.key', mode: 0o600, content: document`${secret('pki.ca.key')}` },
      ],
    }),
    step('init/m1', 'control-plane', 'init', {
      needs: ['certificates/m1'],
      risk: 'irreversible',
      resources: [
        {
          kind: 'command',
          unit: 'kubeadm',
          argv: ['kubeadm', 'init', '--config', '/etc/barque/kubeadm.yaml'],
          done: ['test', '-f', '/etc/kubernetes/admin.conf'],
          timeoutSeconds: 600,
          undo: 'irreversible',
        },
      ],
    }),
    step('join/w1', 'workers', 'join', {
      needs: ['init/m1'],
      risk: 'irreversible',
      resources: [
        {
          kind: 'command',
          unit: 'kubeadm',
          argv: ['kubeadm', 'join', '--config', '/etc/barque/kubeadm.yaml'],
          done: ['cat', '/var/lib/kubelet/config.yaml'],
          donePrints: 'yes',
          inputs: [
            { kind: 'file', path: '/etc/barque/join.conf', mode: 0o644, content: document`token: ${secret('join', 'base64')}\n` },
          ],
          timeoutSeconds: 600,
          undo: 'irreversible',
        },
      ],
    }),
    step('flannel/m1', 'network', 'flannel', {
      needs: ['init/m1'],
      resources: [{ kind: 'manifest', path: '/etc/barque/manifests/flannel.yaml', content: 'kind: List\n' }],
    }),
    step('nodes-ready/m1', 'verify', 'nodes-ready', {
      needs: ['join/w1'],
      risk: 'read-only',
      resources: [{ kind: 'proof', proof: { name: 'nodes-ready', nodes: ['m1', 'w1'] }, timeoutSeconds: 60 }],
    }),
  ],
};

const nameOf = (resource: Resource): string => {
  if ('path' in resource) return `${resource.kind} ${resource.path}`;
  if (resource.kind === 'service' || resource.kind === 'no-service') return `${resource.kind} ${resource.unit}`;
  if (resource.kind === 'sysctl') return `sysctl ${resource.key}`;
  if (resource.kind === 'hostname') return `hostname ${resource.hostname}`;
  if (resource.kind === 'images') return `images (${resource.images.length})`;
  if (resource.kind === 'proof') return `proof ${resource.proof.name}`;
  if (resource.kind === 'static-pods') return `static pods ${resource.pods.map((pod) => pod.component).join(', ')}`;
  if (resource.kind === 'reload') return `reload ${resource.container}`;
  return resource.kind === 'module' ? `module ${resource.name}` : resource.kind;
};

/** A plan as it is compared with hosts that have nothing yet; documents differ from what stands there in a line or two. */
export const comparedWithBareHosts = ({ steps }: Plan): PlannedStep[] =>
  steps.map(({ id, phase, title, host, risk, resources }) => ({
    id,
    phase,
    title,
    host,
    risk,
    satisfied: false,
    changes: resources.map((resource) => ({
      what: nameOf(resource),
      kind: resource.kind,
      differences: resource.kind === 'block' ? ['-10.0.0.11 old', '+```', '+10.0.0.11 m1 \u001b[31m'] : [],
      ...(resource.kind === 'command' ? { argv: [...resource.argv] } : {}),
    })),
  }));
