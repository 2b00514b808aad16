import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { userInfo } from 'node:os';
import type { Become } from '../../../shared/model/spec.ts';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { RootShell } from './become.ts';
import type { CredentialGate } from './credential-gate.ts';
import type { Exit, HostProcess, Shell } from './host-process.ts';
import type { Secrets } from './secrets.ts';
import { patience, type Patience } from './ssh-login.ts';
import { connectTcp } from './tcp.ts';
import type { Transport } from './transport.ts';

/** Who runs Barque. */
export interface LocalUser {
  readonly name: string;
  readonly root: boolean;
}

const currentUser = (): LocalUser => {
  const { username, uid } = userInfo();
  return { name: username, root: uid === 0 };
};

/**
 * The host that Barque itself runs on: the same engine without SSH, for sites whose bastion bars forwarding.
 * @throws {ProblemError} `root.local`
 */
export function openLocal(
  host: string,
  become: Become,
  deps: { readonly secrets: Secrets; readonly gate: CredentialGate; readonly patience?: Patience },
  user: LocalUser = currentUser(),
): Transport {
  const shell = new LocalShell(host);
  const root = new RootShell(shell, {
    user: user.name,
    become: localBecome(host, become, user),
    secrets: deps.secrets,
    gate: deps.gate,
    timeoutMs: (deps.patience ?? patience).shell,
  });
  return {
    host,
    startRoot: (script, signal) => root.start(script, signal),
    dial: (to, signal) => connectTcp({ name: host, ...to }, (deps.patience ?? patience).connect, signal),
    close: () => shell.close(),
    // This machine cannot be lost from itself.
    lost: new Promise(() => {}),
  };
}

/** Becoming root here, where a process that is root already needs nothing and su has no terminal. */
function localBecome(host: string, become: Become, user: LocalUser): Become {
  if (user.root) return { kind: 'none' };
  if (become.kind === 'sudo') return become;
  throw new ProblemError(problem('root.local', { user: user.name }, { host }));
}

class LocalShell implements Shell {
  readonly #running = new Set<HostProcess>();

  constructor(readonly host: string) {}

  start(command: string, terminal: boolean, signal: AbortSignal): Promise<HostProcess> {
    signal.throwIfAborted();
    if (terminal) {
      return Promise.reject(new ProblemError(problem('ssh.request-refused', { request: 'terminal' }, { host: this.host })));
    }
    const process = childProcess(spawn('/bin/sh', ['-c', command], { stdio: 'pipe' }));
    this.#running.add(process);
    void process.closed.then(() => this.#running.delete(process));
    return Promise.resolve(process);
  }

  async close(): Promise<void> {
    const running = [...this.#running];
    for (const process of running) process.hangUp();
    await Promise.all(running.map((process) => process.closed));
  }
}

function childProcess(child: ChildProcessWithoutNullStreams): HostProcess {
  const told = (event: 'exit' | 'close') =>
    new Promise<Exit>((resolve) => {
      child.once(event, (code: number | null, signal: string | null) => resolve({ code, signal }));
      // No such shell: there is no exit then.
      child.once('error', () => resolve({ code: 127, signal: null }));
    });
  return {
    stdin: child.stdin,
    stdout: child.stdout,
    stderr: child.stderr,
    exited: told('exit'),
    closed: told('close'),
    lostBecause: () => undefined,
    hangUp: () => {
      // A process of root's cannot be killed by the user who started it, but it notices that nobody listens.
      child.stdin.destroy();
      child.stdout.destroy();
      child.stderr.destroy();
      child.kill();
    },
  };
}
