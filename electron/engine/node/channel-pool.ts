import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { onAbort } from '../transport/abort.ts';
import type { Transport } from '../transport/transport.ts';
import type { Answer, Ask } from './ask.ts';
import { Channel, type HelperDirectories } from './channel.ts';

/** sshd allows ten sessions on a connection by default (MaxSessions); a host needs no more than these. */
const MOST_CHANNELS = 3;
interface Waiter {
  readonly long: boolean;
  readonly take: (channel: Channel) => void;
  readonly fail: (error: unknown) => void;
  readonly signal: AbortSignal;
}

/**
 * A host's channels: the first is opened when it is needed, others while the ones there are busy. Long exchanges leave one to the
 * quick ones where the host allows more than one; a broken channel is replaced when it is next needed.
 */
export class ChannelPool {
  readonly #transport: Transport;
  readonly #directories: HelperDirectories;
  readonly #idle: Channel[] = [];
  readonly #busy = new Set<Channel>();
  #waiting: Waiter[] = [];
  #opening = 0;
  #long = 0;
  #most = MOST_CHANNELS;
  #closed = false;

  constructor(transport: Transport, directories: HelperDirectories) {
    this.#transport = transport;
    this.#directories = directories;
  }

  /** Sends requests over a channel that is free, or waits for one. */
  async exchange(asks: readonly Ask<unknown>[], signal: AbortSignal): Promise<Answer[]> {
    const long = asks.some((ask) => ask.long);
    const channel = await this.#acquire(long, signal);
    try {
      return await channel.exchange(asks, signal);
    } finally {
      this.#busy.delete(channel);
      if (long) this.#long--;
      if (this.#closed) channel.close();
      else if (!channel.broken) this.#idle.push(channel);
      this.#serve();
    }
  }

  close(): void {
    this.#closed = true;
    for (const channel of this.#idle.splice(0)) channel.close();
    const ended = new ProblemError(problem('root.shell-ended', { exit: 'closed' }, { host: this.#transport.host }));
    for (const channel of this.#busy) channel.destroy(ended);
    for (const waiter of this.#waiting.splice(0)) waiter.fail(ended);
  }

  #acquire(long: boolean, signal: AbortSignal): Promise<Channel> {
    return new Promise<Channel>((resolve, reject) => {
      let stopListening = () => {};
      const waiter: Waiter = {
        long,
        signal,
        take: (channel) => {
          stopListening();
          resolve(channel);
        },
        fail: (error) => {
          stopListening();
          reject(error instanceof Error ? error : new Error(String(error)));
        },
      };
      this.#waiting.push(waiter);
      stopListening = onAbort(signal, (reason) => {
        this.#waiting = this.#waiting.filter((other) => other !== waiter);
        reject(reason);
      });
      this.#serve();
    });
  }

  /** Gives the waiting ones what there is, in their order. */
  #serve(): void {
    for (const waiter of [...this.#waiting]) {
      if (waiter.long && this.#long >= Math.max(1, this.#most - 1)) continue;
      const channel = this.#takeIdle();
      if (channel) this.#give(waiter, channel);
      else if (this.#busy.size + this.#opening < this.#most) void this.#open(waiter);
      else return;
    }
  }

  #takeIdle(): Channel | undefined {
    for (let channel = this.#idle.pop(); channel; channel = this.#idle.pop()) if (!channel.broken) return channel;
    return undefined;
  }

  #give(waiter: Waiter, channel: Channel): void {
    this.#waiting = this.#waiting.filter((other) => other !== waiter);
    this.#busy.add(channel);
    if (waiter.long) this.#long++;
    waiter.take(channel);
  }

  async #open(waiter: Waiter): Promise<void> {
    this.#waiting = this.#waiting.filter((other) => other !== waiter);
    this.#opening++;
    if (waiter.long) this.#long++;
    try {
      if (this.#closed) throw new ProblemError(problem('root.shell-ended', { exit: 'closed' }, { host: this.#transport.host }));
      const channel = await Channel.open(this.#transport, this.#directories, waiter.signal);
      this.#opening--;
      this.#busy.add(channel);
      waiter.take(channel);
    } catch (error) {
      this.#opening--;
      if (waiter.long) this.#long--;
      const others = this.#busy.size + this.#opening + this.#idle.length;
      if (
        others > 0 &&
        !waiter.signal.aborted &&
        error instanceof ProblemError &&
        error.problems[0].code === 'ssh.no-more-sessions'
      ) {
        this.#most = others;
        this.#waiting.unshift(waiter);
      } else waiter.fail(error);
    }
    this.#serve();
  }
}
