import { join } from 'node:path';
import { z } from 'zod';
import { writeDurably } from '../workspace/durable-file.ts';
import { readOwnJson } from '../workspace/own-file.ts';

const handOver = z.strictObject({
  /** ISO 8601. */
  at: z.string(),
  /** `user@machine`. */
  by: z.string(),
  /** The directory of the copy, as it was called then. */
  to: z.string(),
  /** SHA-256 of the copy's vault.json, in hexadecimal: by it the copy is known again. */
  vault: z.string().regex(/^[0-9a-f]{64}$/),
  /** How many secrets it has. */
  secrets: z.int().min(0),
});
/** A copy of the cluster's keys that was made for somebody else. */
export type HandOverRecord = z.infer<typeof handOver>;

const erasure = z.strictObject({
  at: z.string(),
  by: z.string(),
  /** Names of the secrets that the vault had. */
  secrets: z.array(z.string()),
  /** Files besides the vault, by their paths in the workspace. */
  files: z.array(z.string()),
});
/** That the cluster's keys are no longer here. */
export type ErasureRecord = z.infer<typeof erasure>;

const records = z.strictObject({
  schema: z.literal('barque-keys/v1'),
  handedOver: z.array(handOver),
  /** Absent as long as the keys are here. */
  erased: erasure.optional(),
});
/** What has become of the cluster's keys: for the report, and for whoever wonders where they are. */
export type KeyRecords = Omit<z.infer<typeof records>, 'schema'>;

const fileOf = (dir: string) => join(dir, 'keys.json');

/** Reads what is recorded of the keys of the workspace in `dir`. */
export async function readKeyRecords(dir: string): Promise<KeyRecords> {
  const { handedOver, erased } = (await readOwnJson(fileOf(dir), records)) ?? { handedOver: [] };
  return { handedOver, ...(erased && { erased }) };
}

export async function recordHandOver(dir: string, record: HandOverRecord): Promise<void> {
  const known = await readKeyRecords(dir);
  await write(dir, { ...known, handedOver: [...known.handedOver, record] });
}

/** A second erasure (of a first one that was cut off) is added to the first. */
export async function recordErasure(dir: string, record: ErasureRecord): Promise<void> {
  const known = await readKeyRecords(dir);
  const union = (before: readonly string[] = [], now: readonly string[]) => [...new Set([...before, ...now])].sort();
  const { secrets, files } = record;
  await write(dir, {
    ...known,
    erased: { ...record, secrets: union(known.erased?.secrets, secrets), files: union(known.erased?.files, files) },
  });
}

const write = (dir: string, content: KeyRecords): Promise<void> =>
  writeDurably(fileOf(dir), `${JSON.stringify({ schema: 'barque-keys/v1', ...content }, undefined, 2)}\n`, 0o600);
