import { load } from 'js-yaml';
import { z } from 'zod';

const pem = z.string().transform((data) => Buffer.from(data, 'base64'));
const kubeconfig = z.object({
  clusters: z.tuple([z.object({ cluster: z.object({ server: z.url(), 'certificate-authority-data': pem }) })]),
  users: z.tuple([z.object({ user: z.object({ 'client-certificate-data': pem, 'client-key-data': pem }) })]),
});

/** Where an API is, and what node's TLS needs to be let in. */
export interface Entry {
  readonly server: string;
  readonly ca: Buffer;
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** Reads a kubeconfig with one cluster and one user. @throws where it is none, or not whole yet */
export function readKubeconfig(text: string): Entry {
  const { clusters, users } = kubeconfig.parse(load(text));
  const { server, 'certificate-authority-data': ca } = clusters[0].cluster;
  const { 'client-certificate-data': cert, 'client-key-data': key } = users[0].user;
  return { server, ca, cert, key };
}
