import { hostname, userInfo } from 'node:os';
import type { Reach } from './fleet.ts';
import { type Mask, maskGrowing } from './runner/mask.ts';
import { openHostKeys } from './transport/host-keys.ts';
import { type Ask, Secrets } from './vault/secrets.ts';
import type { Workspace } from './workspace/workspace.ts';

/** What the operator's side gives for reaching hosts. */
export interface Operator extends Pick<Reach, 'ask' | 'onFirstContact' | 'local' | 'inProcess'> {
  /** Secrets that were given beside the vault's. */
  readonly given: ReadonlyMap<string, string>;
  /** Asks for a secret that nobody has; absent where there is nobody to ask. */
  readonly askSecret: Ask | undefined;
}

/** How the hosts of a workspace are reached, and what must be masked of it. */
export interface Reaching {
  readonly reach: Reach;
  /** Masks every secret that was handed out, or told of by `conceal`. */
  readonly hide: Mask;
  readonly conceal: (values: Iterable<string>) => void;
  /** Who does this, for leases: `user@machine`. */
  readonly who: string;
}

/** Whoever runs this program, and where: `user@machine`. */
export const thisPerson = (): string => `${userInfo().username}@${hostname()}`;

export async function openReach(workspace: Workspace, operator: Operator, signal: AbortSignal): Promise<Reaching> {
  const secrets = new Secrets(operator.given, workspace.vault, operator.askSecret, signal);
  const { ask, onFirstContact, local, inProcess } = operator;
  return {
    reach: { secrets: secrets.get, hostKeys: await openHostKeys(workspace.knownHosts), local, inProcess, onFirstContact, ask },
    hide: maskGrowing(secrets.seen),
    conceal: secrets.conceal,
    who: thisPerson(),
  };
}

/** Does work with a workspace's vault: as long as it goes the vault is not locked, and all that goes in or comes out is masked. */
export async function withVault<T>(
  { vault }: Pick<Workspace, 'vault'>,
  { conceal }: Pick<Reaching, 'conceal'>,
  work: () => Promise<T>,
): Promise<T> {
  const unwatch = vault.watch(conceal);
  const release = vault.hold();
  try {
    return await work();
  } finally {
    release();
    unwatch();
  }
}
