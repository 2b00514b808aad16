import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { decrypt, encrypt } from './aes-gcm.ts';
import { isCheaper, keyOfPassphrase, type ScryptCost, scryptCost } from './passphrase-key.ts';
import type { KeyProtector } from './vault.ts';

/**
 * The encrypted vault as it stands in its file. A random data key encrypts the secrets; protectors wrap the data key. The header is
 * authenticated with the content, so that no protector can be put in, taken out or brought in from elsewhere. The checksum needs no key:
 * it tells damage from a wrong passphrase, and protects from nothing.
 */
const base64 = z.base64().max(128 * 1024 * 1024);
const id = z.string().regex(/^[0-9a-f]{32}$/);
const encrypted = z.strictObject({ nonce: base64.length(16), content: base64 });

const passphraseProtector = z.strictObject({
  kind: z.literal('passphrase'),
  scrypt: scryptCost,
  salt: base64.length(24),
  key: encrypted,
});
const systemProtector = z.strictObject({
  kind: z.literal('system'),
  name: z.string().min(1).max(63),
  key: base64.max(65_536),
});
const headerSchema = z.strictObject({
  /** Of the vault, for good. */
  vault: id,
  /** Of the data key: another one with each change of the passphrase. */
  dataKey: id,
  /** How often it has been written. */
  revision: z.int().min(1),
  passphrase: passphraseProtector,
  system: z.array(systemProtector).max(8),
});
type Header = z.infer<typeof headerSchema>;

export const sealedSchema = 'barque-vault/v1';
const sealedVault = z.strictObject({
  schema: z.literal(sealedSchema),
  header: headerSchema,
  secrets: encrypted,
  /** SHA-256 of all the above, in hexadecimal. */
  checksum: z.string(),
});
export type SealedVault = z.infer<typeof sealedVault>;

/** A data key in the memory of this process. */
export interface DataKey {
  readonly id: string;
  readonly bytes: Buffer;
}

const secretsMap = z.record(z.string(), z.string());
export type SecretsMap = z.infer<typeof secretsMap>;

/**
 * Reads the text of a vault's file. There is one right way to write a vault, so that no byte of it can be other than it was.
 * @throws {ProblemError} `vault.damaged`
 */
export function parseSealed(path: string, value: unknown, text: string): SealedVault {
  const damaged = (reason: string) => new ProblemError(problem('vault.damaged', { path, reason }));
  const read = sealedVault.safeParse(value);
  if (!read.success) throw damaged(`${read.error.issues[0]?.path.join('.') ?? ''}: not as it is written`);
  const vault = read.data;
  if (vault.checksum !== checksumOf(vault)) throw damaged('the checksum does not match');
  if (textOf(vault) !== text) throw damaged('not as it is written');
  return vault;
}

/** The one way to write it. */
export const textOf = ({ schema, header, secrets, checksum }: SealedVault): string =>
  `${JSON.stringify({ schema, header, secrets, checksum })}\n`;

const checksumOf = ({ schema, header, secrets }: Omit<SealedVault, 'checksum'>): string =>
  createHash('sha256').update(JSON.stringify({ schema, header, secrets })).digest('hex');

/** What is authenticated with the secrets: the whole header. */
const contextOf = (header: Header): string => JSON.stringify([sealedSchema, header]);
/** What is authenticated with a wrapped key: which key of which vault it is, and what a guess costs. */
const wrapContextOf = ({ vault, dataKey }: Pick<Header, 'vault' | 'dataKey'>, cost: ScryptCost, salt: string): string =>
  JSON.stringify([sealedSchema, vault, dataKey, cost, salt]);

/** Encrypts secrets under a new data key that the passphrase opens. `vault` is the id of the vault it replaces, if it does. */
export async function sealNew(
  secrets: SecretsMap,
  passphrase: string,
  cost: ScryptCost,
  replaced?: SealedVault,
): Promise<{ sealed: SealedVault; key: DataKey }> {
  const key: DataKey = { id: randomBytes(16).toString('hex'), bytes: randomBytes(32) };
  const ids = { vault: replaced?.header.vault ?? randomBytes(16).toString('hex'), dataKey: key.id };
  const protector = await wrapUnderPassphrase(ids, key, passphrase, cost);
  const revision = (replaced?.header.revision ?? 0) + 1;
  return { sealed: seal({ ...ids, revision, passphrase: protector, system: [] }, key, secrets), key };
}

