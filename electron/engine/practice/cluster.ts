import { orAborted } from '../transport/abort.ts';
import type { Clock } from './clock.ts';
import type { Etcd } from './etcd/etcd.ts';
import type { Machine } from './machine.ts';

/** What is true of all hosts of a harbour together: their network, and the etcds whose members lie on their disks. */
export class PracticeCluster {
  /** By name. */
  readonly machines = new Map<string, Machine>();
  readonly #byAddress = new Map<string, Machine>();
  /** Every etcd that was ever begun, by its key, in that order. */
  readonly etcds = new Map<string, Etcd>();
  /** The machine that has the virtual address. */
  holder: string | undefined;
  /** Counts changes, so that it is known whether there is something to keep. */
  changes = 0;
  #waiting: (() => void)[] = [];

  constructor(readonly clock: Clock) {}

  add(machine: Machine): void {
    this.machines.set(machine.config.name, machine);
    this.#byAddress.set(machine.config.address, machine);
  }

  byAddress(address: string): Machine | undefined {
    return this.#byAddress.get(address);
  }

  /** The etcd whose member answers at a peer URL. */
  etcdRunningAt(peerUrl: string): Etcd | undefined {
    const address = /^https?:\/\/([^:/]+)/.exec(peerUrl)?.[1] ?? '';
    const is = this.byAddress(address)?.etcd?.is;
    return is && 'member' in is ? this.etcds.get(is.member.etcd) : undefined;
  }

  /** Something that hosts share has changed. */
  touch(): void {
    this.changes += 1;
  }

  /** Something has changed that others may wait for. */
  tell(): void {
    this.touch();
    for (const wake of this.#waiting.splice(0)) wake();
  }

  /** Waits until something holds. @throws the signal's reason */
  async until(holds: () => boolean, signal: AbortSignal): Promise<void> {
    while (!holds()) await orAborted(new Promise<void>((resolve) => this.#waiting.push(resolve)), signal);
  }
}
