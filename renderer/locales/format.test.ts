import { expect, test } from 'vitest';
import { ago, bytes, mebibytes, span } from './format.ts';

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

test.each([
  [-5_000, '0 seconds ago', '0秒钟前'],
  [12_400, '12 seconds ago', '12秒钟前'],
  [60_000, '1 minute ago', '1分钟前'],
  [3_599_000, '59 minutes ago', '59分钟前'],
  [90_000_000, '1 day ago', '1天前'],
])('%d milliseconds ago read as a person of either language writes them', (ms, english, chinese) => {
  expect([ago(ms, 'en'), ago(ms, 'zh')]).toEqual([english, chinese]);
});

test('the size of a database is said in MiB', () => {
  expect([mebibytes(0, 'en'), mebibytes(20_480_000, 'zh'), mebibytes(2 ** 31, 'en')]).toEqual([
    '0.0 MiB',
    '19.53 MiB',
    '2,048.0 MiB',
  ]);
});
