import { carryOut, type Order } from './apply.ts';
import { openBundle } from './bundle/bundle.ts';
import { type Deployment, prepareDeployment, type Undertaking } from './deployment.ts';
import type { Fleet } from './fleet.ts';
import type { Ask } from './node/ask.ts';
import { type Lease, showLease, takeLease } from './node/lease.ts';
import { type Node, openNode } from './node/node.ts';
import type { Practice } from './practice/practise.fixture.ts';
import { changing } from './practice/verbs.ts';
import type { RunResult } from './runner/steps.ts';

/** A request to a host. */
export interface Asked {
  readonly host: string;
  readonly verb: string;
  readonly args: readonly string[];
}

/** Whether a request changes something; a command is waited for without that. */
export const changes = ({ verb }: Asked): boolean => changing.has(verb) && verb !== 'wait';
export const takes = ({ verb, args }: Asked): boolean => verb === 'lease' && args[0] === 'take';

export interface PreparedOptions extends Partial<Undertaking> {
  /** Done before a request goes to its host. */
  readonly before?: (asked: Asked) => Promise<void> | void;
}

/** A deployment that nothing was done of yet, and every request that went to a host in order, whoever made it. */
export interface Prepared {
  readonly deployment: Deployment;
  readonly asked: Asked[];
}

const never = new AbortController().signal;

/** Hosts that are lost are tried again at once and often. */
const soon = { within: 20_000, firstPause: 20, longestPause: 100 };

/** Practice hosts with an operator whose requests can be looked at; what was opened is closed with it. */
export class Operator {
  readonly #fleets: Fleet[] = [];

  constructor(readonly practice: Practice) {}

  /** @throws {ProblemError} as `prepareDeployment` does; what was asked until then is in `asked` */
  async prepare({ before, ...change }: PreparedOptions = {}, asked: Asked[] = []): Promise<Prepared> {
    const { workspace, harbour, spec } = this.practice;
    const secrets = () => Promise.resolve(harbour.credentials.password);
    const fleet = change.fleet ?? (await this.reach(change.spec));
    const bundle = await openBundle(harbour.bundle, never);
    const undertaking = { workspace, spec, bundle, secrets, conceal: () => undefined, accepted: [], ...change };
    return { deployment: await prepareDeployment({ ...undertaking, fleet: watched(fleet, asked, before) }, never), asked };
  }

  async reach(spec = this.practice.spec): Promise<Fleet> {
    const fleet = await this.practice.reach(spec);
    this.#fleets.push(fleet);
    return fleet;
  }

  async carryOut(deployment: Deployment, change: Partial<Order> = {}, signal = never): Promise<RunResult> {
    const run = change.run ?? (await this.practice.workspace.newRun());
    const order = { who: 'ops@laptop', hide: (text: string) => text, provePods: false, observer: () => undefined };
    return carryOut(deployment, { ...order, persistence: soon, ...change, run }, signal);
  }

  /** Takes a host as another operator does. */
  async hold(host: string): Promise<void> {
    await takeLease(openNode(this.practice.harbour.transport(host)), 'another', 'their-run', 'li@bastion', never);
  }

  /** Who has each host, asked as another operator. */
  async leases(): Promise<(Lease | undefined)[]> {
    return Promise.all(
      this.practice.harbour.hosts.map(async ({ name }) => {
        const node = openNode(this.practice.harbour.transport(name));
        const [lease] = await node.ask([showLease()], never);
        node.close();
        return lease;
      }),
    );
  }

  async close(): Promise<void> {
    for (const fleet of this.#fleets) await fleet.close();
    await this.practice.close();
  }
}

function watched(fleet: Fleet, asked: Asked[], before: PreparedOptions['before']): Fleet {
  const nodes = [...fleet.nodes].map(([name, node]): [string, Node] => {
    const ask = async <const A extends readonly Ask<unknown>[]>(asks: A, signal: AbortSignal) => {
      for (const { verb, args } of asks) {
        const one = { host: name, verb, args };
        await before?.(one);
        asked.push(one);
      }
      return node.ask(asks, signal);
    };
    return [name, { ...node, ask }];
  });
  return { ...fleet, nodes: new Map(nodes) };
}
