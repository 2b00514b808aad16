import type { Difference } from './spec-differences.ts';

/**
 * What an apply brings about on a cluster that stands, each by steps that touch nothing else: `followed` settings are carried to the nodes
 * that are there.
 */
export const followed = ['time', 'registry', 'packages', 'mutualTrust'] as const;
export type Followed = (typeof followed)[number];

/**
 * What becomes of a setting that is changed once the cluster may hold data:
 * - `operators-own`: it says how hosts are reached or sent to, and nothing on them follows from it;
 * - a name of `followed`: an apply brings it about;
 * - `not-yet`: it could be changed, but no operation of this version does;
 * - `never`: only a new cluster can have it otherwise.
 */
export type Changeable = 'operators-own' | Followed | 'not-yet' | 'never';

/** By the beginning of the path, the longest that fits. What is not here is `not-yet`: nobody handles it, so it is refused. */
const rules: readonly (readonly [path: string, Changeable])[] = [
  ['distribution', 'operators-own'],
  ['time', 'time'],
  ['registry', 'registry'],
  ['packages', 'packages'],
  ['mutualTrust', 'mutualTrust'],
  ['name', 'never'],
  ['arch', 'never'],
  ['network.podSubnet', 'never'],
  ['network.serviceSubnet', 'never'],
  ['network.dnsDomain', 'never'],
  ['etcd.topology', 'never'],
  ['etcd.files', 'never'],
  ['certificates.algorithm', 'never'],
  ['certificates.parent', 'never'],
  // names of secrets, by which the operator finds what was needed once
  ['certificates.parent.secret', 'operators-own'],
  ['certificates.parent.passphrase', 'operators-own'],
];
const nodeRules: typeof rules = [
  ['address', 'operators-own'],
  ['port', 'operators-own'],
  ['access', 'operators-own'],
  ['nodeAddress', 'never'],
];

export function changeableOf({ path, node }: Pick<Difference, 'path' | 'node'>): Changeable {
  const own = node === undefined ? path : path.slice(`nodes.${node}.`.length);
  const fitting = (node === undefined ? rules : nodeRules).filter(([start]) => own === start || own.startsWith(`${start}.`));
  return fitting.reduce<(typeof rules)[number]>(
    (best, rule) => (rule[0].length > best[0].length ? rule : best),
    ['', 'not-yet'],
  )[1];
}
