import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAhead } from './read-ahead.ts';

describe('readAhead', () => {
  it('gives the whole of a blob, in order, however little a read brings', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 1_500_000 }), fc.integer({ min: 100_000, max: 700_000 }), async (size, most) => {
        const content = Buffer.alloc(size, 'a blob that repeats itself every so often ');
        const read = (into: Buffer, from: number) =>
          Promise.resolve(content.copy(into, 0, from, from + Math.min(most, into.length)));
        const chunks: Buffer[] = [];
        for await (const chunk of readAhead({ size, read })) chunks.push(chunk);
        expect(Buffer.concat(chunks).equals(content)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('ends where the blob is shorter than it was, and fails where it cannot be read', async () => {
    const cut = (into: Buffer, from: number) => Promise.resolve(from === 0 ? Math.min(7, into.length) : 0);
    const chunks: number[] = [];
    for await (const chunk of readAhead({ size: 10_000_000, read: cut })) chunks.push(chunk.length);
    expect(chunks).toEqual([7]);
    const broken = (_: Buffer, from: number) => (from === 0 ? Promise.resolve(7) : Promise.reject(new Error('EIO')));
    const all = readAhead({ size: 10_000_000, read: broken });
    expect((await all.next()).value).toHaveLength(7);
    await expect(all.next()).rejects.toThrow('EIO');
  });

  it('reads one chunk ahead, and is done with it before it ends for who has had enough', async () => {
    let finish = () => {};
    const begun: number[] = [];
    const read = (into: Buffer, from: number) => {
      begun.push(from);
      return from === 0
        ? Promise.resolve(into.length)
        : new Promise<number>((resolve) => {
            finish = () => {
              resolve(0);
            };
          });
    };
    const all = readAhead({ size: 10_000_000, read });
    const first = await all.next();
    expect(begun).toEqual([0, first.value?.length]);
    let ended = false;
    const end = all.return().then(() => (ended = true));
    await Promise.resolve();
    expect(ended).toBe(false);
    finish();
    await end;
    expect(begun).toHaveLength(2);
  });
});
