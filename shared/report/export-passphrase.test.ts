import { expect, test } from 'vitest';
import { passphraseFault } from './export-passphrase.ts';

test.each([
  ['', 'short'],
  ['7 signs', 'short'],
  ['8 signs!', undefined],
  ['a'.repeat(99), undefined],
  ['a'.repeat(100), 'long'],
  ['集群移交用的一个口令', 'characters'],
  ['no-break\u00a0space', 'characters'],
  ['with a line\n', 'characters'],
])('%j is judged as %s', (passphrase, fault) => {
  expect(passphraseFault(passphrase)).toBe(fault);
});
