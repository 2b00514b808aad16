import { setTimeout } from 'node:timers/promises';
import type { ClientChannel } from 'ssh2';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { onAbort, orAborted } from './abort.ts';
import { evidenceOf } from './evidence.ts';
import type { Exit, HostProcess, Shell } from './host-process.ts';
import type { Connection } from './ssh-connection.ts';

/** How long a channel that was closed from here may stay half closed, in milliseconds. */
const HALF_CLOSED = 10_000;

/** The longest pause before a session is asked for again, in milliseconds. */
const LAST_PAUSE = 640;

/** Starts processes over one SSH connection, a channel each. */
export class SshShell implements Shell {
  /** Sessions that are open, and the most that were open at once. */
  #sessions = 0;
  #granted = 0;

  constructor(readonly connection: Connection) {}

  get host(): string {
    return this.connection.to.name;
  }

  /** @throws {ProblemError} `ssh.no-more-sessions`, `ssh.request-refused`, `ssh.connection-lost` */
  async start(command: string, terminal: boolean, signal: AbortSignal): Promise<HostProcess> {
    const process = await this.#open(command, terminal, signal);
    this.#sessions += 1;
    this.#granted = Math.max(this.#granted, this.#sessions);
    void process.closed.then(() => (this.#sessions -= 1));
    return process;
  }

  async #open(command: string, terminal: boolean, signal: AbortSignal): Promise<HostProcess> {
    for (let pause = 20; ; pause *= 2) {
      try {
        return await this.#exec(command, terminal, signal);
      } catch (error) {
        const full = error instanceof ProblemError && error.problems[0].code === 'ssh.no-more-sessions';
        if (!full || this.#sessions >= this.#granted || pause > LAST_PAUSE) throw error;
        // sshd still counts a session that has just ended: as many were granted before, so there will be room.
        await orAborted(setTimeout(pause), signal);
      }
    }
  }

  #exec(command: string, terminal: boolean, signal: AbortSignal): Promise<HostProcess> {
    return new Promise((resolve, reject) => {
      let aborted = false;
      const stop = onAbort(signal, (reason) => {
        aborted = true;
        reject(reason);
      });
      try {
        this.connection.client.exec(command, { pty: terminal }, (error, channel) => {
          stop();
          if (error !== undefined) {
            reject(this.#refused(error, terminal));
            return;
          }
          // A channel that fails while nobody listens would end the process.
          channel.on('error', () => {});
          if (aborted) channel.close();
          // Now, not after an await: the exit status may be next in what ssh2 has read already.
          else resolve(channelProcess(this.connection, channel));
        });
      } catch {
        // ssh2 throws where the connection is gone.
        stop();
        reject(this.connection.lostError());
      }
    });
  }

  #refused(error: Error, terminal: boolean): ProblemError {
    if (!this.connection.open) return this.connection.lostError();
    const where = { host: this.host, evidence: evidenceOf(error.message) };
    // ssh2 gives a reason only where opening the channel failed: sshd's MaxSessions.
    if ('reason' in error) return new ProblemError(problem('ssh.no-more-sessions', { open: this.#sessions }, where));
    const request = terminal && /terminal/.test(error.message) ? 'terminal' : 'command';
    return new ProblemError(problem('ssh.request-refused', { request }, where));
  }
}

function channelProcess(connection: Connection, channel: ClientChannel): HostProcess {
  let exit: Exit = { code: null, signal: null };
  let tellExited: (exit: Exit) => void = () => {};
  let tellClosed: (exit: Exit) => void = () => {};
  const exited = new Promise<Exit>((resolve) => (tellExited = resolve));
  const closed = new Promise<Exit>((resolve) => (tellClosed = resolve));
  const settle = () => {
    tellExited(exit);
    tellClosed(exit);
  };
  channel.on('exit', (code: number | null, signal?: string) => {
    exit = { code, signal: signal ?? null };
    tellExited(exit);
  });
  channel.on('close', settle);
  void connection.gone.then(settle);
  return {
    stdin: channel,
    stdout: channel,
    stderr: channel.stderr,
    exited,
    closed,
    lostBecause: () => connection.lostBecause,
    hangUp: () => {
      channel.resume();
      channel.close();
      void setTimeout(HALF_CLOSED, undefined, { ref: false }).then(settle);
    },
  };
}
