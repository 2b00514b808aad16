import { componentsOf, containerOf, endContainer, idOf } from '../containers.ts';
import { addressesOf } from '../facts.ts';
import { kubeadmPrograms } from '../../../../shared/catalog/kubeadm-programs.ts';
import { layout } from '../../../../shared/model/layout.ts';
import { practiceKernel } from '../../../../shared/practice/practice.ts';
import { perform, type Program, takes } from './program.ts';

/** What a script prints with `printf FORMAT ARGUMENT...`: %s, %% and backslash escapes; the format is used again while there are arguments. */
function printf(format: string, args: readonly string[]): Buffer {
  const left = [...args];
  const bytes: Buffer[] = [];
  do {
    for (const [piece] of format.matchAll(/%[s%]|\\[0-7]{1,3}|\\.|[^%\\]+|[%\\]/gs)) {
      if (piece === '%s') bytes.push(Buffer.from(left.shift() ?? ''));
      else if (piece === '%%') bytes.push(Buffer.from('%'));
      else if (/^\\[0-7]/.test(piece)) bytes.push(Buffer.from([parseInt(piece.slice(1), 8) & 255]));
      else bytes.push(Buffer.from(piece === '\\n' ? '\n' : piece));
    }
  } while (left.length > 0 && format.includes('%s'));
  return Buffer.concat(bytes);
}

const systemctl: Program = ({ argv: [, verb = '', ...rest], machine, print }) => {
  const unit = rest.filter((word) => !word.startsWith('-')).at(-1) ?? '';
  switch (verb) {
    case 'is-active': {
      const active = machine.unit(unit)?.active ?? 'inactive';
      print(`${active}\n`);
      return active === 'active' ? 0 : 3;
    }
    case 'show': {
      const runs = machine.unit(unit)?.runs ?? '';
      print(`ExecStart={ path=${runs.split(' ')[0] ?? ''} ; argv[]=${runs} ; ignore_errors=no }\n`);
      return 0;
    }
    case 'is-system-running':
      print('running\n');
      return 0;
    default:
      return 1;
  }
};

const hostnamectl: Program = ({ machine, print }) => {
  print(
    [
      ` Static hostname: ${machine.files.text('/etc/hostname')?.trim() ?? ''}`,
      `      Machine ID: ${machine.machineId}`,
      '  Virtualization: practice',
      'Operating System: Debian GNU/Linux 12 (bookworm)',
      `          Kernel: Linux ${practiceKernel}`,
      '    Architecture: x86-64\n',
    ].join('\n'),
  );
  return 0;
};

const ip: Program = ({ argv, machine, cluster, print }) => {
  const at = argv.indexOf('to');
  print(addressesOf(cluster, machine, at < 0 ? undefined : argv[at + 1]?.replace(/\/32$/, '')));
  return 0;
};

/**
 * `ctr ... tasks kill --signal SIGNAL ID`; the process takes both signals alike. `ctr ... plugins ls`: its CRI plugin is loaded.
 * `ctr ... containers ls --quiet FILTER`: the ids of a container name.
 */
const ctr: Program = ({ argv, machine, print, complain }) => {
  if (argv.includes('plugins')) {
    if (!machine.isActive(layout.containerdUnit)) {
      complain(`ctr: cannot access socket ${layout.containerdSocket}: no such file or directory\n`);
      return 1;
    }
    print('TYPE                     ID     PLATFORMS    STATUS    \nio.containerd.grpc.v1    cri    -            ok        \n');
    return 0;
  }
  if (argv.includes('containers')) {
    const [, component = ''] = /io\.kubernetes\.container\.name"==(.+)$/.exec(argv.at(-1) ?? '') ?? [];
    const container = containerOf(machine, component);
    if (container) print(`${idOf(machine, component, container)}\n`);
    return 0;
  }
  const id = argv.at(-1) ?? '';
  if (argv.includes('kill') && endContainer(machine, id)) return 0;
  complain(`ctr: container "${id}" in namespace "k8s.io": not found\n`);
  return 1;
};

