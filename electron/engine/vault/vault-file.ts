import { constants } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { parseJson, unusable, writeDurably } from '../workspace/durable-file.ts';
import { withLock } from '../workspace/lock-file.ts';
import { openPlain } from '../workspace/own-file.ts';
import { refuseUnlessOwnerOnly } from './owner-only.ts';
import { parseSealed, type SealedVault, sealedSchema, type SecretsMap, textOf } from './sealed-vault.ts';

/** What a vault's file holds. */
export type Stored =
  { readonly kind: 'plain'; readonly secrets: SecretsMap } | { readonly kind: 'sealed'; readonly sealed: SealedVault };

const plainSchema = 'barque-vault/plain-v1';
const plainContent = z.strictObject({ schema: z.literal(plainSchema), secrets: z.record(z.string(), z.string()) });
const anyVault = z.looseObject({ schema: z.enum([plainSchema, sealedSchema]) });

/** In bytes; the keys of a thousand nodes take 6 MB. */
const largest = 128 * 1024 * 1024;

/**
 * Reads a vault's file; where there is none the vault is plain and empty.
 * @throws {ProblemError} `workspace.unusable`, `workspace.broken` (a newer format, or none), `vault.damaged`, `secrets.file-*`
 */
export async function readVault(path: string): Promise<Stored> {
  let text: string;
  try {
    const file = await openPlain(path);
    if (file === undefined) return { kind: 'plain', secrets: {} };
    try {
      const stats = await file.stat();
      refuseUnlessOwnerOnly(path, stats);
      if (stats.size > largest) throw new ProblemError(problem('vault.damaged', { path, reason: `${stats.size} bytes` }));
      text = await file.readFile('utf8');
    } finally {
      await file.close();
    }
  } catch (error) {
    throw unusable(path, error);
  }
  // Each format ends with a line feed: what lacks it was cut off, whatever is left.
  if (!text.endsWith('}\n')) throw new ProblemError(problem('vault.damaged', { path, reason: 'it ends too early' }));
  const value = parseJson(path, text, anyVault);
  if (value.schema === sealedSchema) return { kind: 'sealed', sealed: parseSealed(path, value, text) };
  return { kind: 'plain', secrets: parseJson(path, text, plainContent).secrets };
}

/** Replaces a vault's file. What was plain before and no longer is, is overwritten on the disk, as far as the disk lets anybody do that. */
export async function writeVault(path: string, before: Stored, after: Stored): Promise<void> {
  await removeDrafts(path);
  const text =
    after.kind === 'sealed' ? textOf(after.sealed) : `${JSON.stringify({ schema: plainSchema, secrets: after.secrets })}\n`;
  const forgets =
    before.kind === 'plain' && (after.kind === 'sealed' || Object.keys(before.secrets).some((n) => !(n in after.secrets)));
  // Windows does not let a file be replaced that is open.
  if (!forgets || process.platform === 'win32') {
    await writeDurably(path, text, 0o600);
    return;
  }
  const old = await openPlain(path, constants.O_RDWR);
  try {
    await writeDurably(path, text, 0o600);
    if (!old) return;
    const { size } = await old.stat();
    await old.write(Buffer.alloc(size), 0, size, 0);
    await old.sync();
  } catch (error) {
    throw unusable(path, error);
  } finally {
    await old?.close();
  }
}

/** Does work on a vault's file while no other process writes it. @throws {ProblemError} `workspace.unusable` */
export const withVaultLocked = <T>(path: string, work: () => Promise<T>): Promise<T> => withLock(`${path}.lock`, 'vault', work);

/** A writer that was killed left its draft, which may be plain. Whoever has the lock is the only writer. */
async function removeDrafts(path: string): Promise<void> {
  const [directory, name] = [dirname(path), basename(path)];
  const drafts = (await readdir(directory).catch(() => [])).filter(
    (entry) => entry.startsWith(`${name}.`) && /^\.[0-9a-f]{12}\.tmp$/.test(entry.slice(name.length)),
  );
  await Promise.all(drafts.map((entry) => rm(join(directory, entry), { force: true })));
}
