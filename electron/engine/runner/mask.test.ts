import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { mask, masked, maskError, maskEvent, maskGrowing } from './mask.ts';

const secret = fc.string({ unit: 'grapheme', minLength: 8, maxLength: 40 }).filter((s) => s.trim().length >= 8);

describe('mask', () => {
  it('leaves no secret in any text, however many there are', () => {
    fc.assert(
      fc.property(fc.array(secret, { minLength: 1, maxLength: 5 }), fc.string(), fc.string(), (secrets, before, after) => {
        const hide = mask(secrets);
        for (const one of secrets) expect(hide(`${before}${one}${after}`)).not.toContain(one);
      }),
    );
  });

  it('finds a secret inside base64, whatever is encoded before and after it', () => {
    fc.assert(
      fc.property(secret, fc.string({ maxLength: 7 }), fc.string({ maxLength: 7 }), (one, before, after) => {
        const plain = Buffer.from(before + one + after);
        const bytes = Buffer.from(before).length;
        for (const encoding of ['base64', 'base64url'] as const) {
          const shown = mask([one])(plain.toString(encoding));
          expect(shown).toContain(masked);
          // What is left decodes to the neighbours and at most a byte of the secret on each side.
          const [left = '', right = ''] = shown.split(masked);
          expect(Buffer.from(left, encoding).length).toBeLessThanOrEqual(bytes + 1);
          expect(right.length).toBeLessThanOrEqual(Math.ceil(((Buffer.from(after).length + 2) * 4) / 3) + 3);
        }
      }),
    );
  });

  it('masks the longer of two secrets where one is part of the other', () => {
    expect(mask(['pass', 'password1'])('login with password1, pass')).toBe(`login with ${masked}, ${masked}`);
  });

  it('masks a private key also line by line, and leaves its header readable', () => {
    const key =
      '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSj\nAgEAAoIBAQC7\n-----END PRIVATE KEY-----\n';
    const hide = mask([key]);
    expect(hide(`read: ${key}`)).toBe(`read: ${masked}`);
    expect(hide('2: MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSj')).toBe(`2: ${masked}`);
    expect(hide('-----BEGIN PRIVATE KEY-----')).toBe('-----BEGIN PRIVATE KEY-----');
  });

  it('leaves texts alone where there is nothing to hide, and values under four characters', () => {
    expect(mask([])('abc $& \\d')).toBe('abc $& \\d');
    expect(mask(['abc', ''])('abc')).toBe('abc');
  });

  it('takes a secret as text, not as a pattern', () => {
    expect(mask(['a.c*$(x)'])('abcx a.c*$(x)')).toBe(`abcx ${masked}`);
  });

  it('masks secrets that become known later', () => {
    const known = new Set<string>();
    const hide = maskGrowing(known);
    expect(hide('hunter22')).toBe('hunter22');
    known.add('hunter22');
    expect(hide('hunter22')).toBe(masked);
  });
});

describe('maskGrowing of private keys', () => {
  const pair = (kind: 'rsa' | 'ec') =>
    (kind === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: 'P-256' })
    ).privateKey
      .export({ type: 'pkcs8', format: 'pem' })
      .toString();
  const keys = [pair('rsa'), pair('ec')];
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const kubeconfig = (key: string) => `users:\n- user:\n    client-key-data: ${base64(key)}\n`;
  const ways: readonly (readonly [string, (key: string) => string])[] = [
    ['as they are', (key) => key],
    ['joined into one line', (key) => key.replaceAll('\n', '')],
    ['with escaped line feeds', (key) => JSON.stringify({ key })],
    ['line by line among other text', (key) => key.replaceAll('\n', '\nm1: ')],
    ['in base64', base64],
    ['in base64 after a byte', (key) => base64(`-${key}`)],
    ['in base64 after two bytes', (key) => base64(`--${key}`)],
    ['in base64url', (key) => Buffer.from(key).toString('base64url')],
    ['in a kubeconfig', kubeconfig],
    ['in lines of another length', (key) => (key.replace(/-----.*-----|\n/g, '').match(/.{1,40}/g) ?? []).join(' ')],
  ];
  /** All runs of 31 characters of a key's body, none of which may be left. */
  const left = (key: string, shown: string) => {
    const body = key.replace(/-----.*-----|\n/g, '');
    const forms = [body, ...[0, 1, 2].map((n) => base64('-'.repeat(n) + key).slice(4, -4))];
    return forms.flatMap((form) =>
      Array.from({ length: form.length - 30 }, (_, at) => form.slice(at, at + 31)).filter((run) => shown.includes(run)),
    );
  };

  it.each(ways)('finds them %s, given as keys or in a kubeconfig', (_, shownAs) => {
    for (const secrets of [keys, keys.map(kubeconfig)]) {
      const hide = maskGrowing(new Set(['hunter22', ...secrets]));
      for (const key of keys) {
        const shown = hide(`before ${shownAs(key)} after hunter22`);
        expect(shown).toContain(masked);
        expect(left(key, shown)).toEqual([]);
        expect(shown).toMatch(new RegExp(`^before [^]* after \\*{8}$`));
      }
    }
  });

  it('leaves other keys’ certificates, digests and paths readable', () => {
    const hide = maskGrowing(new Set(keys));
    const text = `sha256:${'9f86d081884c7d65'.repeat(4)} /var/lib/barque/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots`;
    expect(hide(text)).toBe(text);
  });

  it('knows those of a thousand nodes and costs a line little', () => {
    const secrets = new Set<string>();
    const hide = maskGrowing(secrets);
    for (let i = 0; i < 1000; i++)
      secrets.add(`-----BEGIN PRIVATE KEY-----\n${Buffer.alloc(1200, `${i}`).toString('base64')}\n-----END PRIVATE KEY-----\n`);
    secrets.add('hunter22');
    expect(hide('hunter22')).toBe(masked);
    expect(hide(Buffer.alloc(120, '999').toString('base64'))).toBe(masked);
  });
});

describe('maskError', () => {
  it('masks the problems that are thrown, and leaves any other error as it is', () => {
    const hide = mask(['hunter22']);
    const thrown = new ProblemError(
      problem('run.step-crashed', { step: 'a', reason: 'hunter22' }, { evidence: ['is hunter22'] }),
    );
    expect(maskError(thrown, hide)).toMatchObject({
      problems: [{ params: { step: 'a', reason: masked }, evidence: [`is ${masked}`] }],
    });
    const other = new Error('hunter22');
    expect(maskError(other, hide)).toBe(other);
  });
});

describe('maskEvent', () => {
  it('masks free text and problems, but not the names that events are told apart by', () => {
    const hide = mask(['step', 'sudo-password']);
    expect(maskEvent({ at: 1, type: 'step-output', step: 'step', line: 'Sorry: sudo-password' }, hide)).toEqual({
      at: 1,
      type: 'step-output',
      step: 'step',
      line: `Sorry: ${masked}`,
    });
    const why = problem(
      'run.step-crashed',
      { step: 'a', reason: 'bad sudo-password' },
      { host: 'step', evidence: ['sudo-password'] },
    );
    expect(maskEvent({ at: 1, type: 'step-finished', step: 'a', outcome: 'failed', problems: [why] }, hide)).toMatchObject({
      problems: [{ params: { step: 'a', reason: `bad ${masked}` }, host: 'step', evidence: [masked] }],
    });
  });
});
