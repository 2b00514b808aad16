import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Vector } from './vector.ts';

it('is a list whose changes leave the earlier versions as they were', () => {
  const sizes = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constantFrom(1023, 1024, 1025, 2048, 33_000));
  fc.assert(
    fc.property(sizes, fc.array(fc.tuple(fc.nat({ max: 33_100 }), fc.integer())), (size, changes) => {
      const plain = Array.from({ length: size }, (_, i) => i);
      const first = Vector.from(plain);
      let vector = first;
      const copy = [...plain];
      for (const [index, item] of changes) {
        vector = vector.with(index, item);
        if (index < size) copy[index] = item;
        expect(vector.get(index)).toBe(copy[index]);
      }
      expect([...vector]).toEqual(copy);
      expect([...first]).toEqual(plain);
      expect(vector.length).toBe(size);
    }),
    { numRuns: 50 },
  );
});
