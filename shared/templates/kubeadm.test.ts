import { loadAll } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { clusterSpec } from '../model/spec.ts';
import { clusterDns, ignoredOnRetry, kubeadmInit, kubeadmJoin, kubeletPatch } from './kubeadm.ts';
import { isObject, type JsonObject } from './merge.ts';
import { sample } from './sample.ts';

const golden = (name: string) => `golden/${name}.golden`;
/** The document of that kind in a stream. */
function pick(stream: string, kind: string): JsonObject {
  const found = loadAll(stream).find((d) => isObject(d) && d['kind'] === kind);
  return isObject(found) ? found : expect.unreachable(kind);
}

describe('documents', () => {
  test.each([
    ['1.34.4', 'external'],
    ['1.35.4', 'stacked'],
    ['1.30.1', 'external'],
  ])('of %s with %s etcd', async (version, topology) => {
    const s = sample({ kubernetes: { version }, etcd: { topology } });
    await expect(kubeadmInit(s, s.first)).toMatchFileSnapshot(golden(`kubeadm-init-${version}-${topology}`));
    await expect(kubeadmJoin(s, s.second)).toMatchFileSnapshot(golden(`kubeadm-join-master-${version}-${topology}`));
    await expect(kubeadmJoin(s, s.worker)).toMatchFileSnapshot(golden(`kubeadm-join-worker-${version}-${topology}`));
  });

  test('v1beta4 begins with 1.31', () => {
    const version = (v: string) => {
      const s = sample({ kubernetes: { version: v } });
      return pick(kubeadmInit(s, s.first), 'ClusterConfiguration')['apiVersion'];
    };
    expect([version('1.30.14'), version('1.31.0')]).toEqual(['kubeadm.k8s.io/v1beta3', 'kubeadm.k8s.io/v1beta4']);
  });

  test("each API server has its own machine's etcd and no other", () => {
    const s = sample();
    expect(pick(kubeadmInit(s, s.first), 'ClusterConfiguration')).toMatchObject({
      etcd: { external: { endpoints: ['https://127.0.0.1:2379'] } },
    });
  });

  test('the certificate is good for the endpoint, every master by name and address, and what the site adds, each once', () => {
    const s = sample({ endpoint: { name: 'api.site' }, apiServer: { extraSans: ['k8s.example.com', '10.0.0.11'] } });
    expect(pick(kubeadmInit(s, s.first), 'ClusterConfiguration')).toMatchObject({
      apiServer: {
        certSANs: [
          ...['10.0.0.5', 'api.site', 'm1.site', '10.0.0.11', 'm2.site', '10.0.0.12', 'm3.site', '10.0.0.13'],
          ...['127.0.0.1', 'k8s.example.com'],
        ],
      },
    });
  });

  test('what kubeadm makes itself has the same kind of key and lasts as long; by default as kubeadm does', () => {
    const of = (over: JsonObject) => {
      const s = sample(over);
      const { encryptionAlgorithm, certificateValidityPeriod } = pick(kubeadmInit(s, s.first), 'ClusterConfiguration');
      return [encryptionAlgorithm, certificateValidityPeriod];
    };
    expect(of({})).toEqual([undefined, undefined]);
    expect(of({ certificates: { algorithm: 'ecdsa-p384', validity: { leaves: 90 } } })).toEqual(['ECDSA-P384', '2160h0m0s']);
    // v1beta3 knows neither
    expect(of({ kubernetes: { version: '1.30.1' }, certificates: { validity: { leaves: 90 } } })).toEqual([undefined, undefined]);
  });

  test("below a company's authority pods get the cluster's own self-signed one", () => {
    const certificate = '-----BEGIN CERTIFICATE-----\nTUlJ\n-----END CERTIFICATE-----\n';
    const s = sample({ certificates: { parent: { certificate, secret: 'company-ca' } } });
    expect(pick(kubeadmInit(s, s.first), 'ClusterConfiguration')).toMatchObject({
      controllerManager: { extraArgs: [{ name: 'root-ca-file', value: '/etc/kubernetes/pki/ca-self-signed.crt' }] },
    });
  });

  test("the API servers find etcd's classic names", () => {
    const s = sample({ etcd: { files: 'classic' } });
    const pki = '/etc/kubernetes/pki/etcd';
    expect(pick(kubeadmInit(s, s.first), 'ClusterConfiguration')).toMatchObject({
      etcd: { external: { caFile: `${pki}/ca.pem`, certFile: `${pki}/client.pem`, keyFile: `${pki}/client-key.pem` } },
    });
  });

  test("etcd's other names are kubeadm's to sign where kubeadm runs etcd", () => {
    const s = sample({ etcd: { topology: 'stacked', extraSans: ['etcd.site'] } });
    expect(pick(kubeadmInit(s, s.first), 'ClusterConfiguration')).toMatchObject({
      etcd: { local: { serverCertSANs: ['etcd.site'], peerCertSANs: ['etcd.site'] } },
    });
  });

  test('the API servers listen on the port of a Keepalived endpoint, and on 6443 behind a load balancer', () => {
    const of = (endpoint: JsonObject) => {
      const s = sample({ endpoint });
      const init = kubeadmInit(s, s.first);
      return [pick(init, 'InitConfiguration')['localAPIEndpoint'], pick(init, 'ClusterConfiguration')['controlPlaneEndpoint']];
    };
    expect(of({ port: 8443 })).toEqual([{ advertiseAddress: '10.0.0.11', bindPort: 8443 }, '10.0.0.5:8443']);
    expect(of({ kind: 'external', address: 'lb.site', port: 443 })).toEqual([
      { advertiseAddress: '10.0.0.11', bindPort: 6443 },
      'lb.site:443',
    ]);
  });

  test('only masters that join have a local API endpoint', () => {
    const s = sample();
    expect(pick(kubeadmJoin(s, s.second), 'JoinConfiguration')).toHaveProperty('controlPlane');
    expect(pick(kubeadmJoin(s, s.worker), 'JoinConfiguration')).not.toHaveProperty('controlPlane');
  });
});

