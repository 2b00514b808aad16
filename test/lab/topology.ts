import { z } from 'zod';

/** A node of the lab: `addresses` has one address for each network card. */
export const labNode = z.strictObject({
  name: z.string().regex(/^[mw]\d+$/),
  role: z.enum(['master', 'worker']),
  addresses: z.array(z.ipv4()).min(1).max(2),
});
export type LabNode = z.infer<typeof labNode>;

export interface Size {
  readonly masters: number;
  readonly workers: number;
  /** Network cards of each node: the second is on a network of its own. */
  readonly cards: 1 | 2;
}

/** The networks of the first and of the second cards; the operator's machine is host 1 on both. */
export const networks = ['10.77.0', '10.78.0'] as const;
/** The address that the Kubernetes API survives on, on the network of the given card. */
export const virtualAddress = (card: 1 | 2): string => `${networks[card === 1 ? 0 : 1]}.5`;
/** The operator's end of a node's cable. */
export const cable = (node: string, card: number): string => `${node}e${card}`;
export const cables = (node: LabNode): string[] => node.addresses.map((_, card) => cable(node.name, card));

/** m1.. from host 11 on, w1.. from host 21 on. */
export function nodesFor({ masters, workers, cards }: Size): LabNode[] {
  if (!(masters >= 1 && masters <= 9 && workers >= 0 && workers <= 200))
    throw new Error('a lab has 1 to 9 masters and 0 to 200 workers');
  const node = (role: LabNode['role'], host: number, index: number): LabNode => ({
    name: `${role[0] ?? ''}${index + 1}`,
    role,
    addresses: networks.slice(0, cards).map((network) => `${network}.${host + index}`),
  });
  return [
    ...Array.from({ length: masters }, (_, i) => node('master', 11, i)),
    ...Array.from({ length: workers }, (_, i) => node('worker', 21, i)),
  ];
}
