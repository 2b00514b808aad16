import type { Access } from '../../../shared/model/spec.ts';
import { type Bastions, openForward } from './bastion.ts';
import { RootShell } from './become.ts';
import { readLoginMethod } from './ssh-authentication.ts';
import { logIn, patience, type LoginDeps } from './ssh-login.ts';
import { SshShell } from './ssh-shell.ts';
import type { Secrets } from './secrets.ts';
import { connectTcp, type Endpoint } from './tcp.ts';
import type { Transport } from './transport.ts';

/** A host of the spec, with the access that holds for it. */
export interface Target extends Endpoint {
  readonly access: Access;
}

/** What connecting needs from outside; `gate`, `bastions` and `hostKeys` are shared by all hosts of a run. */
export interface ConnectDeps extends LoginDeps {
  readonly secrets: Secrets;
  readonly bastions: Bastions;
}

/**
 * Reaches a host by SSH, straight or through its bastion, and logs in.
 * @throws {ProblemError} `ssh.*`, and whatever `secrets` throws; the signal's reason where it was aborted
 */
export async function connect(target: Target, deps: ConnectDeps, signal: AbortSignal): Promise<Transport> {
  const { name, access } = target;
  const { user } = access;
  const limits = deps.patience ?? patience;
  const method = await readLoginMethod(access.auth, deps.secrets, name);
  const open = () =>
    access.bastion === undefined
      ? connectTcp(target, limits.connect, signal)
      : deps.bastions.forward(access.bastion, target, deps, signal);
  const connection = await logIn(open, target, { host: name, use: 'login', user, method }, deps, signal);
  const { become } = access;
  const { secrets, gate } = deps;
  const root = new RootShell(new SshShell(connection), { user, become, secrets, gate, timeoutMs: limits.shell });
  return {
    host: name,
    lost: connection.lost,
    startRoot: (script, abort) => root.start(script, abort),
    dial: (to, abort) => openForward(connection, { name, ...to }, limits.connect, abort),
    close: () => connection.close(),
  };
}
