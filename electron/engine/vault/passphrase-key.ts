import { scrypt } from 'node:crypto';
import { z } from 'zod';

/**
 * How dear one guess of a passphrase is: scrypt's parameters (RFC 7914). The bounds keep a hostile file from taking all of the
 * machine's memory: `128 * N * r` bytes.
 */
export const scryptCost = z
  .strictObject({
    N: z
      .int()
      .min(2)
      .max(2 ** 20)
      .refine((n) => Number.isInteger(Math.log2(n))),
    r: z.int().min(1).max(8),
    p: z.int().min(1).max(4),
  })
  // as the RFC has it; scrypt refuses others
  .refine(({ N, r }) => N < 2 ** (16 * r));
export type ScryptCost = z.infer<typeof scryptCost>;

/** 256 MiB and most of a second: twice what OWASP asks for at least (Password Storage Cheat Sheet). */
export const presentCost: ScryptCost = { N: 2 ** 18, r: 8, p: 1 };

/** Whether a guess at `cost` is cheaper than one at `wanted`. */
export const isCheaper = (cost: ScryptCost, wanted: ScryptCost): boolean =>
  cost.N * cost.r * cost.p < wanted.N * wanted.r * wanted.p;

/** The 32 bytes that a passphrase and a salt make. The same characters give the same key however a keyboard composes them (NFC). */
export function keyOfPassphrase(passphrase: string, salt: Uint8Array, cost: ScryptCost): Promise<Buffer> {
  const bytes = Buffer.from(passphrase.normalize('NFC'), 'utf8');
  return new Promise((resolve, reject) => {
    scrypt(bytes, salt, 32, { ...cost, maxmem: 256 * cost.N * cost.r + 2 ** 20 }, (error, key) => {
      bytes.fill(0);
      if (error) reject(error);
      else resolve(key);
    });
  });
}
