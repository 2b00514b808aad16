import { z } from 'zod';
import { okay, type Answer, type Ask, type Payload } from './ask.ts';

// The requests that a host answers, one function each. Paths are absolute; digests are `sha256:<hex>`.

/** A quick verb's time, in seconds: it is bounded by a host that is busy, not by its work. */
const QUICK = 60;
/** Verbs that wait for services or disks. */
const SLOW = 300;

function ask<T>(
  verb: string,
  args: readonly (string | number)[],
  read: (answer: Answer) => T,
  more: { seconds?: number; payload?: Payload; long?: boolean } = {},
): Ask<T> {
  return { verb, args: args.map(String), seconds: QUICK, ...more, read };
}
const done = (answer: Answer): void => void okay(answer);
const linesOf = (answer: Answer): string[] => okay(answer).toString('utf8').split('\n').slice(0, -1);
const hex = (digest: string): string => digest.replace(/^sha256:/, '');
/**
 * What becomes of what stands at a path: a before-image of it is kept (`keep`); none, since it is Barque's own (`own`) or since it may hold
 * a private key (`secret`).
 */
export type Ownership = 'keep' | 'own' | 'secret';

const payloadOf = (content: Buffer): Payload => ({
  size: content.length,
  async *open() {
    if (content.length > 0) yield await Promise.resolve(content);
  },
});

// ---- Looking ----

/** What stands at a path. `mode` is the permission bits, `changed` the time of the last change in seconds since the epoch. */
export type PathState =
  | { readonly type: 'missing' }
  | ({ readonly type: 'file'; readonly digest: string; readonly size: number } & Status)
  | ({ readonly type: 'link'; readonly to: string } & Status)
  | ({ readonly type: 'directory' | 'other' } & Status);
interface Status {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly changed: number;
}

/** What stands at each path, in their order; links are not followed. `path/.` asks for a directory through a link. */
export function paths(wanted: readonly string[]): Ask<PathState[]> {
  if (wanted.some((path) => !/^\/[^\n]*$/.test(path)))
    throw new TypeError('a path that is not absolute or has more than one line');
  return ask('paths', wanted, (answer) => readPaths(linesOf(answer), wanted.length), { seconds: SLOW });
}

const statLine = z
  .string()
  .regex(/^[0-9a-f]{1,8} \d+ \d+ \d+ \d+ /)
  .transform((line) => {
    const [bits = '', size, uid, gid, changed] = line.split(' ');
    const mode = parseInt(bits, 16);
    const status = { mode: mode & 0o7777, uid: Number(uid), gid: Number(gid), changed: Number(changed) };
    return { kind: mode >> 12, size: Number(size), status };
  });
const sumLine = z.string().regex(/^\\?[0-9a-f]{64}\b/);
const digestOf = (line: string | undefined): string => `sha256:${sumLine.parse(line).replace('\\', '').slice(0, 64)}`;

function readPaths(lines: readonly string[], count: number): PathState[] {
  const exists = lines.slice(0, count).map((sign) => z.enum(['+', '-']).parse(sign) === '+');
  const found = exists.filter(Boolean).length;
  if (exists.length !== count || lines.length < count + 2 * found) throw new SyntaxError('fewer lines than paths');
  let at = count;
  let sum = count + 2 * found;
  return exists.map((there): PathState => {
    if (!there) return { type: 'missing' };
    const { kind, size, status } = statLine.parse(lines[at]);
    const more = z.string().parse(lines[at + 1]);
    at += 2;
    if (kind === 0o10) return { type: 'file', size, digest: digestOf(more === '?' ? lines[sum++] : more), ...status };
    if (kind === 0o12) return { type: 'link', to: more, ...status };
    return { type: kind === 0o4 ? 'directory' : 'other', ...status };
  });
}

/** A file's content, at most `limit` bytes of it; undefined where there is none. */
export const read = (path: string, limit: number): Ask<Buffer | undefined> =>
  ask('read', [path, limit], (answer) => (answer.status === 4 ? undefined : okay(answer)));

/** The kernel settings' values, with single spaces between their words; undefined where there is no such setting. */
export const sysctls = (keys: readonly string[]): Ask<(string | undefined)[]> =>
  ask('sysctls', keys.map(sysctlPath), (answer) =>
    linesOf(answer).map((line) => (line.startsWith('=') ? line.slice(1).trim().replace(/\s+/g, ' ') : undefined)),
  );

/** As sysctl(8) has it: the first separator is a dot, and then slashes stand for dots; or it is a slash, and they are a path. */
function sysctlPath(key: string): string {
  if (!/^[A-Za-z0-9_][A-Za-z0-9_./:@-]*$/.test(key) || key.includes('..')) throw new TypeError(`no kernel setting: ${key}`);
  const dotted = /^[^./]*\./.test(key);
  return dotted ? key.replace(/[./]/g, (c) => (c === '.' ? '/' : '.')) : key;
}

export type ModuleState = 'loaded' | 'built-in' | 'missing';
const moduleState = z.enum(['loaded', 'built-in', 'missing']);
const moduleName = (name: string): string =>
  z
    .string()
    .regex(/^[A-Za-z0-9_-]+$/)
    .parse(name)
    .replaceAll('-', '_');
