import type { Socket } from 'node:net';
import ssh2 from 'ssh2';
import type { ClientChannel, ServerHostKeyAlgorithm } from 'ssh2';
import { problem, ProblemError, type Problem } from '../../../shared/problems/problem.ts';
import { onAbort } from './abort.ts';
import { Authentication, type Ask, type Login, type PromptRequest } from './ssh-authentication.ts';
import { Connection } from './ssh-connection.ts';
import type { CredentialGate } from './credential-gate.ts';
import { evidenceOf } from './evidence.ts';
import { fingerprint, type HostKeys } from './host-keys.ts';
import { unreachable, type Endpoint } from './tcp.ts';

/** How long to wait, in milliseconds. A person who is asked something is waited for without limit. */
export interface Patience {
  /** For a connection and the SSH handshake on it. */
  readonly connect: number;
  /** For the host's verdict on a login: a directory service behind it may be slow. */
  readonly verdict: number;
  /** Between two signs of life; a connection is lost after three that were missed. */
  readonly keepAlive: number;
  /** For a root shell. */
  readonly shell: number;
}
export const patience: Patience = { connect: 15_000, verdict: 60_000, keepAlive: 10_000, shell: 60_000 };

export interface LoginDeps {
  readonly hostKeys: HostKeys;
  readonly gate: CredentialGate;
  readonly ask: Ask;
  /** Whether a host that was never seen before may be trusted: shows its key's fingerprint, `SHA256:...`. */
  readonly onFirstContact: (host: string, fingerprint: string) => boolean | Promise<boolean>;
  readonly patience?: Patience;
}

/** The host closed the connection while another host's verdict on the credential was waited for. */
class ClosedWhileWaiting extends Error {
  override readonly name = 'ClosedWhileWaiting';
}

/**
 * Opens a socket, makes the SSH handshake on it, checks the host's key and logs in.
 * @throws {ProblemError} `ssh.*`; the signal's reason where it was aborted. The socket is destroyed then.
 */
export async function logIn(
  open: () => Promise<Socket | ClientChannel>,
  to: Endpoint,
  login: Login,
  deps: LoginDeps,
  signal: AbortSignal,
): Promise<Connection> {
  const attempt = async (): Promise<Connection> => {
    const socket = await open();
    return new Promise((resolve, reject) => new LoginAttempt(socket, to, login, deps, signal, resolve, reject).start());
  };
  return attempt().catch((error: unknown) => {
    // The credential has its verdict by now, so the second time there is nothing to wait for.
    if (error instanceof ClosedWhileWaiting) return attempt();
    throw error;
  });
}

class LoginAttempt {
  readonly #client = new ssh2.Client();
  readonly #authentication: Authentication;
  readonly #patience: Patience;
  readonly #stopListening: () => void;
  #timer: NodeJS.Timeout | undefined;
  #over = false;
  #greeted = false;
  #gone = false;
  #heard = false;
  #acceptedKey: Buffer | undefined;

  constructor(
    readonly socket: Socket | ClientChannel,
    readonly to: Endpoint,
    readonly login: Login,
    readonly deps: LoginDeps,
    signal: AbortSignal,
    readonly resolve: (connection: Connection) => void,
    readonly reject: (error: Error) => void,
  ) {
    this.#authentication = new Authentication(login, deps, signal);
    this.#patience = deps.patience ?? patience;
    this.#stopListening = onAbort(signal, (reason) => this.#fail(reason));
  }

