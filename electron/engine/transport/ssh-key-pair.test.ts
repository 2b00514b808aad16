import ssh2 from 'ssh2';
import { expect, it } from 'vitest';
import { newKeyPair } from './ssh-key-pair.ts';

it('hands out no key that cannot be read again', () => {
  const keys = Array.from({ length: 1000 }, () => ssh2.utils.parseKey(newKeyPair().private));
  expect(keys.filter((key) => key instanceof Error)).toEqual([]);
});
