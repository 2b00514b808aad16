import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { randomBytes } from 'node:crypto';
import { dump } from 'js-yaml';
import { practiceFaults, type PracticeFault } from '../../../shared/contract/practice.ts';
import { clusterSpec, type ClusterSpec } from '../../../shared/model/spec.ts';
import { concurrently } from '../concurrently.ts';
import type { Transport } from '../transport/transport.ts';
import { type Clock, fastClock } from './clock.ts';
import { PracticeCluster } from './cluster.ts';
import { Machine } from './machine.ts';
import { memoryTransport } from './memory-transport.ts';
import { makePracticeBundle, practiceKubernetes } from './practice-bundle.ts';
import { practicePrograms } from './programs/programs.ts';
import { type KeyPair, newKeyPair } from './ssh-keys.ts';
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
  readonly faults: () => readonly { readonly host: string; readonly fault: PracticeFault }[];
  /** Gives a host a fault, or takes it away; at any time. @throws {RangeError} for a host that is none of these */
  readonly inject: (host: string, fault: PracticeFault) => void;
  readonly mend: (host: string, fault: PracticeFault) => void;
  /** A way to a host without SSH: for more hosts than handshakes are worth. @throws {RangeError} */
  readonly transport: (host: string) => Transport;
  /** Stops listening and ends every connection. */
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
  port: SshPort;
}

/**
 * Starts practice hosts: SSH servers of this process on loopback, with host keys and a password of their own, whose nodes answer the
 * node helper's protocol from memory.
 */
export async function startHarbour(options: HarbourOptions, signal: AbortSignal): Promise<Harbour> {
  const dir = resolve(options.dir);
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const bundle = join(dir, 'package');
  await makePracticeBundle(bundle);
  signal.throwIfAborted();

  const clock = fastClock(options.speed);
  const cluster = new PracticeCluster(clock);
  const password = randomBytes(9).toString('base64url');
  const login = newKeyPair();
  cluster.machines.push(...machinesOf(options, clock));
  const open = async (machine: Machine): Promise<Berth> => {
    const [hostKey, otherKey] = [newKeyPair(), newKeyPair()];
    const account = () => ({
      user,
      password: machine.faults.has('wrong-password') ? `${password} no more` : password,
      publicKey: login.public,
    });
    const shown = () => (machine.faults.has('host-key-changed') ? otherKey : hostKey);
    const host = { machine, cluster, programs: practicePrograms };
    return { machine, hostKey, otherKey, port: await openSshPort({ host, account, hostKey: shown, port: 0 }) };
  };
  const berths = await concurrently(cluster.machines, 8, open);
  const berthOf = (name: string): Berth => {
    const found = berths.find(({ machine }) => machine.config.name === name);
    if (!found) throw new RangeError(`no practice host ${name}`);
    return found;
  };
  const hostOf = ({ machine, hostKey, otherKey, port }: Berth): PracticeHost => ({
    name: machine.config.name,
    role: machine.config.role,
    address: '127.0.0.1',
    port: port.port,
    nodeAddress: machine.config.address,
    fingerprint: fingerprintOf(machine.faults.has('host-key-changed') ? otherKey : hostKey),
  });
  const specYaml = specYamlOf(berths.map(hostOf));
  return {
    dir,
    bundle,
    get hosts() {
      return berths.map(hostOf);
    },
    credentials: { user, secret, password, privateKey: login.private },
    spec: clusterSpec.parse(documentOf(berths.map(hostOf))),
    specYaml,
    faults: () =>
      berths.flatMap(({ machine }) =>
        practiceFaults.filter((fault) => machine.faults.has(fault)).map((fault) => ({ host: machine.config.name, fault })),
      ),
    inject: (host, fault) => void berthOf(host).machine.faults.add(fault),
    mend: (host, fault) => void berthOf(host).machine.faults.delete(fault),
    transport: (host) => memoryTransport(host, { machine: berthOf(host).machine, cluster, programs: practicePrograms }),
    close: async () => {
      await Promise.all(berths.map(({ port }) => port.close()));
    },
  };
}

function machinesOf({ masters, workers }: HarbourOptions, clock: Clock): Machine[] {
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

const specYamlOf = (hosts: readonly PracticeHost[]): string => dump(documentOf(hosts), { lineWidth: 130, noRefs: true });
