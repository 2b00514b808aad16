import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { blocker, type Finding } from '../../../../shared/checks/check.ts';
import type { Acceptance } from '../../../../shared/draft/draft.ts';
import { isPracticeBundle } from '../../../../shared/practice/practice.ts';
import { problem } from '../../../../shared/problems/problem.ts';
import { makeDirectory, readIfThere, writeDurably } from '../../workspace/durable-file.ts';
import type { Bundle } from '../bundle.ts';
import { type PublicKey, publicKeysIn, readPublicKeys } from './keys.ts';

/** The operator's own list of keys that they trust: one a line. BARQUE_TRUSTED_KEYS names another file. */
export function trustedKeysFile(env: NodeJS.ProcessEnv = process.env): string {
  const { BARQUE_TRUSTED_KEYS: named } = env;
  if (named) return named;
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
  return await trustKeys(await readPublicKeys(path), file);
}

/** Adds keys to the operator's list. Gives those that were new. @throws {ProblemError} `bundle.key-unusable` */
export async function trustKeys(keys: readonly PublicKey[], file = trustedKeysFile()): Promise<PublicKey[]> {
  const before = (await readIfThere(file)) ?? '';
  const known = new Set(publicKeysIn(before, file));
  const added = keys.filter((key) => !known.has(key));
  await makeDirectory(dirname(file));
  const separator = before === '' || before.endsWith('\n') ? '' : '\n';
  await writeDurably(file, `${before}${separator}${added.map((key) => `${key}\n`).join('')}`, 0o600);
  return added;
}

/** Takes a key off the operator's list; comments and names stay. @throws {ProblemError} `bundle.key-unusable` */
export async function distrustKey(key: PublicKey, file = trustedKeysFile()): Promise<void> {
  const before = (await readIfThere(file)) ?? '';
  const lines = before.split('\n').filter((line) => line.trim().split(/\s+/)[0] !== key);
  if (lines.length < before.split('\n').length) await writeDurably(file, lines.join('\n'), 0o600);
}

/** Whether somebody whom the operator trusts has signed a bundle. */
export async function isTrusted({ signers }: Pick<Bundle, 'signers'>): Promise<boolean> {
  const trusted = await trustedKeys();
  return signers.some((key) => trusted.includes(key));
}

/**
 * What there is to say against a bundle's signatures: a blocker, which can be accepted, where nobody whom the operator trusts has signed
 * it. One whose signature is wrong was refused when it was opened, whatever is accepted. In practice a practice bundle needs none: nothing
 * in it is installed on a real host.
 * @param practice whether the bundle is for a practice cluster: of its workspace, never of the bundle
 * @throws {ProblemError} `bundle.key-unusable`
 */
export async function signatureFindings(
  { path, manifest, signers }: Pick<Bundle, 'path' | 'manifest' | 'signers'>,
  practice: boolean,
): Promise<Finding[]> {
  if (practice && isPracticeBundle(manifest)) return [];
  if (await isTrusted({ signers })) return [];
  const trusted = await trustedKeys();
  const found =
    signers.length === 0
      ? problem('bundle.unsigned', { path })
      : problem('bundle.untrusted', { path, keys: [...signers], trusted: trusted.length });
  return [{ check, ...blocker(found) }];
}

const check = 'bundle-signature';

/** What `--allow-unsigned` accepts of one bundle, by its manifest's digest, in somebody's name. */
export const unsignedAllowed = (by: string, manifest: string): Acceptance[] =>
  (['bundle.unsigned', 'bundle.untrusted'] as const).map((code) => ({ check, code, by, reason: '--allow-unsigned', manifest }));
