import { gunzipSync } from 'node:zlib';
import type { PracticeCluster } from './cluster.ts';
import { durations } from './durations.ts';
import { factsOf } from './facts.ts';
import { hexDigest, Refusal } from './file-tree.ts';
import { isRemoved } from './faults.ts';
import { importArchive } from './images.ts';
import { type Link, leaseVerb } from './lease.ts';
import { keyIn, type Machine } from './machine.ts';
import type { Programs } from './programs/program.ts';
import { runProgram } from './run-program.ts';
import type { Said } from './said.ts';
import { removeUnit, restart } from './services.ts';
import { isRunning, startCommand, stopCommand, waitForCommand } from './supervisor.ts';

/** What a request is answered with: the host, the directories that the helper was given, and the connection that it came by. */
export interface Helper {
  readonly machine: Machine;
  readonly cluster: PracticeCluster;
  readonly programs: Programs;
  readonly state: string;
  readonly run: string;
  readonly link: Link;
  readonly signal: AbortSignal;
}

/** Verbs that are followed by a payload, and which of their arguments says how long it is. */
export const payloadSizes: ReadonlyMap<string, number> = new Map([
  ['put', 2],
  ['blob', 0],
  ['import', 0],
  ['relay', 0],
]);

/** Verbs that change something, or wait for what does: where a fault cuts a connection, it does so here. */
export const changing: ReadonlySet<string> = new Set(
  'put blob install mkdir link remove import pin sysctl modprobe swapoff hostname service start stop wait'.split(' '),
);

const noSpace = 'No space left on device';

/** Answers a request as the node helper does; undefined for a verb that it does not know. */
export async function answer(helper: Helper, verb: string, args: readonly string[], payload: Buffer): Promise<Said> {
  try {
    return await answerOf(helper, verb, args, payload);
  } catch (error) {
    if (error instanceof Refusal) return { status: 1, errors: `${verb}: ${error.message}\n` };
    throw error;
  }
}

async function answerOf(helper: Helper, verb: string, args: readonly string[], payload: Buffer): Promise<Said> {
  const { machine, state, run, signal } = helper;
  const { files } = machine;
  const [first = '', second = '', third = ''] = args;
  switch (verb) {
    case 'clock':
      return { output: `${machine.date()}000000\n` };
    case 'facts':
      return { output: await factsOf(helper, args) };
    case 'paths':
      return { output: pathLines(machine, args) };
    case 'read': {
      const entry = files.at(first, true);
      if (!entry) return { status: 4 };
      if (entry.type !== 'file') return { status: 1, errors: `head: error reading '${first}': Is a directory\n` };
      return { output: entry.content.subarray(0, Number(second)) };
    }
    case 'sysctls':
      return { output: lines(args.map((key) => (machine.sysctls.has(key) ? `=${machine.sysctls.get(key) ?? ''}` : '-'))) };
    case 'modules':
      return { output: lines(args.map((name) => (machine.modules.has(name) ? 'loaded' : 'missing'))) };
    case 'units':
      return { output: unitLines(helper, args) };
    case 'run':
      return runProgram(helper, Number(first), args.slice(1));
    case 'images':
      return { output: imageLines(machine, first) };
    case 'content':
      return { output: hasContainerd(machine, first) ? lines([...machine.content]) : '' };
    case 'stored':
      return { output: storeLines(helper) };
    case 'relays':
      // they have no SSH client: nothing goes from one to another, and each is sent to from the operator's machine
      return {};
    case 'lease':
      return leaseVerb(machine.leases, run, args, helper.link, () => isRunning(machine));
    case 'wait':
      return waitForCommand(machine, state, first, Number(second), Number(third), signal);
    case 'start':
      return startCommand(helper, args);
    case 'stop':
      return stopCommand(machine, first);
    case 'remove': {
      if (first.startsWith(`${state}/`)) files.removeTree(first);
      else {
        if (second === 'keep') keep(helper, first);
        files.remove(first);
      }
      return {};
    }
    case 'link': {
      if (files.at(first)?.type === 'directory') throw new Refusal(`${first} is a directory`);
      if (third === 'keep') keep(helper, first);
      files.link(first, second);
      return {};
    }
    case 'pin':
      for (const name of args.slice(1)) {
        const image = machine.images.get(name);
        if (!image) return { status: 1, errors: `ctr: image "${name}": not found\n` };
        machine.images.set(name, { ...image, pinned: true });
      }
      return {};
    case 'sysctl':
      if (!machine.sysctls.has(first)) return { status: 1, errors: `/proc/sys/${first}: No such file or directory\n` };
      machine.sysctls.set(first, second);
      return {};
    case 'modprobe':
      machine.loadModule(first);
      return {};
    case 'swapoff':
      machine.swapKib = 0;
      return {};
    case 'hostname':
      machine.sysctls.set('kernel/hostname', first);
      return {};
    case 'put':
    case 'mkdir':
    case 'blob':
    case 'install':
    case 'import':
    case 'service':
      // what needs room on the disk
      if (machine.full) return { status: 1, errors: `${first}: ${noSpace}\n` };
      return writing(helper, verb, args, payload);
    default:
      return { status: 127 };
  }
}