/** `find DIRECTORY ... -name init.pid ...` in containerd's directory: when each container that runs was started. */
const find: Program = ({ argv, machine, print }) => {
  for (const component of componentsOf(machine)) {
    const container = containerOf(machine, component);
    if (container) print(`${container.entered.toFixed(10)} ${argv[1] ?? ''}/${idOf(machine, component, container)}\n`);
  }
  return 0;
};

const ls: Program = ({ argv, machine, print, complain }) => {
  const path = argv.at(-1) ?? '/';
  if (machine.files.at(path, true)?.type !== 'directory') {
    complain(`ls: cannot access '${path}': No such file or directory\n`);
    return 2;
  }
  print(
    machine.files
      .list(path)
      .map((name) => `${name}\n`)
      .join(''),
  );
  return 0;
};

const cat: Program = ({ argv: [, ...paths], machine, print, complain }) => {
  let status = 0;
  for (const path of paths) {
    const content = machine.files.read(path);
    if (content) print(content);
    else {
      complain(`cat: ${path}: No such file or directory\n`);
      status = 1;
    }
  }
  return status;
};

/** The two things that are asked of sed: the certificates of a PEM file, and the one in a kubeconfig. */
const sed: Program = ({ argv, machine, print, complain }) => {
  const [, , script = '', path = ''] = argv;
  const text = machine.files.text(path);
  if (text === undefined) {
    complain(`sed: can't read ${path}: No such file or directory\n`);
    return 2;
  }
  const wanted = script.includes('BEGIN CERTIFICATE')
    ? text.match(/^-----BEGIN CERTIFICATE-----$.*?^-----END CERTIFICATE-----$/gms)
    : text.match(/(?<=^ *client-certificate-data: *"?)[A-Za-z0-9+/=]+/gm);
  print((wanted ?? []).map((found) => `${found}\n`).join(''));
  return 0;
};

/** `journalctl --unit UNIT ...`: a kubelet that does not come up says why, and so does a unit that failed; nobody else says anything. */
const journalctl: Program = ({ argv, machine, print }) => {
  const fails = argv.includes(layout.kubeletUnit) && machine.faults.has('join-fails');
  print(
    fails
      ? 'E0000 00:00:00.000000 run.go:72] "command failed" err="failed to run Kubelet: misconfiguration: kubelet cgroup driver: \\"cgroupfs\\" is different from the runtime\'s: \\"systemd\\""\n'
      : (machine.journals.get(argv[argv.indexOf('--unit') + 1] ?? '') ?? '-- No entries --\n'),
  );
  return 0;
};

const date: Program = ({ argv, machine, print }) => {
  print(argv.includes('+%s') ? `${machine.seconds()}\n` : `${new Date(machine.date()).toUTCString()}\n`);
  return 0;
};

/** `env NAME=VALUE... COMMAND...`; no practice program looks at its environment. */
const env: Program = (call) => {
  const words = call.argv.slice(1);
  return perform({ ...call, argv: words.slice(words.findIndex((word) => !word.includes('='))) });
};

const sleep: Program = async (call) => {
  await takes(call, Number(call.argv[1]) * 1000);
  return 0;
};

/** What every practice host has. */
export const systemPrograms: ReadonlyMap<string, Program> = new Map<string, Program>([
  // there for kubeadm's preflight, which looks for them and starts none
  ...kubeadmPrograms.map((name): [string, Program] => [name, () => 0]),
  ['true', () => 0],
  ['false', () => 1],
  ['echo', ({ argv, print }) => (print(`${argv.slice(1).join(' ')}\n`), 0)],
  ['printf', ({ argv: [, format = '', ...args], print }) => (print(printf(format, args)), 0)],
  ['cat', cat],
  ['ls', ls],
  ['sed', sed],
  ['sleep', sleep],
  ['env', env],
  ['ip', ip],
  ['ctr', ctr],
  ['find', find],
  ['systemctl', systemctl],
  ['journalctl', journalctl],
  ['hostnamectl', hostnamectl],
  ['hostname', ({ machine, print }) => (print(`${machine.hostname}\n`), 0)],
  ['uname', ({ argv, print }) => (print(argv.includes('-r') ? `${practiceKernel}\n` : 'Linux\n'), 0)],
  ['date', date],
  ['id', ({ print }) => (print('0\n'), 0)],
]);
