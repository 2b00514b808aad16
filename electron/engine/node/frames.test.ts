import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FrameReader, type Frame } from './frames.ts';

const wrapped = (bytes: Uint8Array) =>
  (
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,76}/g) ?? []
  )
    .map((line) => `${line}\n`)
    .join('');
const sent = ({ id, status, output, errors }: Frame) =>
  `${wrapped(output)}${errors.length > 0 ? `-\n${wrapped(errors)}` : ''}. ${id} ${status}\n`;
const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
const frame = fc.record({ id: fc.nat(1e6), status: fc.nat(255), output: bytes, errors: bytes });

it('takes answers apart, however they are cut into chunks', () => {
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 5 }), fc.integer({ min: 1, max: 200 }), (frames, chunk) => {
      const reader = new FrameReader();
      const wire = Buffer.from(frames.map(sent).join(''));
      const got: Frame[] = [];
      for (let at = 0; at < wire.length; at += chunk) got.push(...reader.push(wire.subarray(at, at + chunk)));
      expect(got).toEqual(frames);
    }),
  );
});

it('refuses what no helper sends', () => {
  for (const line of ['motd: welcome', '. x 0', '. 1', '. 1 0 0', '<script>', '. 99999999999 0', '\u001b[2J'])
    expect(() => new FrameReader().push(Buffer.from(`${line}\n`))).toThrow(SyntaxError);
});

it('refuses an answer without an end', () => {
  const reader = new FrameReader();
  const chunk = Buffer.from(`${'A'.repeat(1024 * 1024 - 1)}\n`);
  expect(() => Array.from({ length: 20 }, () => reader.push(chunk))).toThrow(SyntaxError);
});

it('never fails in another way, whatever a host sends', () => {
  const hostile = fc.array(
    fc.oneof(
      fc.uint8Array(),
      fc.constantFrom('. 1 0\n', '-\n', 'QQ==\n', '.', '\n').map((s) => Buffer.from(s)),
    ),
  );
  fc.assert(
    fc.property(hostile, (chunks) => {
      const reader = new FrameReader();
      try {
        for (const chunk of chunks) reader.push(Buffer.from(chunk));
      } catch (error) {
        expect(error).toBeInstanceOf(SyntaxError);
      }
    }),
  );
});