export const modules = (names: readonly string[]): Ask<ModuleState[]> =>
  ask('modules', names.map(moduleName), (answer) => linesOf(answer).map((line) => moduleState.parse(line)));

/** A systemd unit, in systemd's words. */
export interface UnitState {
  readonly load: string;
  readonly active: string;
  readonly sub: string;
  readonly enabled: string;
  /** Whether systemd has still to do what it was told to: to start it, to end it. */
  readonly job: boolean;
  /** When its process was started, or else when it became active; in seconds since the epoch by the host's clock. */
  readonly since: number | undefined;
  /** The stamp of its last start by Barque since the host booted. */
  readonly stamp: string | undefined;
}
const unitName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9:_.@-]*\.[a-z]+$/);
export const units = (names: readonly string[]): Ask<UnitState[]> =>
  ask('units', z.array(unitName).min(1).parse(names), (answer) => {
    const lines = linesOf(answer);
    const blocks = lines.slice(names.length).join('\n').split(/\n\n+/);
    return names.map((_, i) => {
      const property = new Map(
        (blocks[i] ?? '').split('\n').map((line) => [line.replace(/=.*/, ''), line.replace(/^[^=]*=?/, '')]),
      );
      const times = ['ExecMainStartTimestamp', 'ActiveEnterTimestamp'].map((name) =>
        Date.parse((property.get(name) ?? '').replace(/^\w+ /, '')),
      );
      const since = times.find((time) => !Number.isNaN(time));
      const stamp = lines[i];
      return {
        load: z.string().parse(property.get('LoadState')),
        active: z.string().parse(property.get('ActiveState')),
        sub: property.get('SubState') ?? '',
        enabled: property.get('UnitFileState') ?? '',
        job: /^[1-9]/.test(property.get('Job') ?? ''),
        since: since === undefined ? undefined : since / 1000,
        stamp: stamp === '-' ? undefined : stamp,
      };
    });
  });

/** What a read-only command printed. `status` 124 is its time that ran out, 127 that there is no such program. */
export interface Ran {
  readonly status: number;
  readonly output: string;
  readonly errors: string;
}
/** Runs a read-only command, for `seconds` at most; its programs are looked for in `nodePath`. */
export const run = (seconds: number, argv: readonly string[]): Ask<Ran> =>
  ask(
    'run',
    [seconds, ...argv],
    ({ status, output, errors }) => ({ status, output: output.toString('utf8'), errors: errors.toString('utf8') }),
    { seconds: seconds + 15 },
  );

// ---- Files ----

/** Puts a file in place, at once or not at all. With `expect`, only where the file that stands there has that digest. */
export const put = (path: string, mode: number, content: Buffer, ownership: Ownership, expect?: string): Ask<void> =>
  ask('put', [path, mode.toString(8).padStart(4, '0'), content.length, ownership, expect ? hex(expect) : '-'], done, {
    payload: payloadOf(content),
  });

/** Makes a directory and those above it, or gives it this mode. */
export const mkdir = (path: string, mode: number): Ask<void> => ask('mkdir', [path, mode.toString(8).padStart(4, '0')], done);

export const link = (path: string, to: string, ownership: Ownership): Ask<void> => ask('link', [path, to, ownership], done);

/** Removes a file; a directory only below Barque's own state. */
export const remove = (path: string, ownership: Ownership): Ask<void> => ask('remove', [path, ownership], done);

/** Sends a file to the host's store; its digest is checked there, decompressed. */
export const blob = (installed: string, compression: 'none' | 'gzip', payload: Payload): Ask<void> =>
  ask('blob', [payload.size, compression, hex(installed)], done, { payload, seconds: SLOW, long: true });

/** Makes a file of the host's store from another of it, decompressed. */
export const unpack = (stored: string, compression: 'none' | 'gzip', installed: string): Ask<void> =>
  ask('blob', [0, compression, hex(installed), hex(stored)], done, { payload: payloadOf(Buffer.alloc(0)), seconds: SLOW });

/** Puts a file from the host's store in place, executable. */
export const install = (path: string, installed: string, ownership: Ownership): Ask<void> =>
  ask('install', [path, hex(installed), ownership], done, { seconds: SLOW });

// ---- The system ----

export const sysctl = (key: string, value: string): Ask<void> => ask('sysctl', [sysctlPath(key), value], done);
export const modprobe = (name: string): Ask<void> => ask('modprobe', [moduleName(name)], done);
export const swapoff = (): Ask<void> => ask('swapoff', [], done, { seconds: SLOW });
export const hostname = (name: string): Ask<void> => ask('hostname', [name], done);

/** Enables a unit; with `start` also has it (re)started and remembers the stamp, without waiting until it is active or has failed. */
export const service = (unit: string, action: 'start' | 'enable', stamp: string): Ask<void> =>
  ask('service', [unitName.parse(unit), action, stamp], done, { seconds: SLOW, long: true });

/** Stops a unit, takes it from those that start with the host, and removes its file. */
export const removeService = (unit: string): Ask<void> =>
  ask('service', [unitName.parse(unit), 'remove'], done, { seconds: SLOW, long: true });