async function writing(
  helper: Helper,
  verb: 'put' | 'mkdir' | 'blob' | 'install' | 'import' | 'service',
  args: readonly string[],
  payload: Buffer,
): Promise<Said> {
  const { machine, state, signal } = helper;
  const { files, clock } = machine;
  const [first = '', second = '', third = ''] = args;
  switch (verb) {
    case 'put': {
      const [, , , ownership, expected = '-'] = args;
      if (files.at(first, true)?.type === 'directory') throw new Refusal(`${first} is a directory`);
      const before = files.read(first);
      if (expected !== '-' && (before === undefined || hexDigest(before) !== expected))
        throw new Refusal(`${first} has changed meanwhile`);
      if (ownership === 'keep') keep(helper, first);
      files.write(first, parseInt(second, 8), payload);
      return {};
    }
    case 'mkdir':
      files.makeDirectories(first, 0o755);
      files.changeMode(first, parseInt(second, 8));
      return {};
    case 'blob': {
      const packed = args[3] === undefined ? payload : (files.read(`${state}/blobs/${args[3]}`) ?? payload);
      const content = second === 'gzip' ? unzipped(packed) : packed;
      const digest = content && hexDigest(content);
      if (!content || digest !== third)
        return { status: 1, errors: `has the digest ${digest ?? 'of nothing: not in gzip format'}\n` };
      await clock.wait(durations.blob, signal);
      files.write(`${state}/blobs/${third}`, 0o755, content, 0o700);
      return {};
    }
    case 'install': {
      if (files.at(first, true)?.type === 'directory') throw new Refusal(`${first} is a directory`);
      if (third === 'keep') keep(helper, first);
      if (!isRemoved(machine, first)) files.copy(`${state}/blobs/${second}`, first);
      return {};
    }
    case 'import': {
      if (!hasContainerd(machine, second)) return { status: 1, errors: `ctr: failed to dial "${second}": connection refused\n` };
      const imported = importArchive(assembled(helper, payload, args.slice(2)), machine.content);
      if (typeof imported === 'string') return { status: 1, errors: `ctr: ${imported}\n` };
      await clock.wait(durations.imageImport * imported.images.size, signal);
      for (const digest of imported.blobs) machine.content.add(digest);
      for (const [name, digest] of imported.images) machine.images.set(name, { digest, pinned: true });
      return {};
    }
    case 'service': {
      if (second === 'remove') return removeUnit(helper, first);
      const status = await restart(helper, first, second === 'start');
      if (status.status === undefined && second === 'start') machine.stamps.set(keyIn(helper.run, first), third);
      return status;
    }
  }
}

