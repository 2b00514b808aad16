import { expect, it } from 'vitest';
import { OutputLines } from './output-lines.ts';

const linesOf = (...chunks: Buffer[]) => {
  const lines: string[] = [];
  const output = new OutputLines((line) => lines.push(line));
  for (const chunk of chunks) output.push(chunk);
  output.end();
  return { lines, last: output.last };
};

it('joins what was cut, in the middle of a character too', () => {
  const text = Buffer.from('one\n漢字\nthree');
  expect(linesOf(text.subarray(0, 5), text.subarray(5, 9), text.subarray(9)).lines).toEqual(['one', '漢字', 'three']);
});

it('shows no control sequence and no endless line', () => {
  const { lines } = linesOf(Buffer.from(`\u001b[31mred\u001b[0m\u0007\r\n${'x'.repeat(100_000)}\n\n  \n`));
  expect(lines).toEqual(['red', 'x'.repeat(500)]);
});

it('keeps the last thirty', () => {
  const { last } = linesOf(Buffer.from(Array.from({ length: 50 }, (_, i) => `${i}\n`).join('')));
  expect(last).toEqual(Array.from({ length: 30 }, (_, i) => String(i + 20)));
});