  start(): void {
    this.#client
      .on('ready', () => this.#succeed())
      .on('handshake', () => {
        this.#greeted = true;
        this.#expect('verdict');
      })
      .on('change password', () => {
        this.#fail(new ProblemError(problem('ssh.password-expired', { user: this.login.user }, { host: this.login.host })));
      })
      .on('error', (error) => this.#onError(error))
      .on('close', () => this.#onClose())
      .on('end', () => this.#onClose());
    this.#expect('connect');
    const pinned = this.deps.hostKeys.types(this.#hostId).flatMap(algorithmsOf);
    try {
      this.#client.connect({
        sock: this.socket,
        username: this.login.user,
        readyTimeout: 0,
        keepaliveInterval: this.#patience.keepAlive,
        // Connection counts the signs of life itself: the answer to a ping queues behind a large transfer.
        keepaliveCountMax: Number.MAX_SAFE_INTEGER,
        // The type of key that is pinned is asked for first: another type would look like a change.
        ...(pinned.length > 0 && { algorithms: { serverHostKey: { append: [], remove: pinned, prepend: pinned } } }),
        hostVerifier: (key: Buffer, verify: (permitted: boolean) => void) => this.#verify(key, verify),
        authHandler: (offered, further, next) => {
          this.#nextMethod(offered, further).then(next, (error: unknown) => this.#fail(error));
        },
      });
    } catch (error) {
      this.#fail(error);
    }
    this.socket.on('data', () => (this.#heard = true));
  }

  get #hostId(): string {
    return `[${this.to.address}]:${this.to.port}`;
  }

  async #nextMethod(offered: readonly string[] | null, further: boolean | null) {
    this.#pause();
    const method = await this.#authentication.next(offered ?? [], further ?? false, (request) => this.#onPrompt(request));
    if (this.#gone) throw new ClosedWhileWaiting();
    this.#expect('verdict');
    return method;
  }

  #onPrompt(request: PromptRequest): void {
    this.#pause();
    this.#authentication.answer(request).then(
      (answers) => {
        this.#expect('verdict');
        request.finish(answers);
      },
      (error: unknown) => this.#fail(error),
    );
  }

  #verify(key: Buffer, verify: (permitted: boolean) => void): void {
    // The connection is given new session keys from time to time; the host's key has to stay the same.
    if (this.#acceptedKey !== undefined) {
      verify(this.#acceptedKey.equals(key));
      return;
    }
    this.#pause();
    this.#trust(key).then(
      () => {
        this.#acceptedKey = key;
        this.#expect('connect');
        verify(true);
      },
      (error: unknown) => this.#fail(error),
    );
  }

  async #trust(key: Buffer): Promise<void> {
    const type = key.toString('latin1', 4, 4 + key.readUInt32BE(0));
    const base64 = key.toString('base64');
    const { hostKeys, onFirstContact } = this.deps;
    const { address, port } = this.to;
    const found = fingerprint(base64);
    const where = { host: this.login.host };
    const verdict = hostKeys.check(this.#hostId, type, base64);
    if (typeof verdict === 'object') {
      const params = { address, port, algorithm: type, pinned: verdict.changed, found };
      throw new ProblemError(problem('ssh.host-key-changed', params, where));
    }
    if (verdict === 'known') return;
    if (!(await onFirstContact(this.login.host, found))) {
      throw new ProblemError(problem('ssh.host-key-refused', { address, port, fingerprint: found }, where));
    }
    await hostKeys.pin(this.#hostId, type, base64);
  }

  #onError(error: Error & { level?: string }): void {
    if (this.#authentication.waiting) this.#gone = true;
    else this.#fail(this.#causeOf(error), evidenceOf(error.message));
  }

  #causeOf(error: Error & { level?: string }): ProblemError {
    const { level, message } = error;
    const { host } = this.login;
    if (level === 'agent') return new ProblemError(problem('ssh.agent-unusable', { fault: 'unreachable' }, { host }));
    // The evidence has the server's own words, such as "Too many authentication failures".
    if (this.#authentication.sent) return this.#authentication.cutOff();
    if (/no matching/i.test(message)) return unreachable(this.to, 'no-common-algorithm');
    if (/identification string|greeting|header|expected newline/i.test(message)) return unreachable(this.to, 'not-ssh');
    if (/connection lost before handshake/i.test(message)) return unreachable(this.to, this.#heard ? 'not-ssh' : 'closed');
    return unreachable(this.to, error);
  }

  #onClose(): void {
    this.#gone = true;
    if (this.#authentication.waiting) return;
    this.#fail(this.#authentication.sent ? this.#authentication.cutOff() : unreachable(this.to, 'closed'));
  }

  #expect(what: 'connect' | 'verdict'): void {
    this.#pause();
    if (this.#over) return;
    this.#timer = setTimeout(() => {
      if (this.#authentication.sent) this.#fail(this.#authentication.cutOff());
      else this.#fail(unreachable(this.to, this.#greeted ? 'timeout' : 'silent'));
    }, this.#patience[what]);
  }

  #pause(): void {
    clearTimeout(this.#timer);
  }

  #succeed(): void {
    if (!this.#finish()) return;
    this.#authentication.settle('accepted');
    this.resolve(new Connection(this.#client, this.socket, this.to, this.#patience.keepAlive));
  }

  #fail(cause: unknown, evidence?: readonly string[]): void {
    if (!this.#finish()) return;
    this.socket.destroy();
    const error = cause instanceof Error ? cause : new Error(String(cause));
    const first = error instanceof ProblemError ? error.problems[0] : undefined;
    this.#authentication.settle(outcomeOf(first));
    this.reject(first !== undefined && evidence !== undefined ? new ProblemError({ ...first, evidence }) : error);
  }

  /** False where the attempt was over already: what comes late changes nothing. */
  #finish(): boolean {
    if (this.#over) return false;
    this.#over = true;
    this.#pause();
    this.#stopListening();
    return true;
  }
}

function outcomeOf(failure: Problem | undefined) {
  // No verdict on a credential that was sent counts as a refusal: the next host might lock the account.
  if (failure?.code === 'ssh.login-refused' || failure?.code === 'ssh.login-cut-off') return 'refused';
  return failure?.code === 'ssh.password-expired' ? 'accepted' : 'untried';
}

/** The signature algorithms that go with a type of key in known_hosts. */
function algorithmsOf(type: string): ServerHostKeyAlgorithm[] {
  switch (type) {
    case 'ssh-rsa':
      return ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'];
    case 'ssh-ed25519':
    case 'ecdsa-sha2-nistp256':
    case 'ecdsa-sha2-nistp384':
    case 'ecdsa-sha2-nistp521':
      return [type];
    default:
      return [];
  }
}
