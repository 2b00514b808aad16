import type { Socket } from 'node:net';
import type { Client, ClientChannel } from 'ssh2';
import { problem, ProblemError, type Problem } from '../../../shared/problems/problem.ts';
import { evidenceOf } from './evidence.ts';
import type { Endpoint } from './tcp.ts';

/** How many signs of life may be missed, and how long a host has to say goodbye (milliseconds). */
const MISSED = 3;
const GOODBYE = 2_000;

/** An SSH connection that is logged in, and the watch over it. */
export class Connection {
  /** Resolves when the connection broke or went silent; stays pending when it was closed from here. */
  readonly lost: Promise<Problem>;
  #lostBecause: Problem | undefined;
  #tellLost: (problem: Problem) => void = () => {};
  readonly #gone: Promise<void>;
  #tellGone: () => void = () => {};
  #state: 'open' | 'closing' | 'gone' = 'open';
  readonly #watch: NodeJS.Timeout;

  constructor(
    readonly client: Client,
    readonly socket: Socket | ClientChannel,
    readonly to: Endpoint,
    keepAliveMs: number,
  ) {
    this.lost = new Promise((resolve) => (this.#tellLost = resolve));
    this.#gone = new Promise((resolve) => (this.#tellGone = resolve));
    let missed = 0;
    // Ticks are counted, not clocks compared: a laptop that slept missed nothing. Any byte is a sign of life.
    this.#watch = setInterval(() => {
      if (++missed > MISSED) this.#end('silent');
    }, keepAliveMs);
    socket.on('data', () => (missed = 0));
    client.on('error', (error) => this.#end('closed', evidenceOf(error.message)));
    client.on('end', () => this.#end('closed'));
    client.on('close', () => this.#end('closed'));
  }

  /** Why the connection is gone, where it was not closed from here. */
  get lostBecause(): Problem | undefined {
    return this.#lostBecause;
  }

  /** The error for what needs the connection and cannot have it. */
  lostError(): ProblemError {
    return new ProblemError(this.#lostBecause ?? this.#problem('closed'));
  }

  get open(): boolean {
    return this.#state === 'open';
  }

  /** Settles when the connection is gone, for whatever reason. */
  get gone(): Promise<void> {
    return this.#gone;
  }

  async close(): Promise<void> {
    if (this.#state === 'open') {
      this.#state = 'closing';
      this.client.end();
      setTimeout(() => this.#end('closed'), GOODBYE).unref();
    }
    await this.#gone;
  }

  #problem(reason: 'silent' | 'closed', evidence?: readonly string[]): Problem {
    return problem('ssh.connection-lost', { address: this.to.address, reason }, { host: this.to.name, evidence });
  }

  #end(reason: 'silent' | 'closed', evidence?: readonly string[]): void {
    if (this.#state === 'gone') return;
    clearInterval(this.#watch);
    if (this.#state === 'open') this.#lostBecause = this.#problem(reason, evidence);
    this.#state = 'gone';
    this.socket.destroy();
    if (this.#lostBecause !== undefined) this.#tellLost(this.#lostBecause);
    this.#tellGone();
  }
}
