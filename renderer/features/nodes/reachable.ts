import type { NodeDraft } from '../../../shared/draft/draft.ts';
import type { NeededSecret } from '../../../shared/draft/secret-names.ts';
import type { Hosts } from '../../store/hosts.ts';
import type { FieldProblems } from './field-problems.ts';

/** The columns without which a node cannot be reached. */
const reaching = ['name', 'address', 'port', 'access'];

/**
 * Names of the nodes that have all that it takes to connect, and were not tried as they are now: an address that is one, a name, and
 * every secret of their login in the vault.
 */
export function reachable(
  nodes: readonly NodeDraft[],
  hosts: Hosts,
  wrong: FieldProblems,
  needed: readonly NeededSecret[],
  kept: ReadonlySet<string>,
): string[] {
  const missing = needed.filter(({ name }) => !kept.has(name)).map(({ place }) => place);
  const commonWrong = ['access', 'bastion'].some((part) =>
    [...wrong.keys()].some((at) => at === part || at.startsWith(`${part}.`)),
  );
  const bastionMissing = missing.some(({ node, field }) => node === undefined && field.startsWith('bastion'));
  const commonMissing = missing.some(({ node, field }) => node === undefined && field.startsWith('access'));
  return nodes
    .filter(({ key, name, address, access }) => {
      if (name.trim() === '' || address.trim() === '' || hosts.has(name)) return false;
      if (bastionMissing || commonWrong || (access === undefined && commonMissing)) return false;
      if (missing.some(({ node }) => node === key)) return false;
      return !reaching.some((column) =>
        [...wrong.keys()].some((at) => at === `${key}/${column}` || at.startsWith(`${key}/${column}.`)),
      );
    })
    .map(({ name }) => name);
}
