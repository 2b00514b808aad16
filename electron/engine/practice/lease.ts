import type { Said } from './said.ts';

/** The connection by which an operator is on a host: what holds a lease, and ends with it. */
export interface Link {
  readonly open: boolean;
}

/** Who holds a host. */
export interface HeldLease {
  readonly owner: string;
  readonly run: string;
  readonly who: string;
  readonly link: Link;
}

const refused = 3;

/** The verb `lease`, as the node helper has it: one operator at a time. `busy` says whether a supervised command runs. */
export function leaseVerb(
  leases: Map<string, HeldLease>,
  directory: string,
  [action = '', owner = '', run = '', who = '']: readonly string[],
  link: Link,
  busy: () => boolean,
): Said {
  const held = leases.get(directory);
  const life = held === undefined ? 'free' : held.link.open ? 'alive' : busy() ? 'busy' : 'gone';
  const shown = held ? `${held.owner}\n${held.run}\n${held.who}\n${life}\n` : '';
  switch (action) {
    case 'take': {
      const others =
        held !== undefined &&
        ((life === 'busy' && held.owner !== owner) || (life === 'alive' && `${held.owner} ${held.run}` !== `${owner} ${run}`));
      if (others) return { status: refused, output: shown };
      leases.set(directory, { owner, run, who, link });
      return {};
    }
    case 'drop':
      if (held?.owner === owner && held.run === run) leases.delete(directory);
      return {};
    case 'show':
      return { output: shown };
    default:
      return { status: 1 };
  }
}
