import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Something encrypted with AES-256-GCM: both in base64, the content with the tag of 16 bytes at its end. */
export interface Encrypted {
  readonly nonce: string;
  readonly content: string;
}

const tagLength = 16;

/** Encrypts under a key of 32 bytes; `context` stays readable and is authenticated with it. The nonce is random, of 96 bits. */
export function encrypt(key: Uint8Array, plain: Uint8Array, context: string): Encrypted {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context, 'utf8'));
  const content = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  return { nonce: nonce.toString('base64'), content: content.toString('base64') };
}

/** Undefined where key, nonce, content and context do not belong together; nothing of the content is given out then. */
export function decrypt(key: Uint8Array, { nonce, content }: Encrypted, context: string): Buffer | undefined {
  const bytes = Buffer.from(content, 'base64');
  if (bytes.length < tagLength) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64'), { authTagLength: tagLength });
  decipher.setAAD(Buffer.from(context, 'utf8')).setAuthTag(bytes.subarray(-tagLength));
  const plain = decipher.update(bytes.subarray(0, -tagLength));
  try {
    decipher.final();
    return plain;
  } catch {
    plain.fill(0);
    return undefined;
  }
}
