import { expect, test } from 'vitest';
import { bytes } from './format.ts';

test.each([
  [0, '0 bytes', '0字节'],
  [1, '1 byte', '1字节'],
  [93, '93 bytes', '93字节'],
  [9_300, '9 kB', '9 kB'],
  [1_230_000_000, '1.2 GB', '1.2 GB'],
])('%d bytes read as a person of either language writes them', (of, english, chinese) => {
  expect([bytes(of, 'en'), bytes(of, 'zh')]).toEqual([english, chinese]);
});
