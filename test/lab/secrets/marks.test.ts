import { generateKeyPairSync } from 'node:crypto';
import ssh2 from 'ssh2';
import { describe, expect, it } from 'vitest';
import { newKeyPair } from '../../../electron/engine/transport/ssh-key-pair.ts';
import { markOfKey, markOfPassword, marksIn } from './marks.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const shown: readonly (readonly [string, (secret: string) => string])[] = [
  ['as it is', (secret) => secret],
  ['in base64', base64],
  ['in base64 after a byte', (secret) => base64(`:${secret}`)],
  ['in base64 after two bytes', (secret) => base64(`::${secret}::`)],
  ['in base64url', (secret) => Buffer.from(`>?${secret}`).toString('base64url')],
];

describe('the search for a marked password', () => {
  const marks = [markOfPassword('ssh', 'mark-5f3a9c-ssh?>~'), markOfPassword('sudo', 'mark-5f3a9c-sudo')];
  it.each([...shown, ['in hexadecimal', (secret: string) => Buffer.from(secret).toString('hex')] as const])(
    'finds it %s',
    (_, as) => {
      expect(marksIn(`before ${as('mark-5f3a9c-ssh?>~')} after`, marks)).toEqual(['ssh']);
    },
  );
  it('finds nothing where there is nothing', () => {
    expect(marksIn('mark-5f3a9c', marks)).toEqual([]);
  });
});

describe.each([
  ['plain', newKeyPair],
  ['encrypted', () => ssh2.utils.generateKeyPairSync('ed25519', { passphrase: 'hunter22', cipher: 'aes256-ctr', rounds: 1 })],
] as const)('the search for a %s key of OpenSSH', (_, generate) => {
  const pair = generate();
  const other = generate();
  const mark = [markOfKey('operator', pair.private)];
  it.each([...shown, ['joined into one line', (key: string) => key.replaceAll('\n', '')] as const])('finds it %s', (_, as) => {
    expect(marksIn(as(pair.private), mark)).toEqual(['operator']);
  });
  it('takes neither its public half for it nor another key', () => {
    const halves = [0, 1, 2].map((n) => Buffer.concat([Buffer.alloc(n), Buffer.from(pair.public.split(' ')[1] ?? '', 'base64')]));
    expect(marksIn([pair.public, ...halves.map((half) => half.toString('base64')), other.private].join('\n'), mark)).toEqual([]);
  });
});

describe.each([
  ['RSA', () => generateKeyPairSync('rsa', { modulusLength: 2048 })],
  ['ECDSA P-256', () => generateKeyPairSync('ec', { namedCurve: 'P-256' })],
  ['ECDSA P-384', () => generateKeyPairSync('ec', { namedCurve: 'P-384' })],
] as const)('the search for an %s key', (_, generate) => {
  const { privateKey, publicKey } = generate();
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const mark = [markOfKey('ca', pem)];
  const inOneLine = pem.replace(/-----[^-]*-----|\n/g, '');

  it.each([
    ...shown,
    ['joined into one line', () => inOneLine] as const,
    ['quoted in JSON', (key: string) => JSON.stringify({ key })] as const,
  ])('finds it %s', (_, as) => {
    expect(marksIn(as(pem), mark)).toEqual(['ca']);
  });

  it('does not take what is public for it', () => {
    const spki = publicKey.export({ type: 'spki', format: 'der' });
    const certificate = [0, 1, 2].map((n) => Buffer.concat([Buffer.alloc(n), spki]).toString('base64'));
    expect(marksIn(certificate.join('\n'), mark)).toEqual([]);
  });
});
