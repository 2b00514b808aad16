import { layout } from '../../../../shared/model/layout.ts';
import type { Clock } from '../clock.ts';
import { PracticeCluster } from '../cluster.ts';
import { Machine } from '../machine.ts';
import { perform } from '../programs/program.ts';
import { practicePrograms } from '../programs/programs.ts';
import { restart, startUnit, stopUnit } from '../services.ts';

/** Time that passes when it is waited for, and not otherwise. */
function stillClock(): Clock {
  let now = 1;
  return {
    now: () => now,
    wait: (ms) => {
      now += ms;
      return Promise.resolve();
    },
  };
}

const environment = '/etc/etcd/etcd.env';
const { signal } = new AbortController();

/** Settings that differ from those of three members that found an etcd together. */
export interface Changed {
  readonly dataDir?: string;
  readonly initial?: readonly string[];
  readonly state?: 'new' | 'existing';
  readonly token?: string;
}

/** Hosts m1, m2, ... that have etcd's unit, and nothing else of a cluster. */
export class Members {
  readonly cluster: PracticeCluster;

  constructor(count: number) {
    const clock = stillClock();
    this.cluster = new PracticeCluster(clock);
    const size = { cpus: 2, memoryKib: 4_000_000, diskKib: 50_000_000, card: 'eth0', prefix: 24, gateway: '10.0.0.254' };
    for (let i = 1; i <= count; i++) {
      const machine = new Machine({ ...size, name: `m${i}`, role: 'master', address: `10.0.0.${i}` }, clock);
      for (const program of ['etcd', 'etcdctl']) machine.files.write(`${layout.bin}/${program}`, 0o755, 'practice');
      const unit = `[Service]\nEnvironmentFile=${environment}\nExecStart=${layout.bin}/etcd\nType=notify\n`;
      machine.files.write(`${layout.units}/${layout.etcdUnit}`, 0o644, unit);
      this.cluster.add(machine);
    }
    for (const name of this.names) this.configure(name);
  }

  get names(): string[] {
    return [...this.cluster.machines.keys()];
  }

  machine(name: string): Machine {
    const machine = this.cluster.machines.get(name);
    if (!machine) throw new RangeError(name);
    return machine;
  }

  url(name: string): string {
    return `https://10.0.0.${name.slice(1)}:2380`;
  }

  configure(name: string, { dataDir = '/var/lib/etcd', initial = this.names, state = 'new', token = 't' }: Changed = {}): void {
    const settings = {
      NAME: name,
      DATA_DIR: dataDir,
      INITIAL_ADVERTISE_PEER_URLS: this.url(name),
      ADVERTISE_CLIENT_URLS: this.url(name).replace('2380', '2379'),
      INITIAL_CLUSTER: initial.map((one) => `${one}=${this.url(one)}`).join(','),
      INITIAL_CLUSTER_STATE: state,
      INITIAL_CLUSTER_TOKEN: token,
    };
    const lines = Object.entries(settings).map(([key, value]) => `ETCD_${key}=${value}\n`);
    this.machine(name).files.write(environment, 0o644, lines.join(''));
  }

  #host(name: string) {
    return { machine: this.machine(name), cluster: this.cluster, programs: practicePrograms, signal };
  }

  stop(...names: string[]): void {
    for (const name of names) stopUnit(this.#host(name), layout.etcdUnit);
  }

  /** Starts members without waiting for their majority. */
  async start(...names: string[]): Promise<void> {
    for (const name of names) {
      this.machine(name).enable(layout.etcdUnit);
      await startUnit(this.#host(name), layout.etcdUnit);
    }
  }

  /** What systemd says to who restarts a member, and waits for it. */
  async restart(name: string): Promise<{ readonly status?: number; readonly errors?: string }> {
    return restart(this.#host(name), layout.etcdUnit, true);
  }

  empty(name: string): void {
    this.machine(name).files.removeTree('/var/lib/etcd/member');
  }

  active(name: string): string | undefined {
    return this.machine(name).unit(layout.etcdUnit)?.active;
  }

  /** Runs etcdctl on a host. */
  async etcdctl(name: string, ...words: string[]): Promise<{ status: number; output: string; errors: string }> {
    let output = '';
    let errors = '';
    const argv = [`${layout.bin}/etcdctl`, '--endpoints=https://127.0.0.1:2379', ...words];
    const print = (text: string | Buffer) => void (output += text.toString());
    const status = await perform({ ...this.#host(name), argv, print, complain: (text) => void (errors += text) });
    return { status, output, errors };
  }
}

/** Three members of a new etcd, which serves. */
export async function threeMembers(): Promise<Members> {
  const members = new Members(3);
  await members.start('m1', 'm2', 'm3');
  return members;
}
