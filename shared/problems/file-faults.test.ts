import { expect, test } from 'vitest';
import { because } from './file-faults.ts';
import { explain, problem } from './problem.ts';

test('a name of the operating system’s is told in words, whatever else it was as it is', () => {
  const found = (reason: string) => explain(problem('engine.folder-unreadable', { path: '/media/a', reason }), 'zh').found;
  expect(found('ENOENT')).toBe('/media/a：不存在');
  expect(found('not JSON')).toBe('/media/a：内容不是 JSON');
  expect(found('closed')).toBe('/media/a：closed');
  expect(explain(problem('secrets.invalid', { source: '/a', reason: 'ENOENT' }), 'zh').found).toBe('/a：不存在');
  expect(because('toString', 'en')).toBe('toString');
});
