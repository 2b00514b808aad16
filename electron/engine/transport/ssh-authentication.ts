import ssh2 from 'ssh2';
import type { AnyAuthMethod, KeyboardInteractiveCallback, ParsedKey, Prompt } from 'ssh2';
import type { Authentication as Spec } from '../../../shared/model/spec.ts';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import type { KeyFault } from '../../../shared/problems/ssh.ts';
import type { Attempt, CredentialGate, Outcome } from './credential-gate.ts';
import { printable } from './evidence.ts';
import { oneLine, type Secrets } from './secrets.ts';

/** Asks a person what a host wants to know, such as a one-time code; one answer for each prompt, in order. */
export type Ask = (question: Question, signal: AbortSignal) => Promise<string[]>;
export interface Question {
  readonly host: string;
  readonly instruction: string;
  /** Where `echo` is false the answer must not be shown while it is typed. */
  readonly prompts: readonly { readonly text: string; readonly echo: boolean }[];
}

/** A spec's authentication with its secrets read. */
export type LoginMethod =
  | { readonly kind: 'password'; readonly secret: string; readonly password: string }
  | { readonly kind: 'key'; readonly secret: string; readonly key: ParsedKey }
  | { readonly kind: 'agent'; readonly secret: ''; readonly socket: string }
  | { readonly kind: 'keyboard-interactive'; readonly secret: string; readonly password: string | undefined };

/** Who logs in where, and how. */
export interface Login {
  /** The host as problems name it. */
  readonly host: string;
  readonly use: 'login' | 'bastion';
  readonly user: string;
  readonly method: LoginMethod;
}

/**
 * Reads the secrets that an authentication names, before anything is sent to a host.
 * @throws {ProblemError} `ssh.key-unusable`, `ssh.agent-unusable`, `ssh.secret-unusable`, and whatever `secrets` throws
 */
export async function readLoginMethod(auth: Spec, secrets: Secrets, host: string): Promise<LoginMethod> {
  switch (auth.kind) {
    case 'password':
      return { ...auth, password: await oneLine(auth.secret, secrets, host) };
    case 'keyboard-interactive': {
      const password = auth.secret === undefined ? undefined : await oneLine(auth.secret, secrets, host);
      return { kind: auth.kind, secret: auth.secret ?? '', password };
    }
    case 'agent': {
      const socket = process.env['SSH_AUTH_SOCK'];
      if (!socket) throw new ProblemError(problem('ssh.agent-unusable', { fault: 'unset' }, { host }));
      return { kind: auth.kind, secret: '', socket };
    }
    case 'key': {
      const passphrase = auth.passphrase === undefined ? undefined : await secrets(auth.passphrase);
      // For a file that may hold several keys, ssh2 returns a list.
      const [key] = [ssh2.utils.parseKey(await secrets(auth.secret), passphrase)].flat();
      if (key !== undefined && !(key instanceof Error) && key.isPrivateKey())
        return { kind: auth.kind, secret: auth.secret, key };
      throw new ProblemError(problem('ssh.key-unusable', { secret: auth.secret, fault: keyFault(key) }, { host }));
    }
  }
}

function keyFault(error: unknown): KeyFault {
  const message = error instanceof Error ? error.message : '';
  if (/no passphrase given/i.test(message)) return 'passphrase-missing';
  return /passphrase|integrity check/i.test(message) ? 'passphrase-wrong' : 'format';
}

const EXPIRED = /new .*password|retype|(required|must) .*change .*password|password .*expired|新.*密码|密码.*过期/i;
const ONE_TIME = /one.?time|otp|code|token|verif|验证码|动态|令牌/i;
const PASSWORD = /passw|密码|口令/i;

/** One login's conversation: which method comes next, what the gate is told, what is answered by itself and what a person is asked. */
export class Authentication {
  readonly #login: Login;
  readonly #gate: CredentialGate;
  readonly #ask: Ask;
  readonly #signal: AbortSignal;
  #attempt: Attempt | undefined;
  #passwordGiven = false;
  #rounds = 0;
  /** Whether another host's attempt with this credential is being waited for. */
  waiting = false;
  /** Whether a credential is with the host and no verdict came back. */
  sent = false;

  constructor(login: Login, deps: { gate: CredentialGate; ask: Ask }, signal: AbortSignal) {
    this.#login = login;
    this.#gate = deps.gate;
    this.#ask = deps.ask;
    this.#signal = signal;
  }

