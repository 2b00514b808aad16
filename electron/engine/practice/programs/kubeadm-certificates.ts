import { layout } from '../../../../shared/model/layout.ts';
import type { Authority } from '../../pki/authority.ts';
import type { KeyedCertificate } from '../../pki/certificate.ts';
import { lasting } from '../../pki/identities.ts';
import { kubeconfig } from '../../pki/kubeconfig.ts';
import { issue, type Identity } from '../../pki/leaf.ts';
import type { Machine } from '../machine.ts';
import { type Call, takes } from './program.ts';

// kubeadm signs real certificates in practice too, so that who looks at them later finds what a master has.

const pki = layout.kubernetesPki;
const kubeletPki = '/var/lib/kubelet/pki';
const none = { dns: [], ip: [] };
const clientOf = (commonName: string, ...organizations: string[]): Identity => ({
  commonName,
  organizations,
  sans: none,
  purposes: ['client'],
  ...lasting(365),
});

const admin = clientOf('kubernetes-admin', 'kubeadm:cluster-admins');
/** Past all authorization, for when RBAC itself is broken. */
const superAdmin = clientOf('kubernetes-super-admin', 'system:masters');
/** A kubelet, as the node authorizer knows it (kubernetes.io "Using Node Authorization"); it renews this by itself. */
const kubelet = (hostname: string): Identity => clientOf(`system:node:${hostname}`, 'system:nodes');

/** An authority as it lies on a machine; undefined where there is none. */
function authorityOf({ files }: Machine, path: string): Authority | undefined {
  const [certificate, key] = [files.text(`${path}.crt`), files.text(`${path}.key`)];
  return certificate === undefined || key === undefined ? undefined : { certificate, key };
}

/** A certificate by an authority of the machine; undefined where it has none. */
async function signed(machine: Machine, authority: string, identity: Identity): Promise<KeyedCertificate | undefined> {
  const signer = authorityOf(machine, authority);
  return signer && issue(signer, identity, new Date(machine.date()), 'ecdsa-p256');
}

/** Writes a pair beside each other, unless it is there already, as kubeadm leaves what it finds. */
async function writePair(machine: Machine, path: string, authority: string, identity: Identity): Promise<void> {
  if (machine.files.at(`${path}.crt`)) return;
  const made = await signed(machine, authority, identity);
  machine.files.write(`${path}.crt`, 0o644, made?.certificate ?? '');
  machine.files.write(`${path}.key`, 0o600, made?.key ?? '');
}

/** What `kubeadm init phase certs` makes on a master. `names` are the API server's. */
export async function masterCertificates(call: Call, stackedEtcd: boolean, names: readonly string[]): Promise<void> {
  const { machine, print } = call;
  const { hostname, config } = machine;
  const isAddress = (name: string) => /^[\d.]+$/.test(name);
  const own = ['kubernetes', 'kubernetes.default', 'kubernetes.default.svc', 'kubernetes.default.svc.cluster.local'];
  const all = [...new Set([hostname, ...own, config.address, ...names])];
  const server: Identity = {
    ...clientOf('kube-apiserver'),
    sans: { dns: all.filter((name) => !isAddress(name)), ip: all.filter(isAddress) },
    purposes: ['server'],
  };
  const member: Identity = {
    ...clientOf(hostname),
    sans: { dns: [hostname, 'localhost'], ip: [config.address, '127.0.0.1'] },
    purposes: ['server', 'client'],
  };
  const leaves: [name: string, authority: string, identity: Identity][] = [
    ['apiserver', 'ca', server],
    ['apiserver-kubelet-client', 'ca', clientOf('kube-apiserver-kubelet-client', 'kubeadm:cluster-admins')],
    ['front-proxy-client', 'front-proxy-ca', clientOf('front-proxy-client')],
    ...(stackedEtcd
      ? ([
          ['apiserver-etcd-client', 'etcd/ca', clientOf('kube-apiserver-etcd-client')],
          ['etcd/server', 'etcd/ca', member],
          ['etcd/peer', 'etcd/ca', member],
          ['etcd/healthcheck-client', 'etcd/ca', clientOf('kube-etcd-healthcheck-client')],
        ] satisfies [string, string, Identity][])
      : []),
  ];
  print(`[certs] Using certificateDir folder "${pki}"\n[certs] Using existing ca certificate authority\n`);
  for (const [name, authority, identity] of leaves) {
    print(`[certs] Generating "${name}" certificate and key\n`);
    await takes(call, 300);
    await writePair(machine, `${pki}/${name}`, `${pki}/${authority}`, identity);
  }
  print('[certs] Using the existing "sa" key\n');
}

