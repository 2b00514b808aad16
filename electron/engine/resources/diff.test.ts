import { expect, it } from 'vitest';
import { lineDiff } from './diff.ts';

it('shows what differs with a few lines around', () => {
  expect(lineDiff('a\nb\nc\nd\nold\ne\nf\ng\nh\n', 'a\nb\nc\nd\nnew\nnewer\ne\nf\ng\nh\n')).toBe(
    '@@ line 5 @@\n b\n c\n d\n-old\n+new\n+newer\n e\n f\n g',
  );
});

it('shows a new file and an emptied one', () => {
  expect(lineDiff('', 'a\nb\n')).toBe('@@ line 1 @@\n+a\n+b');
  expect(lineDiff('a\n', '')).toBe('@@ line 1 @@\n-a');
});

it('shows nothing where nothing differs', () => {
  expect(lineDiff('a\nb\n', 'a\nb\n')).toBeUndefined();
  expect(lineDiff('', '')).toBeUndefined();
});

it('shows one of two equal lines going', () => {
  expect(lineDiff('a\na\n', 'a\n')).toBe('@@ line 2 @@\n a\n-a');
});