  /**
   * The method to try next. `offered` is what the host lets go on; `further`, that it took the last one and wants another factor.
   * @throws {ProblemError} when there is nothing left to try
   */
  async next(offered: readonly string[], further: boolean, respond: (request: PromptRequest) => void): Promise<AnyAuthMethod> {
    const { user: username, method } = this.#login;
    // A request for `none` counts as no attempt and makes the host say what it offers.
    if (this.#rounds++ === 0) return { type: 'none', username };
    if (this.sent && !further) throw this.#problem('ssh.login-refused');
    if (further) this.settle('accepted');
    const type = this.#typeFor(offered, further);
    if (type === undefined || this.#rounds > 6) {
      throw new ProblemError(
        problem(
          'ssh.method-not-offered',
          { user: username, method: method.kind, offered: offered.map(printable) },
          { host: this.#login.host },
        ),
      );
    }
    await this.#enterGate();
    this.sent = true;
    if (type === 'keyboard-interactive') {
      return { type, username, prompt: (name, text, _language, prompts, finish) => respond({ name, text, prompts, finish }) };
    }
    if (method.kind === 'key') return { type: 'publickey', username, key: method.key };
    if (method.kind === 'agent') return { type: 'agent', username, agent: method.socket };
    this.#passwordGiven = true;
    return { type: 'password', username, password: method.password ?? '' };
  }

  /** Answers a keyboard-interactive request: a password prompt from the secret, once; a person is asked everything else. */
  async answer({ name, text, prompts }: PromptRequest): Promise<string[]> {
    const { host, user, method } = this.#login;
    if (EXPIRED.test([name, text, ...prompts.map((p) => p.prompt)].join('\n'))) {
      throw new ProblemError(problem('ssh.password-expired', { user }, { host }));
    }
    const password = method.kind === 'password' || method.kind === 'keyboard-interactive' ? method.password : undefined;
    const answers = prompts.map((prompt) =>
      password !== undefined && this.#wantsPassword(prompt) ? this.#give(password) : undefined,
    );
    const open = prompts.filter((_, i) => answers[i] === undefined);
    if (open.length === 0) return answers.map((a) => a ?? '');
    // The password was given and the host asks for it again: to go on would be a second attempt.
    if (this.#passwordGiven && open.some((p) => isPasswordPrompt(p))) throw this.#problem('ssh.login-refused');
    const instruction = [name, text]
      .map((line) => printable(line).trim())
      .filter(Boolean)
      .join('\n');
    const asked = open.map((p) => ({ text: printable(p.prompt).trim(), echo: p.echo ?? false }));
    const typed = await this.#ask({ host, instruction, prompts: asked }, this.#signal);
    return answers.map((answer) => answer ?? typed.shift() ?? '');
  }

  /** Tells the gate how it went; the first verdict counts. */
  settle(outcome: Outcome): void {
    this.#attempt?.settle(outcome);
  }

  /** The host went away with a credential in its hands. */
  cutOff(): ProblemError {
    return this.#problem('ssh.login-cut-off');
  }

  #give(password: string): string {
    this.#passwordGiven = true;
    return password;
  }

  #wantsPassword(prompt: Prompt): boolean {
    if (this.#passwordGiven || prompt.echo) return false;
    // A host that offers passwords only this way may call its one hidden prompt anything but a code.
    return isPasswordPrompt(prompt) || (this.#login.method.kind === 'password' && !ONE_TIME.test(prompt.prompt));
  }

  #typeFor(offered: readonly string[], further: boolean): 'password' | 'publickey' | 'keyboard-interactive' | undefined {
    const { method } = this.#login;
    const interactive = offered.includes('keyboard-interactive') ? 'keyboard-interactive' : undefined;
    const byPassword = offered.includes('password') && !this.#passwordGiven ? 'password' : undefined;
    if (method.kind === 'password') return byPassword ?? interactive;
    if (method.kind === 'keyboard-interactive') return interactive ?? (method.password === undefined ? undefined : byPassword);
    if (further) return interactive;
    return offered.includes('publickey') ? 'publickey' : undefined;
  }

  async #enterGate(): Promise<void> {
    if (this.#attempt !== undefined) return;
    const { host, use, user, method } = this.#login;
    this.waiting = true;
    try {
      this.#attempt = await this.#gate.enter({ use, user, kind: method.kind, secret: method.secret }, host, this.#signal);
    } finally {
      this.waiting = false;
    }
  }

  #problem(code: 'ssh.login-refused' | 'ssh.login-cut-off'): ProblemError {
    const { host, user, method } = this.#login;
    return new ProblemError(problem(code, { user, method: method.kind, secret: method.secret }, { host }));
  }
}

/** A keyboard-interactive request; `finish` takes the answers. */
export interface PromptRequest {
  readonly name: string;
  readonly text: string;
  readonly prompts: readonly Prompt[];
  readonly finish: KeyboardInteractiveCallback;
}

const isPasswordPrompt = (prompt: Prompt): boolean => PASSWORD.test(prompt.prompt) && !ONE_TIME.test(prompt.prompt);
