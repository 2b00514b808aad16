import { join } from 'node:path';
import { readdir } from 'node:fs/promises';
import { type LeafStage, wantedLeaves } from '../../shared/certificates/wanted-leaves.ts';
import { type Finding, warning } from '../../shared/checks/check.ts';
import { pkiNames } from '../../shared/model/pki-names.ts';
import type { ClusterSpec } from '../../shared/model/spec.ts';
import type { Site } from '../../shared/site/site.ts';
import { type ClusterPki, ensurePki, type WantedPki } from './pki/cluster-pki.ts';
import { describe } from './pki/inspect.ts';
import { parentWarnings, readParent } from './pki/parent.ts';
import type { Secrets } from './transport/secrets.ts';
import { isClusterSecret } from './vault/cluster-secrets.ts';
import { refuseForgotten } from './vault/forget.ts';
import { unusable, writeDurably } from './workspace/durable-file.ts';
import { readOwn } from './workspace/own-file.ts';
import { isBegun } from './workspace/record.ts';
import type { Workspace } from './workspace/workspace.ts';

/** Whose certificates are made, and for what. */
export interface MaterialContext {
  readonly workspace: Workspace;
  readonly site: Site;
  /** Asked for the key of the company's authority, where the cluster's are to be made below it. */
  readonly secrets: Secrets;
}

/**
 * The cluster's certificates and keys, completed and kept: certificates in the workspace's `pki`, secrets in the vault. What is
 * returned is on disk before any byte of it leaves this machine. `clock` is the operator's: no host decides when certificates are valid.
 * @throws {ProblemError} `pki.*`, `secrets.missing`
 */
export async function clusterMaterial(
  { workspace, site, secrets: secretOf }: MaterialContext,
  clock: Date,
  signal: AbortSignal,
): Promise<ClusterPki> {
  const existing = await keptMaterial(workspace);
  const { spec } = site;
  const { algorithm, validity, parent } = spec.certificates;
  const joining = site.nodes.filter((node) => node.identity === undefined && node !== site.first);
  const wanted: WantedPki = {
    clusterName: spec.name,
    endpoint: `https://${spec.endpoint.address}:${spec.endpoint.port}`,
    leaves: wantedLeaves(site, new Set(joining.map(({ name }) => name)), stageOf(site)),
    policy: { algorithm, validity },
    parent: parent && {
      certificate: parent.certificate,
      read: async () => {
        const key = await secretOf(parent.secret);
        const passphrase = parent.passphrase === undefined ? undefined : await secretOf(parent.passphrase);
        return readParent({ certificate: parent.certificate, key, passphrase }, clock);
      },
    },
  };
  const pki = await ensurePki(existing, wanted, clock, signal);
  await keepMaterial(workspace, pki, existing);
  return pki;
}

const stageOf = ({ scope }: Site): LeafStage => (scope.kind === 'follow' ? 'standing' : scope.founded ? 'founding' : 'preparing');

/** Keeps what is new: on disk, synced, when the promise resolves. */
export async function keepMaterial(workspace: Workspace, pki: ClusterPki, existing: ClusterPki | undefined): Promise<void> {
  const isNew = (now: Readonly<Record<string, string>>, before: Readonly<Record<string, string>> | undefined) =>
    Object.entries(now).filter(([name, value]) => before?.[name] !== value);
  // keys first: a certificate without its key would lock us out, a key without its certificate is only made again
  const secrets = isNew(pki.secrets, existing?.secrets);
  if (secrets.length > 0) await workspace.vault.setAll(Object.fromEntries(secrets));
  await Promise.all(
    isNew(pki.certificates, existing?.certificates).map(([name, pem]) => writeDurably(join(workspace.pki, name), pem, 0o600)),
  );
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
  await refuseForgotten(workspace.dir);
  const { pki, vault } = workspace;
  const files = await certificateNames(pki);
  const complete = authorities.every((name) => files.includes(name));
  if (!complete && !(await isBegun(workspace.dir))) return undefined;
  const names = (await vault.names()).filter(isClusterSecret);
  const secrets = await vault.getAll(names);
  return { certificates: await keptCertificates(workspace), secrets };
}

const certificateNames = async (pki: string): Promise<string[]> => {
  const names = await readdir(pki).catch((error: unknown) => Promise.reject(unusable(pki, error)));
  return names.filter((name) => certificateFile.test(name)).sort();
};

/** The certificates that the workspace keeps, PEM by name; the vault stays closed. */
export async function keptCertificates({ pki }: Pick<Workspace, 'pki'>): Promise<Readonly<Record<string, string>>> {
  const files = await certificateNames(pki);
  const read = await Promise.all(files.map(async (name) => [name, await readOwn(join(pki, name))] as const));
  return Object.fromEntries(read.flatMap(([name, pem]) => (pem === undefined ? [] : [[name, pem] as const])));
}

/** What is worth telling of the authorities that there are: that the company's ends before the cluster's were to. */
export function materialFindings({ certificates: { parent, validity } }: ClusterSpec, pki: ClusterPki): readonly Finding[] {
  const own = pki.certificates[etcdAuthority.certificate];
  if (!parent || own === undefined) return [];
  const made = describe(own).notBefore;
  return parentWarnings(parent.certificate, validity.authorities, made).map((found) => ({
    check: 'certificates',
    ...warning(found),
  }));
}
