import { kubeletPki } from '../../certificates/leaves.ts';
import { layout } from '../../model/layout.ts';
import type { EtcdClientPki, Proof } from '../../model/resource.ts';
import { etcdctl } from '../../proof/etcd.ts';

// Go takes a certificate that is itself among the trusted ones, so whoever trusts one leaf and no authority proves that exactly this
// leaf is served (crypto/x509, Certificate.Verify). Neither a host's openssl nor a line out of its output is needed.

type Serves = Extract<Proof, { name: 'serves' }>;

/** The API server at a URL serves the certificate that lies on its node. */
export function apiServerServes(server: string): Serves {
  const certificate = `${layout.kubernetesPki}/apiserver.crt`;
  return {
    name: 'serves',
    certificate,
    query: [
      `${layout.bin}/kubectl`,
      ...['--kubeconfig', layout.adminConf, '--request-timeout=5s', '--server', server],
      ...['--certificate-authority', certificate, 'get', '--raw', '/readyz'],
    ],
  };
}

/** This host's member of etcd serves this certificate, and takes the clients'. */
export const etcdServes = (pki: EtcdClientPki, certificate: string): Serves => ({
  name: 'serves',
  certificate,
  query: [`${layout.bin}/etcdctl`, ...etcdctl({ ...pki, ca: certificate }), 'endpoint', 'health'],
});

/**
 * The kubelet at an address serves the certificate that lies on its node. It refuses the token, which is none, and yet tells who
 * answers; without one kubectl would ask for a user name.
 */
export function kubeletServes(address: string): Serves {
  const certificate = `${kubeletPki}/kubelet.crt`;
  return {
    name: 'serves',
    certificate,
    query: [
      `${layout.bin}/kubectl`,
      ...['--request-timeout=5s', '--token=none', '--server', `https://${address}:10250`],
      ...['--certificate-authority', certificate, 'get', '--raw', '/healthz'],
    ],
  };
}
