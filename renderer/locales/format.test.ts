import { expect, test } from 'vitest';
import { bytes, span } from './format.ts';

test.each([
  [0, '0 bytes', '0字节'],
  [1, '1 byte', '1字节'],
  [93, '93 bytes', '93字节'],
  [9_300, '9 kB', '9 kB'],
  [1_230_000_000, '1.2 GB', '1.2 GB'],
])('%d bytes read as a person of either language writes them', (of, english, chinese) => {
  expect([bytes(of, 'en'), bytes(of, 'zh')]).toEqual([english, chinese]);
});

test.each([
  [999, '0 s', '0 秒'],
  [7_000, '7 s', '7 秒'],
  [125_000, '2:05', '2:05'],
  [3_723_000, '1:02:03', '1:02:03'],
])('%d milliseconds read as a person of either language writes them', (ms, english, chinese) => {
  expect([span(ms, 'en'), span(ms, 'zh')]).toEqual([english, chinese]);
});
