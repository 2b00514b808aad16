import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createHash, randomBytes } from 'node:crypto';
import { dump } from 'js-yaml';
import { practiceFaults, type PracticeFault, type PresentFault } from '../../../shared/contract/practice.ts';
import { clusterSpec, type ClusterSpec } from '../../../shared/model/spec.ts';
import { concurrently } from '../concurrently.ts';
import type { Transport } from '../transport/transport.ts';
import { type Clock, fastClock } from './clock.ts';
import { PracticeCluster } from './cluster.ts';
import { type Harm, harmOf } from './harm.ts';
import { Keeper, type KeptHarbour, readKept } from './keeper.ts';
import { Machine } from './machine.ts';
import { memoryTransport } from './memory-transport.ts';
import { makePracticeBundle, practiceKubernetes } from './practice-bundle.ts';
import { practicePrograms } from './programs/programs.ts';
import { PracticeRegistry } from './registry.ts';
import {
  clusterState,
  harbourSchema,
  hostSchema,
  restoreCluster,
  restoreState,
  type SavedHarbour,
  type SavedHost,
  stateOf,
} from './saved.ts';
import { adoptFirst } from './saved-first.ts';
import { type KeyPair, newKeyPair } from '../transport/ssh-key-pair.ts';
import { fingerprintOf, openSshPort, type SshPort } from './ssh-port.ts';

/** What a harbour is started with. */
export interface HarbourOptions {
  /** A folder of its own: the practice package goes there, and what it keeps over an end of the program. */
  readonly dir: string;
  readonly masters: number;
  readonly workers: number;
  /** How much faster time passes there than here: 1 takes as long as real hosts do. */
  readonly speed: number;
}

/** A practice host, as an operator would be told of it. */
export interface PracticeHost {
  /** The spec's name of it, and its host name. */
  readonly name: string;
  readonly role: 'master' | 'worker';
  /** Where SSH reaches it: loopback. */
  readonly address: '127.0.0.1';
  readonly port: number;
  /** Its address in the practice network. */
  readonly nodeAddress: string;
  /** SHA256:... of the host key that it shows now. */
  readonly fingerprint: string;
}

/** Practice hosts, up and reachable over SSH on loopback. */
export interface Harbour {
  readonly dir: string;
  readonly hosts: readonly PracticeHost[];
  /** How much faster time passes there than here. */
  readonly speed: number;
  /** How to log in: a password (for sudo too) or a key. `secret` is what the spec calls the password. */
  readonly credentials: {
    readonly user: string;
    readonly secret: string;
    readonly password: string;
    readonly privateKey: string;
  };
  /** A spec for these hosts, and its text. Everything in it may be changed but the hosts' addresses. */
  readonly spec: ClusterSpec;
  readonly specYaml: string;
  /** The practice package's directory. */
  readonly bundle: string;
  /** The faults that hosts have now. */
  readonly faults: () => readonly PresentFault[];
  /** Gives a host a fault, or takes it away; at any time. @throws {RangeError} for a host that is none of these */
  readonly inject: (host: string, fault: PracticeFault) => void;
  readonly mend: (host: string, fault: PracticeFault) => void;
  /** What tests do to a host behind the engine's back. @throws {RangeError} */
  readonly harm: (host: string) => Harm;
  /** A way to a host without SSH: for more hosts than handshakes are worth. @throws {RangeError} */
  readonly transport: (host: string) => Transport;
  /** Ends every connection and every command, and keeps what is there then. */
  readonly close: () => Promise<void>;
}

const user = 'ops';
const secret = 'ssh.password';
/** The practice network: 10.90.0.0/16, the virtual address first. */
const network = { prefix: 16, gateway: '10.90.0.1', virtualAddress: '10.90.0.10' };

/** A host with its sshd. */
interface Berth {
  readonly machine: Machine;
  readonly hostKey: KeyPair;
  /** What it shows where its key has changed. */
  readonly otherKey: KeyPair;
  readonly port: SshPort;
}

/**
 * Starts practice hosts: SSH servers of this process on loopback, with host keys and a password of their own, whose nodes answer the
 * node helper's protocol from memory. They end with the process; what they are is kept in the folder (see `restoreHarbour`).
 */
export async function startHarbour({ dir, ...size }: HarbourOptions, signal: AbortSignal): Promise<Harbour> {
  const password = randomBytes(9).toString('base64url');
  const harbour: SavedHarbour = { schema: harbourSchema, ...size, now: 0, password, login: newKeyPair(), etcds: [] };
  return open(resolve(dir), { harbour, hosts: new Map() }, signal);
}

/**
 * Starts the practice hosts of a folder again as they were when the program ended, on the same ports where these are still free.
 * Commands that ran then were cut off, as in a power cut. Undefined where nothing was kept.
 * @throws {ProblemError} `engine.practice-newer`
 */
export async function restoreHarbour(dir: string, signal: AbortSignal): Promise<Harbour | undefined> {
  const kept = await readKept(resolve(dir));
  return kept && open(resolve(dir), kept, signal);
}

