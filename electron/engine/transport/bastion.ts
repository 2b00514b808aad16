import type { ClientChannel } from 'ssh2';
import type { Bastion } from '../../../shared/model/spec.ts';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import type { UnreachableReason } from '../../../shared/problems/ssh.ts';
import { onAbort, orAborted } from './abort.ts';
import { evidenceOf } from './evidence.ts';
import type { Secrets } from './secrets.ts';
import { readLoginMethod } from './ssh-authentication.ts';
import type { Connection } from './ssh-connection.ts';
import { logIn, patience, type LoginDeps } from './ssh-login.ts';
import { connectTcp, unreachable, type Endpoint } from './tcp.ts';

type BastionDeps = LoginDeps & { readonly secrets: Secrets };

/** A bastion's connection being made: given up when nobody waits for it any more. */
interface Making {
  readonly connection: Promise<Connection>;
  readonly abort: AbortController;
  waiting: number;
}

/**
 * One connection to each bastion, shared by all hosts behind it: a one-time code is typed once. It is kept until `close`, so that
 * a host whose connection broke can be reached again without another code.
 */
export class Bastions {
  readonly #making = new Map<string, Making>();
  readonly #open = new Map<string, Connection>();

  /**
   * A connection to `to` through the bastion (direct-tcpip).
   * @throws {ProblemError} `ssh.forwarding-refused`, `ssh.unreachable` of the host, any `ssh.*` of the bastion's own login
   */
  async forward(bastion: Bastion, to: Endpoint, deps: BastionDeps, signal: AbortSignal): Promise<ClientChannel> {
    const connection = await this.#connect(bastion, deps, signal);
    return openForward(connection, to, deps.patience?.connect ?? patience.connect, signal);
  }

  /** Ends the connections to all bastions, and with them those of the hosts behind. */
  async close(): Promise<void> {
    for (const { abort } of this.#making.values()) abort.abort();
    await Promise.all([...this.#open.values()].map((connection) => connection.close()));
  }

  async #connect(bastion: Bastion, deps: BastionDeps, signal: AbortSignal): Promise<Connection> {
    const key = JSON.stringify([bastion.user, bastion.address, bastion.port]);
    const open = this.#open.get(key);
    if (open?.open === true) return open;
    const making = this.#making.get(key) ?? this.#make(key, bastion, deps);
    making.waiting += 1;
    try {
      return await orAborted(making.connection, signal);
    } finally {
      making.waiting -= 1;
      if (making.waiting === 0) {
        making.abort.abort();
        this.#making.delete(key);
      }
    }
  }

  #make(key: string, bastion: Bastion, deps: BastionDeps): Making {
    const abort = new AbortController();
    const connection = reach(bastion, deps, abort.signal);
    connection.then(
      (made) => this.#open.set(key, made),
      () => undefined,
    );
    const making = { connection, abort, waiting: 0 };
    this.#making.set(key, making);
    return making;
  }
}

async function reach(bastion: Bastion, deps: BastionDeps, signal: AbortSignal): Promise<Connection> {
  const { address, port, user, auth } = bastion;
  const to = { name: `bastion ${address}`, address, port };
  const method = await readLoginMethod(auth, deps.secrets, to.name);
  const open = () => connectTcp(to, deps.patience?.connect ?? patience.connect, signal);
  return logIn(open, to, { host: to.name, use: 'bastion', user, method }, deps, signal);
}

/** A connection from where a host stands (direct-tcpip). @throws {ProblemError} `ssh.forwarding-refused`, `ssh.unreachable`, `ssh.connection-lost` */
export function openForward(bastion: Connection, to: Endpoint, timeoutMs: number, signal: AbortSignal): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    let over = false;
    const finish = (): boolean => {
      const first = !over;
      over = true;
      clearTimeout(timer);
      stop();
      return first;
    };
    const fail = (error: Error) => {
      if (finish()) reject(error);
    };
    const timer = setTimeout(() => fail(unreachable(to, 'timeout', [`through ${bastion.to.name}`])), timeoutMs);
    const stop = onAbort(signal, fail);
    try {
      bastion.client.forwardOut('127.0.0.1', 0, to.address, to.port, (error, channel) => {
        if (error !== undefined) {
          fail(forwardProblem(bastion, to, error));
          return;
        }
        // A channel that fails while nobody listens would end the process.
        channel.on('error', () => {});
        if (finish()) resolve(channel);
        else channel.close();
      });
    } catch {
      fail(bastion.lostError());
    }
  });
}

/** Reads a refused direct-tcpip: RFC 4254 5.1 has 1 for prohibited, 2 for a connection that failed, 3 for a type that is unknown. */
function forwardProblem(bastion: Connection, to: Endpoint, error: Error): ProblemError {
  const reason = 'reason' in error ? error.reason : undefined;
  if (typeof reason !== 'number') return bastion.lostError();
  const evidence = [`${bastion.to.name}: ${evidenceOf(error.message).join(' ')}`];
  if (reason === 2) return unreachable(to, failedBecause(error.message), evidence);
  const { address, port, name } = to;
  return new ProblemError(
    problem('ssh.forwarding-refused', { bastion: bastion.to.address, address, port }, { host: name, evidence }),
  );
}

function failedBecause(message: string): UnreachableReason {
  if (/refused/i.test(message)) return 'refused';
  if (/no route|unreachable/i.test(message)) return 'no-route';
  return /timed? ?out/i.test(message) ? 'timeout' : 'other';
}
