import { problem } from '../problems/problem.ts';
import { type HostCheck, refusal } from './check.ts';

/** The address that the cluster is to use must be on a card of the host, and on the card that the spec names, if it names one. */
export const cards: HostCheck = {
  id: 'cards',
  run: ({ nodes }) =>
    nodes
      .filter((n) => n.card === undefined || (n.interface !== undefined && n.card.name !== n.interface))
      .map((n) =>
        refusal(
          problem(
            'check.node-address',
            {
              address: n.nodeAddress,
              card: n.interface ?? '',
              cards: n.facts.cards.flatMap((c) => c.addresses.map((a) => `${c.name} ${a.address}/${a.prefix}`)),
            },
            { host: n.name },
          ),
        ),
      ),
};
