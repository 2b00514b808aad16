import { certificate, secret } from '../model/content.ts';
import { layout } from '../model/layout.ts';
import { pkiNames } from '../model/pki-names.ts';
import type { CommandResource, FileResource, Resource } from '../model/resource.ts';
import type { ClusterSpec } from '../model/spec.ts';
import { etcdctl } from '../proof/etcd.ts';
import type { Site, SiteNode } from '../site/site.ts';
import { kubeletKubeconfig } from '../templates/kubelet.ts';
import { type Attempt, ignoredOnRetry, kubeadmInit, kubeadmJoin, kubeletPatch, kubeletPatchFile } from '../templates/kubeadm.ts';
import { etcdClientPkiOf } from './etcd.ts';
import { stepId, type StepDraft } from './step.ts';

const kubeadm = `${layout.bin}/kubeadm`;
const kubeletConf = '/etc/kubernetes/kubelet.conf';
/** kubeadm says only that the kubelet or a component did not answer in time; why is in the kubelet's log and in how containers ended. */
const tells: NonNullable<CommandResource['tells']> = [
  ['journalctl', '--unit', layout.kubeletUnit, '--lines', '20', '--no-pager', '--output', 'cat'],
  [`${layout.bin}/crictl`, '--config', `${layout.config}/crictl.yaml`, 'ps', '--all'],
];
const kubectl = (kubeconfig: string, ...args: string[]) => [
  `${layout.bin}/kubectl`,
  '--kubeconfig',
  kubeconfig,
  '--request-timeout',
  '5s',
  ...args,
];

/** Phase 10: `kubeadm init` on the first master, then the other masters join. */
export const controlPlane = (site: Site): StepDraft[] => [
  init(site),
  ...site.masters.slice(1).map((node, i) => joinMaster(site, node, site.masters[i] ?? site.first)),
];

/** Phase 12: the workers join. */
export const workers = (site: Site): StepDraft[] =>
  site.workers.map((node) => ({
    phase: 'workers',
    title: 'join',
    node,
    needs: [stepId('init', site.first), stepId('kubernetes', node), stepId('images', node)],
    risk: 'irreversible',
    resources: [
      ...configuration(site, node, kubeadmJoin(site, node)),
      {
        ...joinCommand(site, node, 'join-worker'),
        done: kubectl(kubeletConf, 'get', 'node', node.hostname, '-o', 'name'),
      },
    ],
  }));

function init(site: Site): StepDraft {
  const { spec, first } = site;
  const argv = [kubeadm, 'init', '--config', layout.kubeadmConfig, '--skip-token-print'];
  return {
    phase: 'control-plane',
    title: 'init',
    node: first,
    needs: [
      ...(['certificates', 'kubernetes', 'images'] as const).map((title) => stepId(title, first)),
      ...(spec.etcd.topology === 'external' ? [stepId('etcd-quorum', first)] : []),
      ...(spec.endpoint.kind === 'keepalived' ? [stepId('endpoint', first)] : []),
    ],
    risk: 'irreversible',
    resources: [
      ...configuration(site, first, kubeadmInit(site, first)),
      {
        kind: 'command',
        unit: 'kubeadm',
        argv,
        again: [{ argv: [...argv, `--ignore-preflight-errors=${leftoversOf('init', site, first)}`] }],
        // the add-ons are the last that init brings about
        done: kubectl(
          layout.adminConf,
          ...['-n', 'kube-system', 'get', 'configmap/kubeadm-config', 'daemonset/kube-proxy', 'deployment/coredns', '-o', 'name'],
        ),
        guard: {
          absent: layout.completed,
          // a stacked etcd is kubeadm's: it refuses a data directory that is not empty by itself
          ...(spec.etcd.topology === 'external' && { silent: etcdHoldsCluster(spec) }),
        },
        tells,
        timeoutSeconds: 600,
        undo: 'irreversible',
      },
    ],
  };
}

/** Prints a key where Kubernetes has stored anything in this etcd, and fails where etcd has no quorum to tell. */
const etcdHoldsCluster = (spec: ClusterSpec): readonly string[] => [
  `${layout.bin}/etcdctl`,
  ...etcdctl(etcdClientPkiOf(spec)),
  ...['get', '/registry/', '--prefix', '--keys-only', '--limit=1'],
];

