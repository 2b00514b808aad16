/** How many characters a passphrase of an export may have. 7-Zip takes 99 bytes at most for AES in a ZIP. */
export const exportPassphrase = { shortest: 8, longest: 99 } as const;

export type PassphraseFault = 'short' | 'long' | 'characters';

/**
 * Why a passphrase is none for an export. A ZIP does not say in which encoding its passphrase is: archivers on Windows take that of the
 * machine (GBK on a Chinese one) and others UTF-8, so that only ASCII opens it everywhere.
 */
export function passphraseFault(passphrase: string): PassphraseFault | undefined {
  if (!/^[\x20-\x7e]*$/.test(passphrase)) return 'characters';
  if (passphrase.length < exportPassphrase.shortest) return 'short';
  return passphrase.length > exportPassphrase.longest ? 'long' : undefined;
}
