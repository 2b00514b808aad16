import type { Authentication, Become } from '../../../shared/model/spec.ts';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { orAborted } from './abort.ts';

/** What a credential is for, whose it is and what the spec calls it. The same credential has the same `use`, `user`, `kind` and `secret`. */
export interface Credential {
  /** The login on hosts, the login on a bastion, or becoming root. */
  readonly use: 'login' | 'bastion' | 'become';
  readonly user: string;
  readonly kind: Authentication['kind'] | Become['kind'];
  /** The secret's name; empty where there is none (an agent, a code typed by hand). */
  readonly secret: string;
}

/** Whether hosts count refused attempts of a kind and lock the account (pam_faillock): they do so for passwords and codes, not for keys. */
const locksAccounts: Readonly<Record<Credential['kind'], boolean>> = {
  password: true,
  'keyboard-interactive': true,
  sudo: true,
  su: true,
  key: false,
  agent: false,
  none: false,
};

export type Outcome =
  | 'accepted'
  | 'refused'
  /** The host did not come to a verdict: unreachable, aborted, never asked for it. */
  | 'untried';

/** The right to try a credential on one host. It ends with `settle`, which counts once. */
export interface Attempt {
  /** Whether others had to be waited for. */
  readonly waited: boolean;
  readonly settle: (outcome: Outcome) => void;
}

/**
 * Lets a credential be tried on one host first: the others wait, go on together where it was accepted, and never try it where it
 * was refused, because accounts lock. One gate is shared by all hosts of a run. The same holds for several attempts on one host. Keys
 * and the agent lock no account: they are tried on every host at once, and one that lacks the public key stops no other.
 */
export class CredentialGate {
  readonly #doors = new Map<string, Door>();

  /**
   * Waits for the right to try.
   * @throws {ProblemError} `ssh.credential-refused`, naming the host that refused it; the signal's reason where it was aborted
   */
  async enter(credential: Credential, host: string, signal: AbortSignal): Promise<Attempt> {
    const { use, user, kind, secret } = credential;
    signal.throwIfAborted();
    if (!locksAccounts[kind]) return { waited: false, settle: () => undefined };
    const refused = (refusedBy: string) =>
      new ProblemError(problem('ssh.credential-refused', { user, secret: secret || kind, refusedBy }, { host }));
    const everywhere = this.#door([use, user, kind, secret]);
    const here = this.#door([use, user, kind, secret, host]);
    const first = await everywhere.enter(host, signal, refused);
    try {
      const second = await here.enter(host, signal, refused);
      return {
        waited: first.waited || second.waited,
        settle: (outcome) => {
          second.settle(outcome);
          first.settle(outcome);
        },
      };
    } catch (error) {
      first.settle('untried');
      throw error;
    }
  }

  #door(key: readonly string[]): Door {
    const name = JSON.stringify(key);
    const door = this.#doors.get(name) ?? new Door();
    this.#doors.set(name, door);
    return door;
  }
}

/** One attempt at a time until one is accepted or refused. */
class Door {
  #state: 'closed' | 'open' | { readonly refusedBy: string } = 'closed';
  #trying: Promise<void> | undefined;

  async enter(host: string, signal: AbortSignal, refused: (by: string) => Error): Promise<Attempt> {
    let waited = false;
    for (;;) {
      signal.throwIfAborted();
      if (typeof this.#state === 'object') throw refused(this.#state.refusedBy);
      if (this.#state === 'open') return { waited, settle: () => undefined };
      if (this.#trying === undefined) return { waited, settle: this.#begin(host) };
      waited = true;
      await orAborted(this.#trying, signal);
    }
  }

  #begin(host: string): Attempt['settle'] {
    let done = () => {};
    this.#trying = new Promise((resolve) => (done = resolve));
    let settled = false;
    return (outcome) => {
      if (settled) return;
      settled = true;
      if (outcome === 'accepted') this.#state = 'open';
      if (outcome === 'refused') this.#state = { refusedBy: host };
      this.#trying = undefined;
      done();
    };
  }
}