/** The vault with other secrets in it. */
export const reseal = (sealed: SealedVault, key: DataKey, secrets: SecretsMap): SealedVault =>
  seal({ ...sealed.header, revision: sealed.header.revision + 1 }, key, secrets);

/** The vault with the passphrase's protector made again at another cost. */
export async function rewrap(sealed: SealedVault, key: DataKey, passphrase: string, cost: ScryptCost): Promise<SealedVault> {
  const protector = await wrapUnderPassphrase(sealed.header, key, passphrase, cost);
  return withHeader(sealed, key, { passphrase: protector });
}

/** The vault with a protector, which replaces one of the same name. */
export async function withProtector(sealed: SealedVault, key: DataKey, protector: KeyProtector): Promise<SealedVault> {
  const wrapped = Buffer.from(await protector.protect(key.bytes)).toString('base64');
  const others = sealed.header.system.filter(({ name }) => name !== protector.name);
  return withHeader(sealed, key, { system: [...others, { kind: 'system', name: protector.name, key: wrapped }] });
}

export const withoutProtector = (sealed: SealedVault, key: DataKey, name: string): SealedVault =>
  withHeader(sealed, key, { system: sealed.header.system.filter((one) => one.name !== name) });

function withHeader(sealed: SealedVault, key: DataKey, change: Partial<Pick<Header, 'passphrase' | 'system'>>): SealedVault {
  const secrets = openSecrets(sealed, key);
  if (secrets === undefined) throw new Error('the key is not of this vault');
  return seal({ ...sealed.header, ...change, revision: sealed.header.revision + 1 }, key, secrets);
}

/** The data key, by the passphrase; undefined where it is the wrong one, or the protector is not what it was. */
export async function keyByPassphrase({ header }: SealedVault, passphrase: string): Promise<DataKey | undefined> {
  const { scrypt, salt, key } = header.passphrase;
  const wrapping = await keyOfPassphrase(passphrase, Buffer.from(salt, 'base64'), scrypt);
  const bytes = decrypt(wrapping, key, wrapContextOf(header, scrypt, salt));
  wrapping.fill(0);
  return bytes?.length === 32 ? { id: header.dataKey, bytes } : undefined;
}

/** The data key, by another protector; undefined where the vault does not know it, or it has lost the key. */
export async function keyByProtector({ header }: SealedVault, protector: KeyProtector): Promise<DataKey | undefined> {
  const kept = header.system.find(({ name }) => name === protector.name);
  if (kept === undefined) return undefined;
  const bytes = await protector.recover(Buffer.from(kept.key, 'base64')).catch(() => undefined);
  return bytes?.length === 32 ? { id: header.dataKey, bytes: Buffer.from(bytes) } : undefined;
}

/** The secrets; undefined where key, header and content do not belong together. */
export function openSecrets(sealed: SealedVault, key: DataKey): SecretsMap | undefined {
  const plain = decrypt(key.bytes, sealed.secrets, contextOf(sealed.header));
  if (plain === undefined) return undefined;
  const secrets = secretsMap.parse(JSON.parse(plain.toString('utf8')));
  plain.fill(0);
  return secrets;
}

/** Whether the passphrase's protector is cheaper to guess at than one would be today. */
export const isOutdated = ({ header }: SealedVault, wanted: ScryptCost): boolean => isCheaper(header.passphrase.scrypt, wanted);

function seal(content: Header, key: DataKey, secrets: SecretsMap): SealedVault {
  // parsed, so that its parts stand in the one order in which they are read again
  const header = headerSchema.parse(content);
  const plain = Buffer.from(JSON.stringify(secrets), 'utf8');
  const sealed = { schema: sealedSchema, header, secrets: encrypt(key.bytes, plain, contextOf(header)) } as const;
  plain.fill(0);
  return { ...sealed, checksum: checksumOf(sealed) };
}

async function wrapUnderPassphrase(
  ids: Pick<Header, 'vault' | 'dataKey'>,
  key: DataKey,
  passphrase: string,
  cost: ScryptCost,
): Promise<Header['passphrase']> {
  const salt = randomBytes(16);
  const wrapping = await keyOfPassphrase(passphrase, salt, cost);
  const text = salt.toString('base64');
  const wrapped = encrypt(wrapping, key.bytes, wrapContextOf(ids, cost, text));
  wrapping.fill(0);
  return { kind: 'passphrase', scrypt: cost, salt: text, key: wrapped };
}
