import { load, loadAll } from 'js-yaml';
import { parse } from 'smol-toml';
import { describe, expect, test } from 'vitest';
import { containerdConfig, containerdUnit } from './containerd.ts';
import { crictlConfig } from './crictl.ts';
import { etcdEnvironment, etcdUnit } from './etcd.ts';
import { flannelManifest } from './flannel.ts';
import { hostLines } from './hosts.ts';
import { kubeletDropIn, kubeletUnit } from './kubelet.ts';
import { modulesFile } from './modules.ts';
import { sample } from './sample.ts';
import { sysctlFile } from './sysctl.ts';

const golden = (name: string) => `golden/${name}.golden`;
const s = sample();
const onData = sample({ storage: { root: '/data' } });
const pause = 'registry.k8s.io/pause:3.10.1';
const { storage } = s.first;

describe('containerd', () => {
  test('configuration and unit', async () => {
    await expect(containerdConfig(s.spec, { storage, pause })).toMatchFileSnapshot(golden('containerd.toml'));
    await expect(containerdUnit({ storage })).toMatchFileSnapshot(golden('containerd.service'));
  });
  test('site settings come last', () => {
    const runtime = 'io.containerd.cri.v1.runtime';
    const { spec } = sample({
      merge: { containerd: { oom_score: 0, plugins: { [runtime]: { restrict_oom_score_adj: true } } } },
    });
    expect(parse(containerdConfig(spec, { storage, pause }))).toMatchObject({
      oom_score: 0,
      plugins: { [runtime]: { restrict_oom_score_adj: true, cni: { bin_dirs: ['/opt/cni/bin'] } } },
    });
  });
  test('the data root is where the spec says, and the unit waits for its disk', () => {
    expect(parse(containerdConfig(onData.spec, { storage: onData.first.storage, pause }))).toMatchObject({
      root: '/data/containerd',
    });
    expect(containerdUnit(onData.first)).toContain('\nRequiresMountsFor=/data/containerd\n');
  });
  test('a percent sign in a path is no specifier to systemd', () => {
    expect(containerdUnit({ storage: { ...storage, containerd: '/data/50%' } })).toContain('\nRequiresMountsFor=/data/50%%\n');
  });
});

describe('kubelet', () => {
  test('unit and drop-in', async () => {
    await expect(kubeletUnit(s.first)).toMatchFileSnapshot(golden('kubelet.service'));
    await expect(kubeletDropIn()).toMatchFileSnapshot(golden('10-kubeadm.conf'));
  });
});

describe('etcd', () => {
  test('settings and unit', async () => {
    await expect(etcdEnvironment(s, s.first, '3.6.5')).toMatchFileSnapshot(golden('etcd.env'));
    await expect(etcdUnit(s, s.first)).toMatchFileSnapshot(golden('etcd.service'));
  });
  test('a member that waits for the others does not keep its host from having booted', () => {
    // systemd has booted once it has no job left, and the start of a unit that tells when it is ready is one until then
    expect(etcdUnit(s, s.first)).toContain('\nType=simple\n');
  });
  test('with the classic names: PEM files below /etc/kubernetes/pki/etcd, and /etc/etcd.env with PEER_NAME and PRIVATE_IP', async () => {
    const classic = sample({ etcd: { files: 'classic' } });
    await expect(etcdEnvironment(classic, classic.first, '3.6.5')).toMatchFileSnapshot(golden('etcd-classic.env'));
    expect(etcdUnit(classic, classic.first)).toContain('\nEnvironmentFile=/etc/etcd.env\n');
  });
  test('every member is told of the same cluster', () => {
    const common = (member: (typeof s.masters)[number]) =>
      etcdEnvironment(s, member, '3.6.5')
        .split('\n')
        .filter((line) => line.startsWith('ETCD_INITIAL_CLUSTER'));
    expect(new Set(s.masters.map((m) => common(m).join('\n'))).size).toBe(1);
    expect(common(s.first)[0]).toBe(
      'ETCD_INITIAL_CLUSTER=m1.site=https://10.0.0.11:2380,m2.site=https://10.0.0.12:2380,m3.site=https://10.0.0.13:2380',
    );
  });
  test('etcd before 3.6 has the corruption check under its old name', () => {
    expect(etcdEnvironment(s, s.first, 'v3.5.21')).toContain('ETCD_EXPERIMENTAL_INITIAL_CORRUPT_CHECK=true\n');
    expect(etcdEnvironment(s, s.first, 'v3.5.21')).not.toContain('ETCD_FEATURE_GATES');
  });
});

