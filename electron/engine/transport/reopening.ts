import type { Transport } from './transport.ts';

/** A way to a host whose connection can be made anew: what is started afterwards goes over the new one. */
export interface Reopening extends Transport {
  /** Connects anew where the connection broke; does nothing where it did not. @throws {ProblemError} as connecting does */
  readonly reopen: (signal: AbortSignal) => Promise<void>;
}

/** Connects, and keeps how. @throws {ProblemError} as `open` does */
export async function reopening(open: (signal: AbortSignal) => Promise<Transport>, signal: AbortSignal): Promise<Reopening> {
  const watched = (transport: Transport) => {
    const link = { transport, broken: false };
    void transport.lost.then(() => (link.broken = true));
    return link;
  };
  const first = await open(signal);
  const { host, lost, dial } = first;
  let link = watched(first);
  const closing = new AbortController();
  return {
    host,
    // whoever watches the first connection does not go on with another
    lost,
    startRoot: (script, abort) => link.transport.startRoot(script, abort),
    dial: dial && ((to, abort) => (link.transport.dial ?? dial)(to, abort)),
    reopen: async (abort) => {
      if (!link.broken) return;
      const next = watched(await open(AbortSignal.any([abort, closing.signal])));
      await link.transport.close();
      link = next;
    },
    close: async () => {
      closing.abort();
      await link.transport.close();
    },
  };
}
