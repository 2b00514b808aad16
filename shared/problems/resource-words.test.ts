import { expect, test } from 'vitest';
import { explain, problem } from './problem.ts';
import { aspectWords, differenceWords, resourceWords } from './resource-words.ts';

test.each([
  ['file /etc/hosts', 'file /etc/hosts', '文件 /etc/hosts'],
  ['binary /opt/barque/bin/helm', 'program /opt/barque/bin/helm', '程序 /opt/barque/bin/helm'],
  ['images (10)', 'images (10)', '镜像（10 个）'],
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
  expect(aspectWords('mode', '0644', 'zh')).toBe('权限：0644');
});

test.each([
  ['type: missing -> file', 'nothing is there → a file', '不存在 → 文件'],
  ['mode: 0644 -> 0600', 'mode: 0644 → 0600', '权限：0644 → 0600'],
  ['block: missing -> 5 lines', 'block: missing → 5 lines', '内容：无 → 5 行'],
  ['value: no such setting -> 1', 'value: no such setting → 1', '值：无此参数 → 1'],
  ['toString: constructor -> __proto__', 'toString: constructor → __proto__', 'toString：constructor → __proto__'],
])('%s is told in words', (line, en, zh) => {
  expect([differenceWords(line, 'en'), differenceWords(line, 'zh')]).toEqual([en, zh]);
});

test.each(['+mode: 1 -> 2', '-state: a -> b', ' done: no -> yes', '@@ line 1 @@', '(secret content differs)', ''])(
  '%j is no difference but a line of what differs, and stays',
  (line) => {
    expect(differenceWords(line, 'zh')).toBe(line);
  },
);

test('a problem names a resource in words, a full disk too', () => {
  for (const code of ['resource.disk-full', 'resource.failed', 'resource.not-in-place'] as const) {
    const told = problem(code, { resource: 'binary /opt/barque/bin/helm', aspect: 'type', found: 'missing', wanted: 'file' });
    const { what, found } = explain(told, 'zh');
    expect(`${what} ${found}`).toContain('程序 /opt/barque/bin/helm');
  }
});
