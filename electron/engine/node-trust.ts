import ssh2 from 'ssh2';
import { nodeTrustKey } from '../../shared/model/pki-names.ts';
import type { ClusterSpec } from '../../shared/model/spec.ts';
import { newKeyPair } from './transport/ssh-key-pair.ts';
import type { Workspace } from './workspace/workspace.ts';

/** What lets the nodes log in to each other. */
export interface NodeTrust {
  /** By the spec's names: `ssh-ed25519 AAAA…`. */
  readonly publicKeys: ReadonlyMap<string, string>;
  /** Private keys in OpenSSH's format, by their names in the vault. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** The keys of the nodes, made and kept in the vault where they are missing; undefined where the spec wants no trust between nodes. */
export async function nodeTrust({ vault }: Pick<Workspace, 'vault'>, spec: ClusterSpec): Promise<NodeTrust | undefined> {
  if (!spec.mutualTrust) return undefined;
  const names = spec.nodes.map(({ name }) => [name, nodeTrustKey(name)] as const);
  const kept = await vault.getAll(names.map(([, key]) => key));
  const made = names.flatMap(([, key]) => (kept[key] === undefined ? [[key, newKeyPair().private] as const] : []));
  if (made.length > 0) await vault.setAll(Object.fromEntries(made));
  const secrets = { ...kept, ...Object.fromEntries(made) };
  return { publicKeys: new Map(names.map(([name, key]) => [name, publicKeyOf(secrets[key] ?? '')])), secrets };
}

function publicKeyOf(pem: string): string {
  const key = ssh2.utils.parseKey(pem);
  if (key instanceof Error) throw key;
  return `${key.type} ${key.getPublicSSH().toString('base64')}`;
}
