import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cut, padTo, widthOf } from './columns.ts';

describe('columns of a terminal', () => {
  test.each([
    ['', 0],
    ['etcd', 4],
    ['节点', 4],
    ['（Keepalived）', 14],
    ['가나', 4],
    ['𠀀', 2],
    ['🚢', 2],
    ['█░…', 3],
  ])('%j takes %i', (text, columns) => {
    expect(widthOf(text)).toBe(columns);
  });

  const mixed = fc.string({ unit: fc.constantFrom('a', ' ', '节', '🚢', '𠀀', '-'), maxLength: 40 });

  test('a cut text is a beginning of it that fits, and the longest one', () => {
    fc.assert(
      fc.property(mixed, fc.nat(60), (text, width) => {
        const kept = cut(text, width);
        expect(text.startsWith(kept)).toBe(true);
        expect(() => encodeURIComponent(kept), 'half a character').not.toThrow();
        expect(widthOf(kept)).toBeLessThanOrEqual(width);
        if (kept !== text) expect(widthOf(kept)).toBeGreaterThanOrEqual(width - 1);
      }),
    );
  });

  test('columns line up whatever the script', () => {
    fc.assert(
      fc.property(mixed, fc.nat(60), (text, width) => {
        expect(widthOf(padTo(text, width))).toBe(Math.max(width, widthOf(text)));
      }),
    );
  });
});
