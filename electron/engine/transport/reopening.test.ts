import { expect, it } from 'vitest';
import { type Problem, problem } from '../../../shared/problems/problem.ts';
import { reopening } from './reopening.ts';
import type { RootStream, Transport } from './transport.ts';

const never = new AbortController().signal;
const stream: RootStream = {
  write: () => Promise.resolve(),
  output: (async function* () {})(),
  end: () => undefined,
  closed: new Promise(() => undefined),
  destroy: () => undefined,
};

/** Connections that are made one after the other; what was done with each. */
function connections() {
  const did: string[] = [];
  const breaks: (() => void)[] = [];
  const open = (): Promise<Transport> => {
    const number = breaks.length;
    let tell: (lost: Problem) => void = () => undefined;
    const lost = new Promise<Problem>((resolve) => (tell = resolve));
    breaks.push(() => tell(problem('ssh.connection-lost', { address: '10.0.0.1', reason: 'closed' }, { host: 'm1' })));
    const say = (what: string) => void did.push(`${what} ${number}`);
    say('open');
    return Promise.resolve({
      host: 'm1',
      lost,
      startRoot: () => {
        say('start');
        return Promise.resolve(stream);
      },
      close: () => {
        say('close');
        return Promise.resolve();
      },
    });
  };
  return { did, open, break: (number: number) => breaks[number]?.() };
}
const script = { text: '', ready: '', begin: '' };

it('starts what is started after a loss over the new connection, and closes the old one', async () => {
  const made = connections();
  const way = await reopening(made.open, never);
  await way.startRoot(script, never);
  made.break(0);
  await way.lost;
  await way.reopen(never);
  await way.startRoot(script, never);
  await way.close();
  expect(made.did).toEqual(['open 0', 'start 0', 'open 1', 'close 0', 'start 1', 'close 1']);
});

it('keeps a connection that did not break', async () => {
  const made = connections();
  const way = await reopening(made.open, never);
  await way.reopen(never);
  expect(made.did).toEqual(['open 0']);
});