describe('a node', () => {
  const registration = (node: JsonObject, version = '1.34.4') => {
    const other = { name: 'm2', address: '10.0.0.12', roles: ['master'] };
    const s = sample({
      kubernetes: { version },
      nodes: [{ name: 'm1', address: '10.0.0.11', roles: ['master'], ...node }, other],
    });
    return pick(kubeadmInit(s, s.first), 'InitConfiguration')['nodeRegistration'];
  };
  const taint = { key: 'gpu', value: 'yes', effect: 'NoSchedule' };

  test("a master has kubeadm's taint; one that is a worker too has none", () => {
    expect(registration({})).not.toHaveProperty('taints');
    expect(registration({ roles: ['master', 'worker'] })).toMatchObject({ taints: [] });
  });
  test('taints of its own come to it, not instead of it', () => {
    const own = { key: 'node-role.kubernetes.io/control-plane', value: '', effect: 'NoSchedule' };
    expect(registration({ taints: [taint] })).toMatchObject({ taints: [own, taint] });
    expect(registration({ taints: [taint] }, '1.23.5')).toMatchObject({
      taints: [{ ...own, key: 'node-role.kubernetes.io/master' }, taint],
    });
    expect(registration({ taints: [taint], roles: ['master', 'worker'] })).toMatchObject({ taints: [taint] });
  });
  test('labels and a kubelet directory of its own become arguments', () => {
    const node = { labels: { disk: 'ssd', 'example.com/rack': '7' }, storage: { kubelet: '/data/kubelet' } };
    expect(registration(node)).toMatchObject({
      kubeletExtraArgs: [
        { name: 'node-ip', value: '10.0.0.11' },
        { name: 'node-labels', value: 'disk=ssd,example.com/rack=7' },
        { name: 'root-dir', value: '/data/kubelet' },
      ],
    });
  });
});

describe('logs elsewhere', () => {
  test('on all nodes: in the configuration that all share', () => {
    const s = sample({ storage: { root: '/data' } });
    expect(pick(kubeadmInit(s, s.first), 'KubeletConfiguration')).toMatchObject({ podLogsDir: '/data/log/pods' });
    expect(kubeletPatch(s.spec, s.first)).toBeUndefined();
    expect(pick(kubeadmInit(s, s.first), 'InitConfiguration')).not.toHaveProperty('patches');
  });
  test('on one node: in a patch of its own', () => {
    const worker = { name: 'w1', address: '10.0.0.21', roles: ['worker'], storage: { logs: '/logs' } };
    const s = sample({
      nodes: [...['m1', 'm2'].map((name, i) => ({ name, address: `10.0.0.1${i}`, roles: ['master'] })), worker],
    });
    expect(kubeletPatch(s.spec, s.worker)).toBe('podLogsDir: /logs\n');
    expect(pick(kubeadmJoin(s, s.worker), 'JoinConfiguration')).toMatchObject({ patches: { directory: '/etc/barque/patches' } });
  });
  test('on one node back at the usual place', () => {
    const worker = { name: 'w1', address: '10.0.0.21', roles: ['worker'], storage: { logs: '/var/log/pods' } };
    const masters = ['m1', 'm2'].map((name, i) => ({ name, address: `10.0.0.1${i}`, roles: ['master'] }));
    const s = sample({ storage: { root: '/data' }, nodes: [...masters, worker] });
    expect(kubeletPatch(s.spec, s.worker)).toBe('podLogsDir: /var/log/pods\n');
  });
});