/** External etcd: all masters join side by side. Stacked: each join adds an etcd member, and two at once could lose the quorum. */
function joinMaster(site: Site, node: SiteNode, before: SiteNode): StepDraft {
  const external = site.spec.etcd.topology === 'external';
  const predecessor = external || before === site.first ? stepId('init', site.first) : stepId('join', before);
  return {
    phase: 'control-plane',
    title: 'join',
    node,
    needs: [
      predecessor,
      ...(['certificates', 'kubernetes', 'images'] as const).map((title) => stepId(title, node)),
      ...(external ? [stepId('etcd', node)] : []),
    ],
    risk: 'irreversible',
    resources: [
      ...configuration(site, node, kubeadmJoin(site, node)),
      ...kubeletCredential(site, node),
      {
        ...joinCommand(site, node, 'join-master'),
        // the label is the last that a join brings about
        done: kubectl(
          layout.adminConf,
          ...['get', 'node', '-l', 'node-role.kubernetes.io/control-plane', '-o', 'name'],
          `--field-selector=metadata.name=${node.hostname}`,
        ),
        donePrints: `node/${node.hostname}`,
      },
    ],
  };
}

/** kubeadm's documents, and what this node's kubelet has of its own. */
function configuration({ spec }: Site, node: SiteNode, documents: string): FileResource[] {
  const patch = kubeletPatch(spec, node);
  return [
    { kind: 'file', path: layout.kubeadmConfig, mode: 0o600, content: documents },
    ...(patch === undefined ? [] : [{ kind: 'file', path: kubeletPatchFile, mode: 0o644, content: patch } as const]),
  ];
}

const leftoversOf = (attempt: Attempt, site: Site, node: SiteNode): string => ignoredOnRetry(attempt, site, node).join(',');

/**
 * A joining master's kubelet talks to its own API server (kubeadm's ControlPlaneKubeletLocalMode), which that very kubelet has to
 * start first: asking it for a certificate fails until then, and the kubelet asks ever less often. With a certificate made here it
 * has nothing to ask for. Once there, the files are the kubelet's, which renews its certificate by itself.
 */
function kubeletCredential({ spec }: Site, node: SiteNode): Resource[] {
  const names = pkiNames.kubelet(node.name);
  const directory = '/var/lib/kubelet/pki';
  const content = [certificate(names.certificate), secret(names.key)];
  return [
    { kind: 'directory', path: directory, mode: 0o755 },
    { kind: 'file', path: `${directory}/kubelet-client-first.pem`, mode: 0o600, content, unlessPresent: true },
    {
      kind: 'link',
      path: `${directory}/kubelet-client-current.pem`,
      to: `${directory}/kubelet-client-first.pem`,
      unlessPresent: true,
    },
    { kind: 'file', path: kubeletConf, mode: 0o600, content: kubeletKubeconfig(spec, node, directory), unlessPresent: true },
  ];
}

function joinCommand(site: Site, node: SiteNode, kind: Attempt): Omit<CommandResource, 'done'> {
  const argv = [
    ...[kubeadm, 'join', '--config', layout.kubeadmConfig],
    // it is put there before (kubeletCredential)
    ...(kind === 'join-master' ? ['--ignore-preflight-errors=FileAvailable--etc-kubernetes-kubelet.conf'] : []),
  ];
  const again = [...argv, `--ignore-preflight-errors=${leftoversOf(kind, site, node)}`];
  return {
    kind: 'command',
    unit: 'kubeadm',
    argv,
    again: [
      // kubeadm refuses to join a node that is Ready (join/kubelet.go), so what comes after its kubelet's start is made up for
      { when: isReady(node), argv: [...again, '--skip-phases=kubelet-start,kubelet-wait-bootstrap'] },
      { argv: again },
    ],
    inputs: [{ kind: 'file', path: layout.joinCredential, mode: 0o600, content: [secret(pkiNames.join(node.name).kubeconfig)] }],
    tells,
    timeoutSeconds: 600,
    undo: 'irreversible',
  };
}

/** Whether the node is Ready already, asked with its kubelet's own credentials, which an attempt that came so far has left. */
const isReady = (node: SiteNode): readonly string[] => [
  `${layout.bin}/kubectl`,
  ...['--kubeconfig', kubeletConf, '--request-timeout=5s'],
  ...['wait', `node/${node.hostname}`, '--for=condition=Ready', '--timeout=2s'],
];
