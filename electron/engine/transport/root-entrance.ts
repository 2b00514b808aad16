import { problem, ProblemError, type Problem } from '../../../shared/problems/problem.ts';
import { onAbort } from './abort.ts';
import { evidenceOf, printable, Tail } from './evidence.ts';
import type { Exit, HostProcess } from './host-process.ts';
import type { RootScript } from './transport.ts';

/** Printed once the terminal echoes nothing and passes every byte. */
export const TERMINAL_IS_RAW = 'barque-terminal-is-raw';

/** How long a process that failed may take to leave by itself, in milliseconds. */
const LEAVE = 3_000;

/** sudo wants a terminal. It has not asked for a password yet. */
export class NeedsTerminal extends Error {
  override readonly name = 'NeedsTerminal';
}

/** What is known about the way in, to talk to sudo or su and to say what went wrong. */
export interface Entrance {
  readonly host: string;
  readonly user: string;
  readonly how: 'none' | 'sudo' | 'su';
  readonly secret: string;
  readonly password: string | undefined;
  readonly prompt: string;
  readonly terminal: boolean;
  readonly script: RootScript;
}

export interface Entered {
  /** What the process printed after `ready`. */
  readonly early: Buffer;
  /** Whether a password was asked for. */
  readonly asked: boolean;
  /** What it wrote to stderr so far, made safe. */
  readonly stderr: () => string;
}

/**
 * Talks a process past sudo or su until its script is ready, and lets the script begin. At most one password line is ever sent.
 * @throws {ProblemError} `root.*`, `ssh.password-expired`, `ssh.connection-lost`; NeedsTerminal; the signal's reason
 */
export function beginRoot(process: HostProcess, entrance: Entrance, timeoutMs: number, signal: AbortSignal): Promise<Entered> {
  return new Promise((resolve, reject) => new Conversation(process, entrance, resolve, reject).begin(timeoutMs, signal));
}

const EXPIRED = /password (has |is )?expired|(required to|must) change your password|token is no longer valid|密码.*过期/i;
const REFUSED = {
  none: /(?!)/,
  sudo: /sorry, try again|incorrect password attempt|authentication failure/i,
  su: /authentication failure|incorrect password|su: sorry/i,
};
const NOT_ALLOWED = {
  none: /(?!)/,
  sudo: /is not in the sudoers file|is not allowed to (run|execute)|may not run sudo/i,
  su: /su: permission denied|not allowed to su/i,
};
const WANTS_TERMINAL = /must have a tty|no tty present|terminal is required/i;
const WANTS_PASSWORD = /password is required/i;
const PASSWORD_PROMPT = /(password|密码|口令|密碼)[^\n]*[:：]\s*$/i;

class Conversation {
  #output = new Tail();
  readonly #errors = new Tail();
  #raw: boolean;
  #asked = false;
  #sent = false;
  #over = false;
  #stop: () => void = () => {};

  constructor(
    readonly process: HostProcess,
    readonly entrance: Entrance,
    readonly resolve: (entered: Entered) => void,
    readonly reject: (error: Error) => void,
  ) {
    this.#raw = !entrance.terminal;
  }

