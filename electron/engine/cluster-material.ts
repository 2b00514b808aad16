import { join } from 'node:path';
import { readdir, readFile } from 'node:fs/promises';
import { pkiNames } from '../../shared/model/pki-names.ts';
import type { Site, SiteNode } from '../../shared/site/site.ts';
import { type ClusterPki, ensurePki } from './pki/cluster-pki.ts';
import { writeDurably } from './workspace/durable-file.ts';
import type { Workspace } from './workspace/workspace.ts';

/**
 * The cluster's certificates and keys, completed and kept: certificates in the workspace's `pki`, secrets in the vault. What is
 * returned is on disk before any byte of it leaves this machine. `joining` are the nodes that get a join credential.
 */
export async function clusterMaterial(
  workspace: Workspace,
  site: Site,
  joining: readonly SiteNode[],
  clock: Date,
  signal: AbortSignal,
): Promise<ClusterPki> {
  const existing = await keptMaterial(workspace);
  const { spec, masters } = site;
  const wanted = {
    clusterName: spec.name,
    endpoint: `https://${spec.endpoint.address}:${spec.endpoint.port}`,
    masters:
      spec.etcd.topology === 'external'
        ? masters.map(({ name, hostname, nodeAddress }) => ({ name, hostname, addresses: [nodeAddress] }))
        : [],
    nodes: joining,
    kubelets: joining.filter((n) => n.master),
  };
  const pki = await ensurePki(existing, wanted, clock, signal);
  const isNew = (now: Readonly<Record<string, string>>, before: Readonly<Record<string, string>> | undefined) =>
    Object.entries(now).filter(([name, value]) => before?.[name] !== value);
  // keys first: a certificate without its key would lock us out, a key without its certificate is only made again
  const secrets = isNew(pki.secrets, existing?.secrets);
  if (secrets.length > 0) await workspace.vault.setAll(Object.fromEntries(secrets));
  await Promise.all(
    isNew(pki.certificates, existing?.certificates).map(([name, pem]) => writeDurably(join(workspace.pki, name), pem, 0o600)),
  );
  return pki;
}

/** Files of the workspace's `pki`; a write that was cut off may have left others. */
const certificateFile = /^(pki|join)\..+\.(crt|pub)$/;
const { etcdAuthority, kubernetesAuthority, frontProxyAuthority, serviceAccount } = pkiNames;
const authorities = [etcdAuthority, kubernetesAuthority, frontProxyAuthority, serviceAccount].map((names) => names.certificate);

/**
 * What earlier runs have kept; undefined before the first. Authorities that were cut off while they were written are none, as long as
 * nothing was begun on a host: nobody trusts them yet. Later they are `ensurePki`'s to refuse.
 */
export async function keptMaterial(workspace: Workspace): Promise<ClusterPki | undefined> {
  const { pki, vault } = workspace;
  const files = (await readdir(pki)).filter((name) => certificateFile.test(name));
  const complete = authorities.every((name) => files.includes(name));
  if (!complete && (await workspace.applied()) === undefined) return undefined;
  const certificates = await Promise.all(files.map(async (name) => [name, await readFile(join(pki, name), 'utf8')] as const));
  const names = (await vault.names()).filter((name) => /^(pki|join)\./.test(name));
  const secrets = await vault.getAll(names);
  return { certificates: Object.fromEntries(certificates), secrets };
}
