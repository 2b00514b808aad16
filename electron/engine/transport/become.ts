import type { Become } from '../../../shared/model/spec.ts';
import { ProblemError } from '../../../shared/problems/problem.ts';
import type { CredentialGate, Outcome } from './credential-gate.ts';
import { beginRoot, NeedsTerminal, TERMINAL_IS_RAW, type Entrance } from './root-entrance.ts';
import { rootStream } from './root-stream.ts';
import { oneLine, type Secrets } from './secrets.ts';
import type { Shell } from './host-process.ts';
import type { RootScript, RootStream } from './transport.ts';

/** The prompt that sudo is told to use: it shows whether a password was asked for at all. No % in it, which sudo expands. */
const PROMPT = '[barque wants the password]';

// bash as sh honours an exported TMOUT, and a profile may set anything: the script's environment holds this and nothing else.
const CLEAN = 'env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C HOME=/root';
const RAW = 'stty raw -echo';
/** What sudo and su say is read, so they say it in English. */
const ENGLISH = 'env LC_ALL=C LANGUAGE=C';

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** The command line that becomes root and runs the script, for the shell of the user who is logged in. */
export function rootCommand(become: Become, script: RootScript, terminal: boolean): string {
  if (script.text.includes("'")) throw new TypeError('a root script must not contain a single quote');
  // sudo may have put a terminal of its own between, and a profile may have set the terminal anew.
  const asRoot = `${CLEAN} /bin/sh -c ${quoted(terminal ? `${RAW}\n${script.text}` : script.text)}`;
  const onTerminal = (command: string) => `${RAW} && printf %s ${TERMINAL_IS_RAW} && exec ${ENGLISH} ${command}`;
  switch (become.kind) {
    case 'none':
      return `exec ${asRoot}`;
    case 'sudo': {
      const sudo = become.secret === undefined ? 'sudo -k -n' : `sudo -k -S -p ${quoted(PROMPT)}`;
      return terminal ? onTerminal(`${sudo} ${asRoot}`) : `exec ${ENGLISH} ${sudo} ${asRoot}`;
    }
    case 'su':
      return onTerminal(`su - -c ${quoted(`exec ${asRoot}`)}`);
  }
}

/** Who becomes root, how, and with what. */
export interface Becoming {
  readonly user: string;
  readonly become: Become;
  readonly secrets: Secrets;
  readonly gate: CredentialGate;
  /** How long a root shell may take to answer, in milliseconds. */
  readonly timeoutMs: number;
}

/** Root on one host, by the way its spec says. It remembers when sudo wanted a terminal. */
export class RootShell {
  #terminal: boolean;

  constructor(
    readonly shell: Shell,
    readonly becoming: Becoming,
  ) {
    this.#terminal = becoming.become.kind === 'su';
  }

  async start(script: RootScript, signal: AbortSignal): Promise<RootStream> {
    const { become, secrets } = this.becoming;
    const secret = become.kind === 'none' ? undefined : become.secret;
    const password = secret === undefined ? undefined : await oneLine(secret, secrets, this.shell.host);
    try {
      return await this.#enter(script, secret, password, signal);
    } catch (error) {
      if (!(error instanceof NeedsTerminal)) throw error;
      // requiretty: sudo has read no password and counted no attempt.
      this.#terminal = true;
      return await this.#enter(script, secret, password, signal);
    }
  }

  async #enter(script: RootScript, secret: string | undefined, password: string | undefined, signal: AbortSignal) {
    const { become, user, gate } = this.becoming;
    const { host } = this.shell;
    const terminal = this.#terminal;
    const command = rootCommand(become, script, terminal);
    const attempt =
      secret === undefined ? undefined : await gate.enter({ use: 'become', user, kind: become.kind, secret }, host, signal);
    let outcome: Outcome = 'untried';
    try {
      signal.throwIfAborted();
      const process = await this.shell.start(command, terminal, signal);
      const entrance: Entrance = {
        host,
        user,
        how: become.kind,
        secret: secret ?? '',
        password,
        prompt: PROMPT,
        terminal,
        script,
      };
      const { early, asked, stderr } = await beginRoot(process, entrance, this.becoming.timeoutMs, signal);
      // Where no password was asked for (NOPASSWD), it is as unproven as before.
      if (asked) outcome = 'accepted';
      return rootStream(host, process, early, stderr);
    } catch (error) {
      if (error instanceof ProblemError && error.problems[0].code === 'root.refused') outcome = 'refused';
      throw error;
    } finally {
      attempt?.settle(outcome);
    }
  }
}
