/** A component built from a Go module. Versions are pinned, so the same recipe gives the same program. */
export interface Recipe {
  readonly name: string;
  readonly version: string;
  /** The module that it is in; without one, only the standard library is used. */
  readonly module?: string;
  /** A program of ours (`main/*.go`) that calls the module, where the module's own would not do. */
  readonly main?: string;
  /** The programs, by the names that they get: a package each, `.` for `main`. */
  readonly programs: Readonly<Record<string, string>>;
  readonly tags?: readonly string[];
  /** Linked statically with C's library. */
  readonly cgo?: boolean;
  /** Variables set by the linker. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Modules taken at another version than the module asks for. */
  readonly replace?: Readonly<Record<string, string>>;
}

export const kubernetesVersions = ['1.34.4', '1.35.4'] as const;
export type KubernetesVersion = (typeof kubernetesVersions)[number];

/** What Kubernetes' own repository has under staging/, which its go.mod cannot name by version. */
const staging = `api apiextensions-apiserver apimachinery apiserver cli-runtime client-go cloud-provider cluster-bootstrap
  code-generator component-base component-helpers controller-manager cri-api cri-client csi-translation-lib
  dynamic-resource-allocation endpointslice externaljwt kms kube-aggregator kube-controller-manager kube-proxy kube-scheduler
  kubectl kubelet metrics mount-utils pod-security-admission sample-apiserver`.split(/\s+/);

/** Every component of Kubernetes in one program, which acts by the name that it is called by. */
export function kubernetes(version: KubernetesVersion): Recipe {
  const [major = '', minor = '', patch = ''] = version.split('.');
  const base = 'k8s.io/component-base/version';
  return {
    name: 'kube',
    version,
    module: 'k8s.io/kubernetes',
    main: 'kube.go',
    programs: { kube: '.' },
    replace: Object.fromEntries(staging.map((name) => [`k8s.io/${name}`, `v0.${minor}.${patch}`])),
    variables: {
      [`${base}.gitVersion`]: `v${version}`,
      [`${base}.gitMajor`]: major,
      [`${base}.gitMinor`]: minor,
      [`${base}.gitTreeState`]: 'clean',
      [`${base}.gitCommit`]: 'lab',
      'k8s.io/client-go/pkg/version.gitVersion': `v${version}`,
    },
  };
}

const containerd = 'github.com/containerd/containerd/v2';
const plugins = 'github.com/containernetworking/plugins';
const cni = ['main/bridge', 'main/loopback', 'main/ptp', 'ipam/host-local', 'meta/portmap', 'meta/firewall', 'meta/tuning'];
const etcd = { version: '3.6.16' };
const command = (module: string, name: string): Pick<Recipe, 'module' | 'programs'> => ({ module, programs: { [name]: module } });

/** What is the same for every version of Kubernetes. */
export const recipes = {
  pause: { name: 'pause', version: '3.10.1', main: 'pause.go', programs: { pause: '.' } },
  etcd: { name: 'etcd', ...etcd, module: 'go.etcd.io/etcd/server/v3', main: 'etcd.go', programs: { etcd: '.' } },
  etcdctl: { name: 'etcdctl', ...etcd, ...command('go.etcd.io/etcd/etcdctl/v3', 'etcdctl') },
  etcdutl: { name: 'etcdutl', ...etcd, ...command('go.etcd.io/etcd/etcdutl/v3', 'etcdutl') },
  coredns: {
    name: 'coredns',
    version: '1.12.4',
    module: 'github.com/coredns/coredns',
    main: 'coredns.go',
    programs: { coredns: '.' },
  },
  cni: {
    name: 'cni',
    version: '1.9.1',
    module: plugins,
    programs: Object.fromEntries(cni.map((path) => [`cni-${path.split('/')[1] ?? ''}`, `${plugins}/plugins/${path}`])),
  },
  /** The last version that still had it. */
  cniFlannel: {
    name: 'cni-flannel',
    version: '0.9.1',
    module: plugins,
    programs: { 'cni-flannel': `${plugins}/plugins/meta/flannel` },
  },
  helm: { name: 'helm', version: '4.3.1', module: 'helm.sh/helm/v4', programs: { helm: 'helm.sh/helm/v4/cmd/helm' } },
  containerd: {
    name: 'containerd',
    version: '2.4.2',
    module: containerd,
    programs: Object.fromEntries(
      ['containerd', 'containerd-shim-runc-v2', 'ctr'].map((name) => [name, `${containerd}/cmd/${name}`]),
    ),
    tags: ['no_btrfs', 'no_devmapper', 'no_zfs'],
  },
  /** With seccomp: the static pods of kubeadm ask for the runtime's default profile. */
  runc: {
    name: 'runc',
    version: '1.5.2',
    ...command('github.com/opencontainers/runc', 'runc'),
    tags: ['seccomp', 'netgo', 'osusergo'],
    cgo: true,
  },
  /** Its udp backend wants C. */
  flannel: {
    name: 'flannel',
    version: '0.26.7',
    ...command('github.com/flannel-io/flannel', 'flanneld'),
    tags: ['netgo', 'osusergo'],
    cgo: true,
    variables: { 'github.com/flannel-io/flannel/pkg/version.Version': 'v0.26.7' },
  },
} as const satisfies Record<string, Recipe>;

/** The recipes of everything that a cluster of this version runs. */
export const recipesFor = (version: KubernetesVersion): Recipe[] => [...Object.values(recipes), kubernetes(version)];

/** The go.mod of a throw-away module that holds the component. */
export function goMod({ name, version, module, replace = {} }: Recipe): string {
  const lines = [`module lab/${name}`, 'go 1.26', ...(module ? [`require ${module} v${version}`] : [])];
  return [...lines, ...Object.entries(replace).map(([from, to]) => `replace ${from} => ${from} ${to}`), ''].join('\n');
}

/** The arguments of `go build` for one program. */
export function goBuild({ tags = [], cgo = false, variables = {} }: Recipe, packagePath: string, out: string): string[] {
  const set = Object.entries(variables).map(([name, value]) => `-X ${name}=${value}`);
  const linker = ['-s', '-w', ...(cgo ? ['-linkmode external', '-extldflags "-static"'] : []), ...set].join(' ');
  return ['build', '-trimpath', '-ldflags', linker, ...(tags.length ? ['-tags', tags.join(',')] : []), '-o', out, packagePath];
}
