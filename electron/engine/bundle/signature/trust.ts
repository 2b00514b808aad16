import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { problem, ProblemError } from '../../../../shared/problems/problem.ts';
import { makeDirectory, readIfThere, writeDurably } from '../../workspace/durable-file.ts';
import type { Bundle } from '../bundle.ts';
import { type PublicKey, publicKeysIn, readPublicKeys } from './keys.ts';

/** The operator's own list of keys that they trust: one a line. */
export function trustedKeysFile(env: NodeJS.ProcessEnv = process.env): string {
  const base =
    process.platform === 'win32' ? (env['APPDATA'] ?? homedir()) : (env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'));
  return join(base, 'barque', 'trusted-keys');
}

/** The operator's trusted keys; none where there is no list yet. @throws {ProblemError} `bundle.key-unusable` */
export async function trustedKeys(file = trustedKeysFile()): Promise<PublicKey[]> {
  const text = await readIfThere(file);
  return text === undefined ? [] : publicKeysIn(text, file);
}

/** Adds the keys of a file to the operator's list. Gives those that were new. @throws {ProblemError} `bundle.key-unusable` */
export async function trustKeysOf(path: string, file = trustedKeysFile()): Promise<PublicKey[]> {
  const keys = await readPublicKeys(path);
  const before = (await readIfThere(file)) ?? '';
  const known = new Set(publicKeysIn(before, file));
  const added = keys.filter((key) => !known.has(key));
  await makeDirectory(dirname(file));
  const separator = before === '' || before.endsWith('\n') ? '' : '\n';
  await writeDurably(file, `${before}${separator}${added.map((key) => `${key}\n`).join('')}`, 0o600);
  return added;
}

/**
 * Refuses a bundle that nobody whom the operator trusts has signed. An unsigned one, or one of a stranger, may be allowed; one whose
 * signature is wrong was refused when it was opened, whatever is allowed.
 * @throws {ProblemError} `bundle.unsigned`, `bundle.untrusted`
 */
export function refuseUntrusted(
  { path, signers }: Pick<Bundle, 'path' | 'signers'>,
  { trusted, allowed }: { readonly trusted: readonly PublicKey[]; readonly allowed: boolean },
): void {
  if (allowed || signers.some((key) => trusted.includes(key))) return;
  if (signers.length === 0) throw new ProblemError(problem('bundle.unsigned', { path }));
  throw new ProblemError(problem('bundle.untrusted', { path, keys: [...signers], trusted: trusted.length }));
}
