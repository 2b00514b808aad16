import { createPrivateKey } from 'node:crypto';
import ssh2 from 'ssh2';

/** Something secret that is looked for, by the name that it has in a report; its forms are never printed. */
export interface Mark {
  readonly name: string;
  readonly forms: readonly string[];
}

/** How long a piece of a key is that gives it away; 144 bits are found nowhere by chance. */
const pieceLength = 24;

/** A password or passphrase, as it is and in base64 wherever it may stand in it, plain and URL-safe, and in hexadecimal. */
export const markOfPassword = (name: string, password: string): Mark => ({
  name,
  forms: distinct([password, ...base64Forms(password), Buffer.from(password).toString('hex')]),
});

/**
 * A private key in PEM: pieces of it as it stands in its lines, joined into one line, in base64 once more, as bytes. Only of the part
 * that is private: the rest of a key is in its certificate too.
 */
export function markOfKey(name: string, pem: string): Mark {
  const body = bodyOf(pem);
  const [from, to] = privateRange(pem, body.length);
  const lines = pem.split('\n').filter((line) => line !== '' && !line.startsWith('-----'));
  const inLines: string[] = [];
  let at = 0;
  for (const line of lines) {
    const piece = line.slice(Math.max(0, from - at), Math.max(0, to - at));
    if (piece.length >= pieceLength) inLines.push(piece.slice(0, pieceLength));
    at += line.length;
  }
  const joined = [body.slice(from, from + pieceLength), body.slice(to - pieceLength, to), ...borders(body, lines, from, to)];
  const again = lines.filter((_, i) => i === Math.floor(lines.length / 2)).flatMap((line) => base64Forms(line.slice(0, 48)));
  const bytes = Buffer.from(body, 'base64').subarray(Math.ceil((from * 3) / 4), Math.floor((to * 3) / 4));
  return { name, forms: distinct([...inLines, ...joined, ...again, bytes.subarray(0, 16).toString('hex')]) };
}

const bodyOf = (pem: string): string => pem.replace(/-----[^-]*-----|\s/g, '');

/** Pieces that are there only where the lines were joined. */
function borders(body: string, lines: readonly string[], from: number, to: number): string[] {
  const width = lines[0]?.length ?? 0;
  const pieces: string[] = [];
  for (let at = width; at < body.length; at += width)
    if (at - pieceLength / 2 >= from && at + pieceLength / 2 <= to)
      pieces.push(body.slice(at - pieceLength / 2, at + pieceLength / 2));
  return pieces.slice(0, 2);
}

/** Where in the body of a PEM the private part stands. */
function privateRange(pem: string, length: number): [from: number, to: number] {
  const { d, p } = privateNumbers(pem);
  // an encrypted key of OpenSSH has its public half first, in plain
  if (d === undefined) return [Math.ceil(length * 0.65), length];
  const bytes = Buffer.from(bodyOf(pem), 'base64');
  // of RSA everything from the private exponent on is private: d, p, q and what follows from them
  const secret = Buffer.from(d, 'base64url');
  const at = bytes.indexOf(secret);
  if (at < 0) throw new Error('a key without its private part');
  const end = p === undefined ? at + secret.length : bytes.length;
  return [Math.ceil((at * 4) / 3), Math.floor((end * 4) / 3)];
}

/** What is private in a key; nothing where it is encrypted. Node reads no key in OpenSSH's format, ssh2 does. */
function privateNumbers(pem: string): { readonly d?: string; readonly p?: string } {
  if (!pem.includes('OPENSSH')) return createPrivateKey(pem).export({ format: 'jwk' });
  const key = ssh2.utils.parseKey(pem);
  return key instanceof Error ? {} : createPrivateKey(key.getPrivatePEM()).export({ format: 'jwk' });
}

/** A text inside base64 shows in one of three ways, without what also depends on its neighbours. */
function base64Forms(text: string): string[] {
  const forms = [0, 1, 2].map((offset) => {
    const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(text)]);
    return bytes.toString('base64').slice(Math.ceil((offset * 4) / 3), Math.floor((bytes.length * 4) / 3));
  });
  return forms.flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')]);
}

const distinct = (forms: readonly string[]): string[] => [...new Set(forms)].filter((form) => form.length >= 12);

/** The names of the marks of which a text has any form. */
export const marksIn = (text: string, marks: readonly Mark[]): string[] =>
  marks.filter(({ forms }) => forms.some((form) => text.includes(form))).map(({ name }) => name);
