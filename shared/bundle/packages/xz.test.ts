import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unxz } from './xz.ts';

const text = Array.from({ length: 60 }, (_, i) =>
  [
    `Package: tool-${(i * 7919) % 97}`,
    `Version: ${i % 13}.${(i * 31) % 7}`,
    `Depends: libc6 (>= 2.${i % 40}), tool-${i % 5}`,
    `Description: ${'abcab'.repeat(i % 9)}${i * i}`,
  ].join('\n'),
).join('\n');
/** The text, by `xz -6`. */
const compressed =
  'fd377a585a000004e6d6b4460200210116000000742fe5a3e0174003075d0028184866dbda3085fe16f0826173c0b55b53a6263ad16fce757ece0a7e' +
  '00fd7c5f6a2c9eccd0dfd9386adeeddcc939ff36ebc28875cebf6b6f3d235cc046c58da0872c3ff55d5df8cfdd4e46e1215f2008fe92b478fb10e452' +
  '277b8e1312f6eeb48f73842e9fb04de45c8c4fdb915d75f87e86823e3b089dcc6dd81ea5a3f2fc4685970d75d9646a538ef2732a774dfd8d85010829' +
  '799a323778551b6918a1e7b63f146dd8496307d891f1ba67abb6176c35d755524db075a41719a9ab871a96e6e4e1a92df35e4ce584d1d956b65d0126' +
  'd9c692369ffdd23d5f74bf664e2064e000d5371638de26cf1fdd37d54fd589bb73f5b010838347f3a587c17021d1fabfc7d8d9b6ad8b5d7c32f58e2e' +
  '1cdce2907186752903215dbe5914aaf62c73fabc70e4070fbe81266a0f44d33e396e9728f6a34455109a6c27440524c86c0000ab62aa66b32729f560' +
  'eb9d72ec5fc66b380c48c55a41bdb0a455f6ba444c3fd46cdd486cccb2060040f76a21aa3782b002d6826154b772d9a3207ec1eb436e4b10980c01e3' +
  '16060e92d1cdd55b289546092c2837ada1ec0f2f9b9ed72d9f72ed075c5b51761340b4262157503df689cf8e2047d31c18653a4f3ed837d220a7d4d3' +
  '3133804bd44b7c45cc8c8a4c1dfa6fafdf568109c3a9de2248c1073d5bc829bb937b3ca6e4fc50678eac70139282fbc2d45ab48d204ce306830d8c0d' +
  '274fa152d90811b9fcb530c08196710b367b9ceedc2682c9e673ee447831949b5e95ffec541df0e1f22636ddc8bd8bd87240a7b4c95f9e6cabf02477' +
  '482cbafd7c43e33c7cf969b2855c162fd0854c936528347976b0a27add1670983a2efc2b48ec72377988a6b20d57ee254c405a67a718111d4d7b4f84' +
  'b53b65be24e9d0842d625e3a55dd145c6423b9b72e870b5bfa04739fa3381ba78c0fd78f0f20f27e159265e0a1c4b8f75bcf52f88775fa50c48322e6' +
  '66d900b5fd0608cabc71c280155df78a1070c86b848d2bb2b642021bb26da334bc648c81f52081155521377c8ea26842f044475c3c35bf9ebf4250f8' +
  '0a0b4d6a2b392014fb9c1fd46f7e131111c17c98015346b3c80000002a687b1ffea7f9530001a306c12e0000b4a0bf2fb1c467fb020000000004595a';
const bytesOf = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const file = bytesOf(compressed);
const asText = (bytes: Uint8Array) => String.fromCharCode(...bytes);

describe('an .xz file', () => {
  it('is decompressed', () => {
    expect(asText(unxz(file, 1 << 20))).toBe(text);
  });

  it('of nothing, and of what cannot be compressed, is too', () => {
    // `printf '' | xz`, `printf a | xz`
    expect(unxz(bytesOf('fd377a585a000004e6d6b446000000001cdf44211fb6f37d010000000004595a'), 10)).toHaveLength(0);
    const one = bytesOf(
      'fd377a585a000004e6d6b44604c00101210116000000000000000000a4486bec0100006100000000c700c92464c41ce100011901de925e7c1fb6f37d010000000004595a',
    );
    expect(asText(unxz(one, 10))).toBe('a');
  });

  it('gives no more than it may', () => {
    expect(() => unxz(file, text.length - 1)).toThrow('more than');
    expect(unxz(file, text.length)).toHaveLength(text.length);
  });

  it('that is cut short is refused, wherever', () => {
    for (let length = 0; length < file.length - 40; length++)
      expect(() => unxz(file.subarray(0, length), 1 << 20)).toThrow(SyntaxError);
  });

  it('that is damaged is refused or gives something within its limit, and nothing else happens', () => {
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.integer({ min: 1, max: 255 }), (at, mask) => {
        const damaged = Uint8Array.from(file, (byte, i) => (i === at ? byte ^ mask : byte));
        try {
          expect(unxz(damaged, 1 << 16).length).toBeLessThanOrEqual(1 << 16);
        } catch (error) {
          expect(error).toBeInstanceOf(SyntaxError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