describe('site settings', () => {
  test('come last, each into its own document', () => {
    const s = sample({
      merge: {
        kubeadm: {
          init: { nodeRegistration: { ignorePreflightErrors: ['SystemVerification'] } },
          cluster: { imageRepository: 'registry.site/k8s', networking: { dnsDomain: 'merged.local' } },
          join: { nodeRegistration: { imagePullPolicy: 'Never' } },
          kubelet: { failCgroupV1: false },
          kubeProxy: { mode: 'ipvs', conntrack: { maxPerCore: 0 } },
        },
      },
    });
    const init = kubeadmInit(s, s.first);
    expect(pick(init, 'InitConfiguration')).toMatchObject({
      nodeRegistration: { name: 'm1.site', ignorePreflightErrors: ['SystemVerification'] },
    });
    expect(pick(init, 'ClusterConfiguration')).toMatchObject({
      imageRepository: 'registry.site/k8s',
      networking: { dnsDomain: 'merged.local', podSubnet: '10.244.0.0/16' },
    });
    expect(pick(init, 'KubeletConfiguration')).toMatchObject({ failCgroupV1: false, cgroupDriver: 'systemd' });
    expect(pick(init, 'KubeProxyConfiguration')).toMatchObject({ mode: 'ipvs', conntrack: { maxPerCore: 0 } });
    expect(pick(kubeadmJoin(s, s.worker), 'JoinConfiguration')).toMatchObject({
      nodeRegistration: { name: 'w1.site', imagePullPolicy: 'Never' },
    });
  });

  const lists = [
    { name: 'v', value: '4' },
    { name: 'feature-gates', value: 'A=true' },
    { name: 'feature-gates', value: 'B=true' },
  ];
  test.each([
    ['a list', lists],
    ['a map', { v: '4', 'feature-gates': ['A=true', 'B=true'] }],
  ])('arguments given as %s join the rendered ones', (_, extraArgs) => {
    const merged = {
      kubeadm: { cluster: { apiServer: { extraArgs } }, join: { nodeRegistration: { kubeletExtraArgs: { v: '2' } } } },
    };
    const s = sample({ merge: merged });
    expect(pick(kubeadmInit(s, s.first), 'ClusterConfiguration')).toMatchObject({
      apiServer: { extraArgs: [{ name: 'service-node-port-range', value: '30000-32767' }, ...lists] },
    });
    expect(pick(kubeadmJoin(s, s.worker), 'JoinConfiguration')).toMatchObject({
      nodeRegistration: {
        kubeletExtraArgs: [
          { name: 'node-ip', value: '10.0.0.21' },
          { name: 'v', value: '2' },
        ],
      },
    });
  });
  test('arguments are a map for an old version, in whatever form they are given', () => {
    const extraArgs = [{ name: 'v', value: '4' }];
    const s = sample({ kubernetes: { version: '1.28.1' }, merge: { kubeadm: { cluster: { apiServer: { extraArgs } } } } });
    expect(pick(kubeadmInit(s, s.first), 'ClusterConfiguration')).toMatchObject({
      apiServer: { extraArgs: { 'service-node-port-range': '30000-32767', v: '4' } },
    });
  });
  test('null takes a rendered argument away', () => {
    const extraArgs = { 'service-node-port-range': null };
    const merge = clusterSpec.shape.merge.parse({ kubeadm: { cluster: { apiServer: { extraArgs } } } });
    const s = sample();
    expect(pick(kubeadmInit({ ...s, spec: { ...s.spec, merge } }, s.first), 'ClusterConfiguration')).toMatchObject({
      apiServer: { extraArgs: [] },
    });
  });
});

test.each([
  ['10.96.0.0/12', '10.96.0.10'],
  ['192.168.255.240/28', '192.168.255.250'],
  ['172.20.0.0/16', '172.20.0.10'],
])('the DNS service of %s has %s', (subnet, address) => {
  expect(clusterDns(subnet)).toBe(address);
});

describe('what an attempt that was cut off leaves', () => {
  const s = sample();
  const stacked = sample({ etcd: { topology: 'stacked' }, endpoint: { port: 8443 }, storage: { root: '/data' } });
  const controlPlane = ['apiserver', 'controller-manager', 'scheduler'].map(
    (c) => `FileAvailable--etc-kubernetes-manifests-kube-${c}.yaml`,
  );
  const joined = ['FileAvailable--etc-kubernetes-kubelet.conf', 'FileAvailable--etc-kubernetes-bootstrap-kubelet.conf'];

  test('an init', () => {
    expect(ignoredOnRetry('init', s, s.first)).toEqual(['Port-10250', 'Port-6443', 'Port-10257', 'Port-10259', ...controlPlane]);
  });
  test("a master's join, with stacked etcd", () => {
    expect(ignoredOnRetry('join-master', stacked, stacked.second)).toEqual([
      ...['Port-10250', ...joined, 'Port-8443', 'Port-10257', 'Port-10259', ...controlPlane, 'Port-2379', 'Port-2380'],
      ...['FileAvailable--etc-kubernetes-manifests-etcd.yaml', 'DirAvailable--data-etcd'],
    ]);
  });
  test("a worker's join", () => {
    expect(ignoredOnRetry('join-worker', s, s.worker)).toEqual([
      ...['Port-10250', ...joined, 'FileAvailable--etc-kubernetes-pki-ca.crt'],
    ]);
  });
});