/** What `kubeadm init phase kubeconfig` makes. `endpoint` and `own` are URLs of the API: that of all masters, and this one's. */
export async function masterKubeconfigs(call: Call, endpoint: string, own: string, first: boolean): Promise<void> {
  const { machine, print } = call;
  print('[kubeconfig] Using kubeconfig folder "/etc/kubernetes"\n');
  const files: [name: string, server: string, identity: Identity][] = [
    ['admin.conf', endpoint, admin],
    ...(first
      ? ([
          ['super-admin.conf', endpoint, superAdmin],
          ['kubelet.conf', endpoint, kubelet(machine.hostname)],
        ] satisfies [string, string, Identity][])
      : []),
    ['controller-manager.conf', own, clientOf('system:kube-controller-manager')],
    ['scheduler.conf', own, clientOf('system:kube-scheduler')],
  ];
  for (const [name, server, identity] of files) {
    const path = `/etc/kubernetes/${name}`;
    print(`[kubeconfig] Writing "${name}" kubeconfig file\n`);
    if (machine.files.at(path)) continue;
    const made = await signed(machine, `${pki}/ca`, identity);
    machine.files.write(path, 0o600, kubeconfigFor(machine, server, identity, made));
  }
  await takes(call, 500);
}

function kubeconfigFor(machine: Machine, server: string, { commonName }: Identity, made: KeyedCertificate | undefined): string {
  const ca = machine.files.text(`${pki}/ca.crt`) ?? '';
  return kubeconfig({
    cluster: 'kubernetes',
    server,
    user: commonName,
    ca,
    certificate: made?.certificate ?? '',
    key: made?.key ?? '',
  });
}

/** What a kubelet has once it has asked for a certificate: `signer` is a machine that has the cluster's authority. */
export async function kubeletCertificates({ machine }: Call, signer: Machine | undefined, server: string): Promise<void> {
  const { files, hostname, config } = machine;
  const ca = signer && authorityOf(signer, `${pki}/ca`);
  if (!ca) return;
  if (!files.at(`${pki}/ca.crt`)) files.write(`${pki}/ca.crt`, 0o644, ca.certificate);
  const current = `${kubeletPki}/kubelet-client-current.pem`;
  if (!files.at(current)) {
    const { certificate, key } = await issue(ca, kubelet(hostname), new Date(machine.date()), 'ecdsa-p256');
    const dated = `${kubeletPki}/kubelet-client-${new Date(machine.date()).toISOString().slice(0, 10)}.pem`;
    files.write(dated, 0o600, `${certificate}${key}`);
    files.link(current, dated);
  }
  if (!files.at('/etc/kubernetes/kubelet.conf')) {
    const text = kubeconfigFor(machine, server, kubelet(hostname), undefined);
    files.write(
      '/etc/kubernetes/kubelet.conf',
      0o600,
      text.replace(/client-(certificate|key)-data: .*/g, `client-$1: ${current}`),
    );
  }
  const serving: Identity = {
    ...kubelet(hostname),
    sans: { dns: [hostname], ip: [config.address] },
    purposes: ['server'],
  };
  // by an authority of its own on a real host; what counts is what it names
  if (files.at(`${kubeletPki}/kubelet.crt`)) return;
  const served = await issue(ca, serving, new Date(machine.date()), 'ecdsa-p256');
  files.write(`${kubeletPki}/kubelet.crt`, 0o644, served.certificate);
  files.write(`${kubeletPki}/kubelet.key`, 0o600, served.key);
}
