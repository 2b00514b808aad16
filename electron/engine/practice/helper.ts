import { requestEnds } from './faults.ts';
import type { Helper } from './verbs.ts';
import { answer, changing, payloadSizes } from './verbs.ts';
import { decodeToken, encodeAnswer, type Input } from './wire.ts';

/** Where a helper's answers go. Resolves when the connection has taken them. */
export type Write = (text: string) => Promise<void>;

/**
 * Is the node helper: takes the helper's own text from the input, greets, and answers requests until the input ends (the protocol is
 * described at the head of node/helper/protocol.sh). Resolves to the exit status.
 */
export async function serveHelper(input: Input, write: Write, host: Omit<Helper, 'state' | 'run'>): Promise<number> {
  const size = Number(await input.line());
  if (!Number.isSafeInteger(size) || (await input.bytes(size)) === undefined) return 1;
  const [state, run] = ((await input.line()) ?? '').split(' ').map(decodeToken);
  if (state === undefined || run === undefined) return 1;
  const helper = { ...host, state, run };
  await write('barque-node 1 0\n');
  for (let line = await input.line(); line !== undefined && line !== 'bye'; line = await input.line()) {
    const [id = '', verb = '', ...tokens] = line.split(' ').filter((word) => word !== '');
    const args = tokens.map(decodeToken);
    if (requestEnds(host.machine, verb)) return cut;
    const at = payloadSizes.get(verb);
    const payload = at === undefined ? Buffer.alloc(0) : await input.bytes(Number(args[at]));
    // cut off within a payload: nothing of it is put anywhere
    if (payload === undefined || host.signal.aborted) return 1;
    const { status = 0, output = '', errors = '' } = await answer(helper, verb, args, payload);
    if (changing.has(verb)) host.machine.touch();
    await write(encodeAnswer(id, status, Buffer.from(output), Buffer.from(errors)));
    if (at !== undefined && status !== 0) return 0;
  }
  return 0;
}

/** The exit status that says that the connection itself is to break. */
export const cut = -1;
