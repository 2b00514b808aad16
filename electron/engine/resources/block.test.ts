import fc from 'fast-check';
import { expect, it } from 'vitest';
import { blockOf, withBlock } from './block.ts';

const lines = ['10.0.0.1 m1', '10.0.0.2 m2'];

it('is put at the end, and found again', () => {
  const text = withBlock('127.0.0.1 localhost', 'barque', lines);
  expect(text.startsWith('127.0.0.1 localhost\n# BEGIN barque ')).toBe(true);
  expect(blockOf(text, 'barque')).toEqual(lines);
  expect(blockOf(text, 'bar')).toBeUndefined();
});

it('is replaced in its place, and what is around it stays byte for byte', () => {
  const around = fc.string({ unit: 'binary-ascii' });
  fc.assert(
    fc.property(around, around, fc.array(fc.stringMatching(/^[a-z0-9. ]*$/), { minLength: 1 }), (before, after, other) => {
      const start = before === '' || before.endsWith('\n') ? before : `${before}\n`;
      const text = start + withBlock('', 'barque', lines) + after;
      const replaced = withBlock(text, 'barque', other);
      expect(replaced).toBe(start + withBlock('', 'barque', other) + after);
      expect(blockOf(replaced, 'barque')).toEqual(other);
    }),
  );
});

it('without lines is taken out, and what is around it stays byte for byte', () => {
  const around = fc.string({ unit: 'binary-ascii' });
  fc.assert(
    fc.property(around, around, (before, after) => {
      const start = before === '' || before.endsWith('\n') ? before : `${before}\n`;
      expect(withBlock(start + withBlock('', 'barque', lines) + after, 'barque', [])).toBe(start + after);
    }),
  );
  expect(withBlock('no newline at the end', 'barque', [])).toBe('no newline at the end');
});

it('whose end mark was taken away is made whole, and no line of others is lost', () => {
  const broken = withBlock('a\n', 'barque', lines).replace('# END barque\n', '') + 'b\n';
  expect(blockOf(broken, 'barque')).toBeUndefined();
  const mended = withBlock(broken, 'barque', lines);
  expect(blockOf(mended, 'barque')).toEqual(lines);
  expect(mended.endsWith('b\n')).toBe(true);
});

it('is not begun by a line that only looks like its mark', () => {
  const text = 'x # BEGIN barque (kept by Barque; changes here are lost)\n# END barque\n';
  expect(blockOf(text, 'barque')).toBeUndefined();
});
