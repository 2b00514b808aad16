import { join } from 'node:path';
import { makeKeys } from '../../../electron/engine/bundle/signature/keys.ts';
import { madeOnce } from '../cache.ts';
import type { Lab } from '../settings.ts';

/** The pair of keys that this machine's labs sign their bundles with: made once. */
export async function signingKeys(
  lab: Pick<Lab, 'cache'>,
  signal?: AbortSignal,
): Promise<{ readonly private: string; readonly trusted: string }> {
  const directory = await madeOnce(
    join(lab.cache, 'signing-keys'),
    async (work) => {
      await makeKeys(join(work, 'lab'));
    },
    signal,
  );
  return { private: join(directory, 'lab.key'), trusted: trustedKeysOf(lab) };
}

/** The public one: also a list of trusted keys (BARQUE_TRUSTED_KEYS). */
export const trustedKeysOf = ({ cache }: Pick<Lab, 'cache'>): string => join(cache, 'signing-keys', 'lab.pub');
