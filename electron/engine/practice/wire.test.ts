import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameReader } from '../node/frames.ts';
import { encodeToken } from '../node/tokens.ts';
import { decodeToken, encodeAnswer, Input } from './wire.ts';

/** A stream of these bytes, cut where `sizes` says. */
async function* cut(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  let at = 0;
  for (const size of [...sizes, bytes.length]) {
    if (at >= bytes.length) return;
    yield await Promise.resolve(bytes.subarray(at, (at += size)));
  }
}

describe("a practice host's side of the protocol", () => {
  it('reads every argument as it was sent', () => {
    const text = fc.string({ unit: 'grapheme' }).map((s) => s.replaceAll('\0', ''));
    fc.assert(
      fc.property(text, (word) => {
        expect(decodeToken(encodeToken(word))).toBe(word);
      }),
    );
  });

  it('writes answers that the other side reads, whatever is in them', () => {
    const bytes = fc.uint8Array({ maxLength: 500 }).map((all) => Buffer.from(all));
    fc.assert(
      fc.property(bytes, bytes, fc.integer({ min: 0, max: 255 }), (output, errors, status) => {
        expect(new FrameReader().push(Buffer.from(encodeAnswer('7', status, output, errors)))).toEqual([
          { id: 7, status, output, errors },
        ]);
      }),
    );
  });

  it('takes lines and payloads apart, wherever the stream was cut', async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }));
    await fc.assert(
      fc.asyncProperty(sizes, async (cuts) => {
        const input = new Input(cut(Buffer.from('1 put /x\n\n\0ab2 bye\nrest'), cuts));
        expect(await input.line()).toBe('1 put /x');
        expect((await input.bytes(4))?.toString('latin1')).toBe('\n\0ab');
        expect(await input.line()).toBe('2 bye');
        expect(await input.bytes(5)).toBeUndefined();
        expect(await input.line()).toBeUndefined();
      }),
    );
  });
});
