/** Private keys inside a text: PEM, in whatever encoding of them (PKCS#8, SEC 1, OpenSSH). */
const privateKeys = /-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----([A-Za-z0-9+/=\s]+)-----END \1-----/g;
/** Long stretches of base64, as a kubeconfig has them. */
const encoded = /[A-Za-z0-9+/]{100,}={0,2}/g;
/** Stretches of what base64 is written with, plain and URL-safe, of which keys' pieces may be part. */
const stretches = /[A-Za-z0-9+/_-]{16,}/g;

/** Two neighbouring pieces cover any 31 characters of a key, so that no longer part of it stays unseen. */
const pieceLength = 16;

/** All private keys in a text, also those in base64 in it: their PEM, headers included. */
export function privateKeysIn(text: string): string[] {
  const found = [...text.matchAll(privateKeys)].map(([pem]) => pem);
  if (found.length > 0) return found;
  return [...text.matchAll(encoded)].flatMap(([run]) =>
    [...Buffer.from(run, 'base64').toString('latin1').matchAll(privateKeys)].map(([pem]) => pem),
  );
}

/**
 * Finds parts of private keys in texts: the body of a PEM, whole, cut into lines or joined, and the same once more in base64, whatever
 * stands before and after. A pattern of all keys would be slow with the keys of a thousand nodes; pieces of a fixed length are looked up.
 */
export class KeyPieces {
  readonly #pieces = new Set<string>();

  /** Adds the private keys in a secret. False where there is none in it. */
  add(secret: string): boolean {
    const keys = privateKeysIn(secret);
    for (const pem of keys) {
      this.#addText(bodyOf(pem));
      // A PEM in base64 depends on where in a group of three bytes it begins.
      for (const offset of [0, 1, 2])
        this.#addText(
          Buffer.from(`${' '.repeat(offset)}${pem}\n`, 'utf8')
            .toString('base64')
            .slice(4, -4),
        );
    }
    return keys.length > 0;
  }

  /** The text with every stretch that has a part of a key in it replaced. */
  replace(text: string, by: string): string {
    if (this.#pieces.size === 0 || text.length < pieceLength) return text;
    return text.replace(stretches, (stretch) => (this.#isPartOfKey(stretch) ? by : stretch));
  }

  #addText(text: string): void {
    for (let at = 0; at + pieceLength <= text.length; at += pieceLength) {
      const piece = text.slice(at, at + pieceLength);
      this.#pieces.add(piece);
      if (/[+/]/.test(piece)) this.#pieces.add(piece.replaceAll('+', '-').replaceAll('/', '_'));
    }
  }

  #isPartOfKey(stretch: string): boolean {
    for (let at = 0; at + pieceLength <= stretch.length; at++)
      if (this.#pieces.has(stretch.slice(at, at + pieceLength))) return true;
    return false;
  }
}

const bodyOf = (pem: string): string => pem.replace(/-----[^-]*-----|\s/g, '');
