import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { problem } from '../../../shared/problems/problem.ts';
import { mask, masked, maskEvent, maskGrowing } from './mask.ts';

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