async function open(dir: string, { harbour: saved, hosts: kept, first }: KeptHarbour, signal: AbortSignal): Promise<Harbour> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const bundle = join(dir, 'package');
  await makePracticeBundle(bundle);
  signal.throwIfAborted();

  const { speed, password, login } = saved;
  const clock = fastClock(speed, saved.now);
  const cluster = new PracticeCluster(clock);
  for (const machine of machinesOf(saved, clock)) cluster.add(machine);
  restoreCluster(cluster, saved);
  const registry = new PracticeRegistry();
  const berths = await concurrently([...cluster.machines.values()], 8, (machine) =>
    moor(machine, cluster, saved, registry, kept.get(machine.config.name)),
  );
  if (first) adoptFirst(cluster, first);
  const { masters, workers } = saved;
  const keeper = new Keeper(dir, {
    hosts: berths.map(({ machine, hostKey, otherKey, port }) => ({
      name: machine.config.name,
      version: () => machine.changes,
      save: () => ({
        schema: hostSchema,
        name: machine.config.name,
        port: port.port,
        hostKey,
        otherKey,
        state: stateOf(machine),
      }),
    })),
    harbour: {
      version: () => cluster.changes,
      save: () => ({
        schema: harbourSchema,
        masters,
        workers,
        speed,
        now: clock.now(),
        password,
        login,
        ...clusterState(cluster),
      }),
    },
  });
  await keeper.save();

  const byName = new Map(berths.map((berth) => [berth.machine.config.name, berth]));
  const berthOf = (name: string): Berth => {
    const found = byName.get(name);
    if (!found) throw new RangeError(`no practice host ${name}`);
    return found;
  };
  const closing = new AbortController();
  const document = documentOf(berths.map(hostOf));
  const change = (name: string, fault: PracticeFault, has: boolean) => {
    const { machine } = berthOf(name);
    if (has) machine.faults.add(fault);
    else machine.faults.delete(fault);
    machine.touch();
  };
  return {
    dir,
    bundle,
    speed,
    get hosts() {
      return berths.map(hostOf);
    },
    credentials: { user, secret, password, privateKey: login.private },
    spec: clusterSpec.parse(document),
    specYaml: dump(document, { lineWidth: 130, noRefs: true }),
    faults: () =>
      berths.flatMap(({ machine, otherKey }) =>
        practiceFaults
          .filter((fault) => machine.faults.has(fault))
          .map((fault) => ({ host: machine.config.name, fault, ...shownBy(fault, password, otherKey) })),
      ),
    inject: (host, fault) => change(host, fault, true),
    mend: (host, fault) => change(host, fault, false),
    harm: (host) => harmOf({ machine: berthOf(host).machine, cluster, programs: practicePrograms, signal: closing.signal }),
    transport: (host) => memoryTransport(host, { machine: berthOf(host).machine, cluster, programs: practicePrograms }),
    close: async () => {
      closing.abort();
      await Promise.all(berths.map(({ port }) => port.close()));
      for (const { machine } of berths) for (const command of machine.commands.values()) command.stop();
      await keeper.close();
    },
  };
}

/** Gives a machine its sshd: with the keys and the port that it had before, if it was there before. */
async function moor(
  machine: Machine,
  cluster: PracticeCluster,
  { password, login }: SavedHarbour,
  registry: PracticeRegistry,
  kept: SavedHost | undefined,
): Promise<Berth> {
  if (kept) restoreState(machine, kept.state);
  const { hostKey, otherKey } = kept ?? { hostKey: newKeyPair(), otherKey: newKeyPair() };
  machine.files.write('/etc/ssh/ssh_host_ed25519_key.pub', 0o644, `${hostKey.public.trim()}\n`);
  const account = () => ({
    user,
    password: machine.faults.has('wrong-password') ? changedPassword(password) : password,
    publicKey: login.public,
  });
  const shown = () => (machine.faults.has('host-key-changed') ? otherKey : hostKey);
  const host = { machine, cluster, programs: practicePrograms };
  return {
    machine,
    hostKey,
    otherKey,
    port: await openSshPort({ host, registry, account, hostKey: shown, port: kept?.port ?? 0 }),
  };
}

/** What a host wants whose password somebody has changed. */
const changedPassword = (password: string): string =>
  `changed-${createHash('sha256').update(password).digest('base64url').slice(0, 8)}`;

/** What of a fault is seen on the host itself. */
function shownBy(fault: PracticeFault, password: string, otherKey: KeyPair): Pick<PresentFault, 'shows'> {
  if (fault === 'wrong-password') return { shows: changedPassword(password) };
  return fault === 'host-key-changed' ? { shows: fingerprintOf(otherKey) } : {};
}

const hostOf = ({ machine: { config, faults }, hostKey, otherKey, port }: Berth): PracticeHost => ({
  name: config.name,
  role: config.role,
  address: '127.0.0.1',
  port: port.port,
  nodeAddress: config.address,
  fingerprint: fingerprintOf(faults.has('host-key-changed') ? otherKey : hostKey),
});

function machinesOf({ masters, workers }: SavedHarbour, clock: Clock): Machine[] {
  const size = {
    cpus: 4,
    memoryKib: 8_167_848,
    diskKib: 102_687_672,
    card: 'eth0',
    prefix: network.prefix,
    gateway: network.gateway,
  };
  const count = (n: number) => Array.from({ length: n }, (_, i) => i + 1);
  return [
    ...count(masters).map(
      (i) => new Machine({ ...size, name: `master-${i}`, role: 'master', address: `10.90.0.${10 + i}` }, clock),
    ),
    ...count(workers).map((i) => {
      const address = `10.90.${1 + Math.floor((i - 1) / 250)}.${((i - 1) % 250) + 1}`;
      return new Machine({ ...size, name: `worker-${i}`, role: 'worker', address }, clock);
    }),
  ];
}

const documentOf = (hosts: readonly PracticeHost[]) => ({
  apiVersion: 'barque/v1',
  kind: 'Cluster',
  name: 'practice',
  kubernetes: { version: practiceKubernetes },
  endpoint: { kind: 'keepalived', address: network.virtualAddress },
  access: { user, auth: { kind: 'password', secret }, become: { kind: 'sudo', secret } },
  nodes: hosts.map(({ name, role, address, port, nodeAddress }) => ({ name, address, port, nodeAddress, roles: [role] })),
});
