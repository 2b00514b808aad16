import { z } from 'zod';
import type { Held } from '../../../shared/distribution/chain.ts';
import { evidenceOf } from '../transport/evidence.ts';
import { okay, type Ask, type Payload } from '../node/ask.ts';

/** What a host can do in a chain. */
export interface Abilities {
  readonly receives: boolean;
  readonly sends: boolean;
}

/** What a host's store has, by digest, and whether the relay that was asked about can be fed. */
export interface Stored {
  readonly held: ReadonlyMap<string, Held>;
  readonly ready: boolean;
}

/** How a relay ended. `next`: the next host did not take it; `own`: this one could not; `early`: what came ended too soon. */
export interface RelayEnd {
  readonly how: 'done' | 'next' | 'own' | 'early';
  readonly said: string;
}

/** Who may feed a relay: with which key (`ssh-ed25519 AAAA…`), from which addresses, as which user of the host. */
export interface Feeder {
  readonly user: string;
  readonly from: readonly string[];
  readonly key: string;
}

const linesOf = (output: Buffer): string[] => output.toString('utf8').split('\n').slice(0, 100_000);

/** Takes back what relays have left that were cut off; then what the host can do. */
export const relays = (user: string): Ask<Abilities> => ({
  verb: 'relays',
  args: [user],
  seconds: 60,
  read: (answer) => {
    const can = new Set(linesOf(okay(answer)));
    return { receives: can.has('receives'), sends: can.has('sends') };
  },
});

/** What the store has. */
export const stored = (token = ''): Ask<Stored> => ({
  verb: 'stored',
  args: token === '' ? [] : [token],
  seconds: 60,
  read: (answer) => {
    const lines = linesOf(okay(answer));
    const held = lines.flatMap((line): [string, Held][] => {
      const [, hex, part, bytes] = /^([0-9a-f]{64})(\.part)? (\d{1,15})$/.exec(line) ?? [];
      return hex === undefined ? [] : [[`sha256:${hex}`, { bytes: Number(bytes), complete: part === undefined }]];
    });
    return { held: new Map(held), ready: lines.includes('ready') };
  },
});

const ends: Readonly<Record<number, RelayEnd['how']>> = { 0: 'done', 20: 'next', 22: 'early' };
/** A chain over a slow line takes its time; whether it moves is seen from what the stores have. In seconds. */
const LONGEST = 12 * 3600;

/** Takes what the host's `items` of this relay name, and hands it on. Resolves when all of it has gone its way. */
export const relay = (token: string, feeder: Feeder | undefined, payload: Payload): Ask<RelayEnd> => ({
  verb: 'relay',
  args: [
    String(payload.size),
    z
      .string()
      .regex(/^[0-9a-f]{16,64}$/)
      .parse(token),
    ...(feeder === undefined ? [] : [feeder.user, feeder.from.join(','), feeder.key]),
  ],
  seconds: LONGEST,
  long: true,
  payload,
  read: ({ status, errors }) => ({ how: ends[status] ?? 'own', said: evidenceOf(errors.toString('utf8'), 3).join('; ') }),
});