describe('flannel', () => {
  const images = {
    flannel: 'ghcr.io/flannel-io/flannel:v0.26.7',
    plugin: 'ghcr.io/flannel-io/flannel-cni-plugin:v1.6.2-flannel1',
  };
  test('manifest', async () => {
    await expect(flannelManifest(s.spec, images)).toMatchFileSnapshot(golden('flannel.yaml'));
  });
  test('flanneld reaches the API by the endpoint, an address or a name, and not by the service address', () => {
    const endpoint = { kind: 'external', address: 'api.site.example', port: 8443 };
    for (const { spec } of [s, sample({ endpoint })]) {
      const daemonSet = loadAll(flannelManifest(spec, images)).find((d) => JSON.stringify(d).includes('/opt/bin/flanneld'));
      const containers = ['spec', 'template', 'spec', 'containers'];
      expect(daemonSet).toHaveProperty(
        [...containers, '0', 'env'],
        expect.arrayContaining([
          { name: 'KUBERNETES_SERVICE_HOST', value: spec.endpoint.address },
          { name: 'KUBERNETES_SERVICE_PORT', value: String(spec.endpoint.port) },
        ]),
      );
    }
  });
  test("the pod network and the backend are the spec's", () => {
    const plugin = { kind: 'flannel', backend: 'host-gw' };
    const { spec } = sample({ network: { podSubnet: '172.30.0.0/16', plugin } });
    const settings = loadAll(flannelManifest(spec, images)).find((d) => JSON.stringify(d).includes('net-conf.json'));
    expect(settings).toHaveProperty(
      ['data', 'net-conf.json'],
      JSON.stringify({ Network: '172.30.0.0/16', EnableNFTables: false, Backend: { Type: 'host-gw' } }, null, 2) + '\n',
    );
  });
});

describe('the host', () => {
  test('crictl talks to our containerd', () => {
    const socket = 'unix:///run/barque/containerd/containerd.sock';
    expect(load(crictlConfig())).toEqual({ 'runtime-endpoint': socket, 'image-endpoint': socket, timeout: 10 });
  });
  test('kernel settings and modules', () => {
    const network = 'net.ipv4.ip_forward = 1\nnet.bridge.bridge-nf-call-iptables = 1\nnet.bridge.bridge-nf-call-ip6tables = 1\n';
    expect(sysctlFile({}).content).toBe(network);
    const limits = { inotifyInstances: 128, inotifyWatches: 1_000_000, files: Number.MAX_SAFE_INTEGER };
    const raised = `${network}fs.inotify.max_user_instances = 8192\n`;
    expect(sysctlFile({ limits }).content).toBe(raised);
    // once raised, the file stays the same; what an administrator has raised further is in no file of Barque's
    expect(sysctlFile({ limits: { ...limits, inotifyInstances: 8192 } }).content).toBe(raised);
    expect(sysctlFile({ limits: { ...limits, inotifyInstances: 8193 } }).content).toBe(network);
    expect(modulesFile.content).toBe('overlay\nbr_netfilter\n');
  });
  test('its names: every node by its cluster address, and the endpoint if it has a name', () => {
    const lines = ['10.0.0.11 m1.site', '10.0.0.12 m2.site', '10.0.0.13 m3.site', '10.0.0.21 w1.site'];
    expect(hostLines(s.spec, s.nodes)).toEqual(lines);
    const named = sample({ endpoint: { name: 'api.site' } });
    expect(hostLines(named.spec, named.nodes)).toEqual([...lines, '10.0.0.5 api.site']);
  });
});
