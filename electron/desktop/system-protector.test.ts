import { describe, expect, test } from 'vitest';
import { type FromEngineProcess, fromEngineProcess } from './engine-messages.ts';
import { SystemProtector } from './system-protector.ts';

/** A keeper that answers later, the last asked first. */
function keeper() {
  const asked: FromEngineProcess[] = [];
  const protector = new SystemProtector('keychain', (message) => asked.push(fromEngineProcess.parse(message)));
  const answer = (bytes?: (given: string) => string) => {
    for (const message of asked.splice(0).reverse())
      if (message.type === 'keep') protector.answered({ type: 'kept', id: message.id, bytes: bytes?.(message.bytes) });
  };
  return { protector, answer };
}
const key = Uint8Array.of(1, 2, 3);

describe('what the system keeps for the engine', () => {
  test('comes back to whoever asked for it, in whatever order', async () => {
    const { protector, answer } = keeper();
    const both = Promise.all([protector.protect(key), protector.recover(Uint8Array.of(9))]);
    answer((given) => given);
    expect((await both).map((bytes) => [...bytes])).toEqual([[1, 2, 3], [9]]);
  });

  test('is an error where the system cannot', async () => {
    const { protector, answer } = keeper();
    const refused = expect(protector.recover(key)).rejects.toThrow('keychain could not recover a key');
    answer();
    await refused;
  });
});
