import { dump } from 'js-yaml';

export interface KubeconfigContent {
  /** What the file calls the cluster. */
  readonly cluster: string;
  /** The API's URL, such as https://10.0.0.100:6443. */
  readonly server: string;
  /** What the file calls the user; who they are, the certificate says. */
  readonly user: string;
  /** PEM: the cluster's authority, the user's certificate, the user's key. */
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/**
 * A kubeconfig with everything embedded. It is secret, for it holds the key. With a join credential it is what kubeadm wants
 * in `discovery.file.kubeConfigPath`: kubeadm then joins as this user, without any token.
 */
export function kubeconfig({ cluster, server, user, ca, certificate, key }: KubeconfigContent): string {
  const context = `${user}@${cluster}`;
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: cluster, cluster: { server, 'certificate-authority-data': base64(ca) } }],
    users: [{ name: user, user: { 'client-certificate-data': base64(certificate), 'client-key-data': base64(key) } }],
    contexts: [{ name: context, context: { cluster, user } }],
    'current-context': context,
  };
  return dump(config, { lineWidth: -1 });
}
