import { expect, test } from 'vitest';
import { aspectWords, resourceWords } from './resource-words.ts';

test.each([
  ['file /etc/hosts', 'file /etc/hosts', '文件 /etc/hosts'],
  ['binary /opt/barque/bin/helm', 'program /opt/barque/bin/helm', '程序 /opt/barque/bin/helm'],
  ['images (10)', 'images (10)', '镜像 (10)'],
  [
    'static pods kube-apiserver, kube-scheduler',
    'static pods kube-apiserver, kube-scheduler',
    '静态 Pod kube-apiserver, kube-scheduler',
  ],
  ['swap-off', 'swap', '交换空间'],
  ['toString x', 'toString x', 'toString x'],
  ['', '', ''],
])('%s is named in both languages', (name, en, zh) => {
  expect([resourceWords(name, 'en'), resourceWords(name, 'zh')]).toEqual([en, zh]);
});

test('what is at a path is told in words, other respects with their names', () => {
  expect(aspectWords('type', 'missing', 'zh')).toBe('不存在');
  expect(aspectWords('type', 'file', 'en')).toBe('a file');
  expect(aspectWords('type', 'socket', 'en')).toBe('type: socket');
  expect(aspectWords('mode', '0644', 'zh')).toBe('mode：0644');
});
