import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { askSecret } from './ask-secret.ts';

/** A terminal that records what it is told. */
function terminal() {
  const raw: boolean[] = [];
  const shown: string[] = [];
  let interrupts = 0;
  const input = Object.assign(new PassThrough(), { setRawMode: (on: boolean) => raw.push(on) });
  const output = { write: (text: string) => shown.push(text) };
  return { input, output, raw, shown, interrupt: () => ++interrupts, interrupts: () => interrupts };
}
const never = new AbortController().signal;

describe('askSecret', () => {
  it.each([
    ['plain keys', 'hunter22\r', 'hunter22'],
    ['a newline', 'pä55 wörd\n', 'pä55 wörd'],
    ['corrections', 'hunter3\u007f\b\b\bter22\r', 'hunter22'],
    ['a line taken back', 'wrong\u0015right\r', 'right'],
    ['arrows and a bracketed paste', 'a\u001b[D\u001bOB\u001b[200~b\u001b[201~\r', 'ab'],
    ['nothing', '\r', ''],
  ])('reads %s and shows none of it', async (_, keys, secret) => {
    const { raw, shown, ...tty } = terminal();
    const answer = askSecret('Password for m1', tty, never);
    for (const byte of Buffer.from(keys)) tty.input.write(Buffer.from([byte]));
    expect(await answer).toBe(secret);
    expect(shown).toEqual(['Password for m1: ', '\n']);
    expect(raw).toEqual([true, false]);
  });

  it('ends with the signal, which Ctrl-C is expected to raise, and leaves the terminal as it was', async () => {
    const aborting = new AbortController();
    const { raw, ...tty } = terminal();
    const answer = askSecret('Password', { ...tty, interrupt: () => aborting.abort(new Error('interrupted')) }, aborting.signal);
    tty.input.write('hun\u0003');
    await expect(answer).rejects.toThrow('interrupted');
    expect(raw).toEqual([true, false]);
    expect(tty.input.listenerCount('data')).toBe(0);
    await expect(askSecret('Password', tty, aborting.signal)).rejects.toThrow('interrupted');
    expect(raw).toEqual([true, false]);
  });
});
