const prime = 0x100000001b3n;
const basis = 0xcbf29ce484222325n;

/**
 * A short word (16 hexadecimal digits) that tells a document from its other versions: 64-bit FNV-1a of its UTF-16 code units. It is
 * no protection against somebody who wants two documents to have the same one.
 */
export function revisionOf(text: string): string {
  let hash = basis;
  for (let i = 0; i < text.length; i++) hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(i))) * prime);
  return hash.toString(16).padStart(16, '0');
}
