import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodeToken, requestLine } from './tokens.ts';

it('leaves plain arguments as they are', () => {
  expect(requestLine(1, 'paths', ['/etc/hosts', 'a=b,c@d:e+f_g-h.1'])).toBe('1 paths /etc/hosts a=b,c@d:e+f_g-h.1\n');
});

it('writes everything else so that no shell takes it for anything', () => {
  expect(encodeToken('')).toBe('%');
  expect(encodeToken('a b\n$(x)')).toBe(String.raw`a\0040b\0012\0044\0050x\0051`);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      if (text.includes('\0')) expect(() => encodeToken(text)).toThrow(TypeError);
      else expect(encodeToken(text)).toMatch(/^([A-Za-z0-9_./:=@,+-]|\\0[0-7]{3})+$|^%$/);
    }),
  );
});

it('is what printf %b takes back', () => {
  const text = 'tab\t quote\' "\\n" %s 漢字 \u202e\n\n';
  const { stdout } = spawnSync('sh', ['-c', 'printf "%b" "$1"', 'sh', encodeToken(text)]);
  expect(stdout.toString('utf8')).toBe(text);
});
