import type { Proof } from '../../../shared/model/resource.ts';
import { amiss } from '../../../shared/proof/amiss.ts';
import { run } from '../node/verbs.ts';
import type { Look, Nodes } from './prove.ts';

/** Which of the hosts hold an address on a card, by the spec's names. */
export async function holdersOf(nodes: Nodes, hosts: readonly string[], address: string, signal: AbortSignal): Promise<string[]> {
  const held = await Promise.all(
    hosts.map(async (host) => {
      const node = nodes.get(host);
      if (!node) return false;
      const [answer] = await node.ask([run(5, ['ip', '-o', '-4', 'address', 'show', 'to', `${address}/32`])], signal);
      return answer.output.includes(` ${address}/`);
    }),
  );
  return hosts.filter((_, i) => held[i]);
}

/** Exactly one master holds the virtual address: with none the API is away, with two it answers by chance (split brain). */
export const singleVip =
  (nodes: Nodes, { address, hosts }: Extract<Proof, { name: 'single-vip' }>): Look =>
  async (signal) => {
    const holders = await holdersOf(nodes, hosts, address, signal);
    if (holders.length === 1) return [];
    return [holders.length === 0 ? amiss('held-by-none', address) : amiss('held-by-several', `${address} ${holders.join(' ')}`)];
  };
