import type { Readable, Writable } from 'node:stream';
import { loader } from '../node/loader.ts';
import { serveHelper } from './helper.ts';
import type { Helper } from './verbs.ts';
import { Input } from './wire.ts';

/** A process that was asked for over SSH: its command line, its streams, and what the host knows of its user. */
export interface Login {
  readonly command: string;
  readonly user: string;
  readonly password: string;
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
}

const write = (stream: Writable, text: string): Promise<void> =>
  new Promise((resolve, reject) => void stream.write(text, (error) => (error ? reject(error) : resolve())));

/**
 * Is the user's shell, as far as Barque talks to it: becomes root as the command line says (become.ts builds it), and runs the
 * helper's loader. Resolves to the exit status.
 */
export async function runLogin(login: Login, host: Omit<Helper, 'state' | 'run'>): Promise<number> {
  const { command, user, stdin, stdout, stderr } = login;
  const input = new Input(stdin);
  if (!command.includes(loader.ready)) {
    await write(stderr, 'practice hosts run nothing but the node helper\n');
    return 127;
  }
  const sudo = /\bsudo -k (?:-n|-S -p '([^']*)')/.exec(command);
  if (sudo) {
    const prompt = sudo[1];
    if (prompt === undefined) {
      await write(stderr, 'sudo: a password is required\n');
      return 1;
    }
    await write(stderr, prompt);
    if ((await input.line()) !== login.password) {
      await write(stderr, `Sorry, try again.\n${prompt}`);
      await input.line();
      await write(stderr, 'sudo: 1 incorrect password attempt\n');
      return 1;
    }
  } else if (/\bsu - -c\b/.test(command)) {
    await write(stdout, 'su: Authentication failure\n');
    return 1;
  } else if (user !== 'root') {
    await write(stderr, `${user} is not root\n`);
    return 1;
  }
  await write(stdout, `${loader.ready}\n`);
  for (let line = await input.line(); line !== loader.begin; line = await input.line()) if (line === undefined) return 0;
  return serveHelper(input, (text) => write(stdout, text), host);
}
