import { fastClock } from '../../electron/engine/practice/clock.ts';
import { PracticeCluster } from '../../electron/engine/practice/cluster.ts';
import { Machine } from '../../electron/engine/practice/machine.ts';
import { memoryTransport } from '../../electron/engine/practice/memory-transport.ts';
import { type Call, type Program, takes } from '../../electron/engine/practice/programs/program.ts';
import { practicePrograms } from '../../electron/engine/practice/programs/programs.ts';
import { newKeyPair } from '../../electron/engine/transport/ssh-key-pair.ts';
import { openSshPort } from '../../electron/engine/practice/ssh-port.ts';
import { Bastions } from '../../electron/engine/transport/bastion.ts';
import { CredentialGate } from '../../electron/engine/transport/credential-gate.ts';
import { connect, type ConnectDeps } from '../../electron/engine/transport/ssh-connect.ts';
import { access } from '../../shared/model/spec.ts';
import type { ContractHost } from './node-contract.ts';

/** Practice hosts have no shell: what the contract's scripts do is said here, word for word the same scripts. */
const scripts: Readonly<Record<string, (call: Call, args: readonly string[]) => number | Promise<number>>> = {
  'printf "\\000\\377\\n.. - \\n"; printf "bad\\n\\n" >&2; exit 7': ({ print, complain }) => {
    print(Buffer.from([0, 255, ...Buffer.from('\n.. - \n')]));
    complain('bad\n\n');
    return 7;
  },
  'echo x >&3; echo x >&4': ({ complain }) => {
    complain('sh: 3: Bad file descriptor\n');
    return 2;
  },
  'mkdir -p "$0" && printf old >"$0/theirs" && chmod 640 "$0/theirs"': ({ machine }, [directory = '']) => {
    machine.files.write(`${directory}/theirs`, 0o640, 'old');
    return 0;
  },
  'printf x >>"$0"': ({ machine }, [path = '']) => {
    machine.files.write(path, 0o755, Buffer.concat([machine.files.read(path) ?? Buffer.alloc(0), Buffer.from('x')]));
    return 0;
  },
  'echo $$ >"$0"; sleep 50': async (call, [path = '']) => {
    call.machine.files.write(path, 0o644, '4711\n');
    await takes(call, 50_000);
    return 0;
  },
  'printf "[%s]" "$@"; echo; echo bad >&2; exit 3': ({ print, complain }, [, ...args]) => {
    print(`${args.map((arg) => `[${arg}]`).join('')}\n`);
    complain('bad\n');
    return 3;
  },
  'head -c 200000 /dev/zero | tr "\\0" x; sleep 1': async (call) => {
    call.print('x'.repeat(200_000));
    await takes(call, 1_000);
    return 0;
  },
  'sleep 1; echo done': async (call) => {
    await takes(call, 1_000);
    call.print('done\n');
    return 0;
  },
  'echo because; exit 1': ({ print }) => {
    print('because\n');
    return 1;
  },
};

const sh: Program = (call) => {
  const [, , script = '', ...args] = call.argv;
  const act = scripts[script];
  if (!act) throw new Error(`the practice host does not know what this script does: ${script}`);
  return act(call, args);
};

function newHost() {
  // ten times as fast: the contract waits for seconds here and there
  const clock = fastClock(10);
  const cluster = new PracticeCluster(clock);
  const size = { cpus: 4, memoryKib: 8_000_000, diskKib: 100_000_000, card: 'eth0', prefix: 16, gateway: '10.90.0.1' };
  const machine = new Machine({ ...size, name: 'contract', role: 'master', address: '10.90.0.11' }, clock);
  cluster.add(machine);
  const programs = { ...practicePrograms, system: new Map([...practicePrograms.system, ['sh', sh]]) };
  return { machine, cluster, programs };
}

const directory = '/var/tmp/barque-contract';

/** A host in memory, reached without SSH. */
export function openMemoryHost(): Promise<ContractHost> {
  const host = newHost();
  const [transport, other] = [memoryTransport('contract', host), memoryTransport('contract', host)];
  const close = async () => {
    await Promise.all([transport.close(), other.close()]);
  };
  return Promise.resolve({ transport, other, directory, close });
}

/** The same behind an SSH server on loopback, by sudo. */
export async function openPracticeHost(): Promise<ContractHost> {
  const [hostKey, login] = [newKeyPair(), newKeyPair()];
  const account = () => ({ user: 'ops', password: 'practice', publicKey: login.public });
  const port = await openSshPort({ host: newHost(), account, hostKey: () => hostKey, port: 0 });
  const { signal } = new AbortController();
  const deps: ConnectDeps = {
    secrets: () => Promise.resolve('practice'),
    gate: new CredentialGate(),
    bastions: new Bastions(),
    hostKeys: { check: () => 'known', types: () => [], pin: () => Promise.resolve() },
    onFirstContact: () => true,
    ask: () => Promise.reject(new Error('nobody to ask')),
  };
  const target = {
    name: 'contract',
    address: '127.0.0.1',
    port: port.port,
    access: access.parse({ user: 'ops', auth: { kind: 'password', secret: 'p' }, become: { kind: 'sudo', secret: 'p' } }),
  };
  const [transport, other] = [await connect(target, deps, signal), await connect(target, deps, signal)];
  const close = async () => {
    await Promise.all([transport.close(), other.close()]);
    await port.close();
  };
  return { transport, other, directory, close };
}
