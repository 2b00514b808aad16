import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { helperParts, helperText } from './helper-text.ts';

it('is every file of its folder, and begins with the last', () => {
  const files = readdirSync(new URL('helper/', import.meta.url));
  expect(helperParts.map((part) => `${part}.sh`).toSorted()).toEqual(files.toSorted());
  expect(helperText().toString('utf8')).toMatch(/\nmain "\$@"\n$/);
  expect(
    helperText()
      .toString('utf8')
      .match(/^main "\$@"$/gm),
  ).toHaveLength(1);
});