/** An archive from bytes of the payload and files of the store. */
function assembled({ machine: { files }, state }: Helper, payload: Buffer, pieces: readonly string[]): Buffer {
  let at = 0;
  return Buffer.concat(
    pieces.map((piece) =>
      piece.startsWith('/')
        ? (files.read(`${state}/blobs${piece}`) ?? Buffer.alloc(0))
        : payload.subarray(at, (at += Number(piece))),
    ),
  );
}

const storeLines = ({ machine: { files }, state }: Helper): string =>
  lines(files.list(`${state}/blobs`).map((name) => `${name} ${files.read(`${state}/blobs/${name}`)?.length ?? 0}`));

const lines = (all: readonly string[]): string => all.map((line) => `${line}\n`).join('');

function unzipped(payload: Buffer): Buffer | undefined {
  try {
    return gunzipSync(payload);
  } catch {
    return undefined;
  }
}

/** Keeps what stood at a path before Barque first changed it, or that nothing stood there. */
function keep({ machine: { files }, state }: Helper, path: string): void {
  const kept = `${state}/before/kept${path}`;
  const none = `${state}/before/none${path}`;
  if (files.at(kept) || files.at(none)) return;
  if (files.at(path)) files.copy(path, kept, 0o700);
  else files.write(none, 0o600, '', 0o700);
}

const typeBits = { file: 0o100000, directory: 0o040000, link: 0o120000, other: 0o020000 };

function pathLines({ files }: Machine, paths: readonly string[]): string {
  const found = paths.map((path) => files.at(path));
  const there = found.flatMap((entry) => {
    if (!entry) return [];
    const mode = typeBits[entry.type] | (entry.type === 'link' ? 0o777 : entry.mode);
    const size = entry.type === 'file' ? entry.content.length : entry.type === 'link' ? entry.to.length : 4096;
    const more = entry.type === 'file' ? hexDigest(entry.content) : entry.type === 'link' ? entry.to : '-';
    return [`${mode.toString(16)} ${size} 0 0 ${entry.changed} 2049.1 ${entry.changed}`, more];
  });
  return lines([...found.map((entry) => (entry ? '+' : '-')), ...there]);
}

function unitLines({ machine, run }: Helper, units: readonly string[]): string {
  const stamps = units.map((unit) => machine.stamps.get(keyIn(run, unit)) ?? '-');
  const blocks = units.map((name) => {
    const unit = machine.unit(name);
    const isThere = machine.unitText(name) !== undefined;
    const active = unit?.active ?? 'inactive';
    const sub = { active: 'running', activating: 'start', inactive: 'dead', failed: 'failed' }[active];
    const entered =
      unit && active === 'active' ? `${new Date(unit.entered * 1000).toUTCString().replace(/,|GMT/g, '').trim()} UTC` : '';
    return lines([
      `Id=${name}`,
      `LoadState=${isThere ? 'loaded' : 'not-found'}`,
      `ActiveState=${active}`,
      `SubState=${sub}`,
      `UnitFileState=${isThere ? (unit?.enabled ? 'enabled' : 'disabled') : ''}`,
      `ActiveEnterTimestamp=${entered}`,
    ]);
  });
  return lines(stamps) + blocks.join('\n');
}

const hasContainerd = (machine: Machine, socket: string): boolean =>
  socket !== '' && machine.isActive('barque-containerd.service');

function imageLines(machine: Machine, socket: string): string {
  if (!hasContainerd(machine, socket)) return '';
  const shown = [...machine.images].map(
    ([name, { digest, pinned }]) =>
      `${name} application/vnd.oci.image.manifest.v1+json ${digest} 1.0 MiB linux/amd64 ${pinned ? 'io.cri-containerd.pinned=pinned' : '-'}`,
  );
  return lines(['REF TYPE DIGEST SIZE PLATFORMS LABELS', ...shown]);
}