  begin(timeoutMs: number, signal: AbortSignal): void {
    const { process, entrance } = this;
    const timer = setTimeout(() => this.#fail(this.#judgeEnd('timeout')), timeoutMs);
    const stopListening = onAbort(signal, (reason) => {
      this.#settle(() => this.reject(reason));
      process.hangUp();
    });
    process.stdout.on('data', this.#onOutput);
    process.stderr.on('data', this.#onErrors);
    // Writing to a process that has gone shows as its exit.
    for (const stream of [process.stdin, process.stdout, process.stderr]) stream.on('error', () => {});
    this.#stop = () => {
      clearTimeout(timer);
      stopListening();
      process.stdout.off('data', this.#onOutput);
    };
    void process.closed.then((exit) => this.#settle(() => this.reject(this.#ended(exit))));
    if (!entrance.terminal) this.#sendPassword();
  }

  readonly #onOutput = (chunk: Buffer): void => {
    this.#output.push(chunk);
    const early = this.#raw ? this.#output.after(`${this.entrance.script.ready}\n`) : undefined;
    if (early !== undefined) {
      this.#succeed(early);
    } else if (this.entrance.terminal) {
      // Before the terminal is raw, a password would be echoed.
      this.#raw ||= this.#output.after(TERMINAL_IS_RAW) !== undefined;
      if (this.#raw) this.#judge(this.#output.toString());
    }
  };

  readonly #onErrors = (chunk: Buffer): void => {
    this.#errors.push(chunk);
    if (!this.#over) this.#judge(this.#errors.toString());
  };

  /** Reads what sudo or su say while they run: their prompt, and what they would wait after for ever. */
  #judge(said: string): void {
    const { how, prompt, terminal, user, host } = this.entrance;
    const prompts = said.split(prompt).length - 1;
    const asksNow = terminal && (prompts > 0 || PASSWORD_PROMPT.test(said));
    this.#asked ||= prompts > 0 || asksNow;
    if (EXPIRED.test(said)) {
      this.#fail(new ProblemError(problem('ssh.password-expired', { user: how === 'su' ? 'root' : user }, this.#where(host))));
    } else if (this.#sent && (REFUSED[how].test(said) || prompts > 1 || asksNow)) {
      this.#fail(this.#refused());
    } else if (asksNow && !this.#sent) {
      this.#output = new Tail();
      this.#sendPassword();
    }
  }

  #sendPassword(): void {
    if (this.#sent || this.entrance.password === undefined) return;
    this.#sent = true;
    this.process.stdin.write(`${this.entrance.password}\n`);
  }

  #succeed(early: Buffer): void {
    this.#settle(() => {
      this.process.stdout.pause();
      this.process.stdin.write(`${this.entrance.script.begin}\n`);
      this.resolve({ early, asked: this.#asked, stderr: () => this.#safe(this.#errors.toString()) });
    });
  }

  /** Closes the input at once, so that no second password is waited for, and lets the process leave. */
  #fail(error: Error): void {
    if (this.#over) return;
    const { process, entrance } = this;
    this.#settle(() => {
      process.stdout.resume();
      process.stdin.end();
      // A terminal has no end of input.
      if (entrance.terminal) process.hangUp();
      const timer = setTimeout(() => {
        process.hangUp();
        this.reject(error);
      }, LEAVE);
      void process.closed.then(() => {
        clearTimeout(timer);
        this.reject(error);
      });
    });
  }

  /** The process has ended, or the connection to it has, before the script was ready. */
  #ended(exit: Exit): Error {
    const lost = this.process.lostBecause();
    if (lost !== undefined) return new ProblemError(lost);
    return this.#judgeEnd(exit.code === null ? (exit.signal ?? 'connection closed') : `exit status ${exit.code}`);
  }

  #judgeEnd(exit: string): Error {
    const { how, user, host, terminal } = this.entrance;
    const said = this.#said();
    const named = (p: Problem) => new ProblemError(p);
    const where = this.#where(host);
    if (how === 'none') {
      if (EXPIRED.test(said)) return named(problem('ssh.password-expired', { user }, where));
      return named(problem('root.shell-failed', { how: '/bin/sh', exit }, where));
    }
    if (how === 'sudo' && !terminal && WANTS_TERMINAL.test(said)) return new NeedsTerminal();
    if (NOT_ALLOWED[how].test(said)) return named(problem('root.not-allowed', { user, how }, where));
    if (exit === 'exit status 127') return named(problem('root.missing', { how }, where));
    if (EXPIRED.test(said)) return named(problem('ssh.password-expired', { user }, where));
    if (how === 'sudo' && WANTS_PASSWORD.test(said)) return named(problem('root.password-needed', { user }, where));
    // It was asked for, sent, and root did not come of it: to try elsewhere could lock the account.
    if (this.#asked && this.#sent) return this.#refused();
    return named(problem('root.shell-failed', { how, exit }, where));
  }

  #refused(): ProblemError {
    const { user, how, secret, host } = this.entrance;
    return new ProblemError(problem('root.refused', { user, how, secret }, this.#where(host)));
  }

  #said(): string {
    return this.entrance.terminal ? this.#output.toString() : this.#errors.toString();
  }

  #where(host: string) {
    return { host, evidence: evidenceOf(this.#safe(this.#said())) };
  }

  /** Without control characters, our own prompt and the password, should the host have printed it. */
  #safe(text: string): string {
    const { password, prompt } = this.entrance;
    const shown = printable(text).replaceAll(prompt, '');
    return password === undefined ? shown : shown.replaceAll(password, '***');
  }

  #settle(how: () => void): void {
    if (this.#over) return;
    this.#over = true;
    this.#stop();
    how();
  }
}
