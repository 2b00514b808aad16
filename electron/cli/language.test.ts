import { expect, test } from 'vitest';
import { languageOf } from './language.ts';

test.each([
  [undefined, {}, 'en'],
  [undefined, { LANG: 'zh_CN.UTF-8' }, 'zh'],
  [undefined, { LANG: 'zh_CN.UTF-8', LC_ALL: 'C' }, 'en'],
  [undefined, { LANG: 'de_DE.UTF-8', LC_MESSAGES: 'zh_TW' }, 'zh'],
  [undefined, { LC_ALL: '', LANG: 'zh_CN' }, 'zh'],
  ['en', { LC_ALL: 'zh_CN.UTF-8' }, 'en'],
  ['zh-CN', { LANG: 'C' }, 'zh'],
  ['ZH', {}, 'zh'],
])('asked for %s in %j: %s', (asked, environment, expected) => {
  expect(languageOf(asked, environment)).toBe(expected);
});
