import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { problem, ProblemError } from '../../../../../shared/problems/problem.ts';
import { reasonOf } from '../../../workspace/durable-file.ts';
import type { Extent } from '../../store/store.ts';
import {
  type DirectoryRecord,
  directoryRecords,
  IsoFault,
  jolietName,
  plainName,
  readDescriptor,
  readRockRidge,
  rockRidgeSkip,
  type Run,
  SECTOR,
} from './records.ts';

/**
 * An ISO 9660 image, read where it lies. A path is looked up one directory after the other, so nothing in the image can lead round in
 * circles; links are not followed; what lies beyond the end of the file, or is larger than it can be, is refused.
 */
export interface IsoImage {
  /** The name of its file. */
  readonly name: string;
  readonly path: string;
  /** The whole of it. */
  readonly extent: Extent;
  /** What stands at a path (`dists/bookworm/Release`), or undefined. @throws {ProblemError} `build.iso-malformed` */
  readonly find: (path: string) => Promise<IsoEntry | undefined>;
  /** The entries of a directory, by name; none where it is not one. @throws {ProblemError} `build.iso-malformed` */
  readonly list: (path: string) => Promise<ReadonlyMap<string, IsoEntry>>;
  /** A file's content from a byte on. @throws {ProblemError} `build.iso-malformed` */
  readonly read: (entry: IsoEntry, from: number) => AsyncGenerator<Buffer, undefined>;
  readonly close: () => Promise<void>;
}

export interface IsoEntry {
  readonly isDirectory: boolean;
  readonly size: number;
  readonly runs: readonly Run[];
}

/** No medium has more of them, or larger ones. Sizes in bytes. */
const most = { descriptors: 64, directory: 32 * 1024 * 1024, depth: 32 };
const firstDescriptor = 16;
const chunk = 1024 * 1024;

type NameOf = (record: DirectoryRecord) => Promise<string | undefined>;

/** Opens an image, by Rock Ridge's names where it has them, else by Joliet's. @throws {ProblemError} `build.iso-malformed` */
export async function openIso(path: string): Promise<IsoImage> {
  const malformed = (error: unknown) => {
    if (error instanceof ProblemError) return error;
    const reason = error instanceof IsoFault ? error.message : reasonOf(error);
    return new ProblemError(problem('build.iso-malformed', { path, reason }));
  };
  const file = await open(path, 'r').catch((error: unknown) => {
    throw malformed(error);
  });

  async function read({ at, size }: Run): Promise<Buffer> {
    if (at + size > end) throw new IsoFault(`it is cut short: it has ${end} bytes, and something of it lies at ${at + size}`);
    const bytes = Buffer.alloc(size);
    for (let done = 0; done < size;) {
      const { bytesRead } = await file.read(bytes, done, size - done, at + done);
      if (bytesRead === 0) throw new IsoFault('it became shorter while it was read');
      done += bytesRead;
    }
    return bytes;
  }

  /** The root directory, and how names are read below it. */
  async function begin(): Promise<{ readonly root: IsoEntry; readonly nameOf: NameOf }> {
    const roots = new Map<'primary' | 'joliet', Run>();
    for (let sector = firstDescriptor; sector < firstDescriptor + most.descriptors; sector++) {
      const descriptor = readDescriptor(await read({ at: sector * SECTOR, size: SECTOR }));
      if (descriptor?.kind === 'end') break;
      if (descriptor && !roots.has(descriptor.kind)) roots.set(descriptor.kind, descriptor.root);
    }
    const [primary, joliet] = [roots.get('primary'), roots.get('joliet')];
    if (!primary) throw new IsoFault('it has no volume');
    const [own] = directoryRecords(await read({ ...primary, size: Math.min(primary.size, SECTOR) }));
    const skip = own && rockRidgeSkip(own);
    if (skip !== undefined)
      return {
        root: directory(primary),
        nameOf: async (record) => {
          const { name, isElsewhere } = await readRockRidge(record.systemUse.subarray(skip), read);
          return isElsewhere ? undefined : (name ?? plainName(record));
        },
      };
    return joliet
      ? { root: directory(joliet), nameOf: (record) => Promise.resolve(jolietName(record)) }
      : { root: directory(primary), nameOf: (record) => Promise.resolve(plainName(record)) };
  }

  async function entriesOf({ runs, size }: IsoEntry): Promise<ReadonlyMap<string, IsoEntry>> {
    const [run] = runs;
    if (!run || size > most.directory) throw new IsoFault(`a directory of it has ${size} bytes`);
    const entries = new Map<string, IsoEntry>();
    let before: readonly Run[] = [];
    for (const record of directoryRecords(await read(run))) {
      const { name: bytes, isHidden, goesOn, isDirectory } = record;
      if (isHidden || (bytes.length === 1 && (bytes[0] ?? 0) < 2)) continue;
      const own = [...before, record.run];
      before = goesOn ? own : [];
      if (goesOn) continue;
      const name = await nameOf(record);
      if (name === undefined || entries.has(name)) continue;
      entries.set(name, { isDirectory, runs: own, size: own.reduce((sum, one) => sum + one.size, 0) });
    }
    return entries;
  }

  /** Directories that were read, by where they lie: a repository's are asked for again and again. */
  const known = new Map<number, Promise<ReadonlyMap<string, IsoEntry>>>();
  function entries(of: IsoEntry): Promise<ReadonlyMap<string, IsoEntry>> {
    const at = of.runs[0]?.at ?? 0;
    const reading = known.get(at) ?? entriesOf(of);
    known.set(at, reading);
    return reading;
  }

  async function find(wanted: string): Promise<IsoEntry | undefined> {
    const steps = wanted.split('/').filter((step) => step !== '');
    let entry: IsoEntry | undefined = steps.length > most.depth ? undefined : root;
    for (const step of steps) entry = entry?.isDirectory ? (await entries(entry)).get(step) : undefined;
    return entry;
  }
  const withProblems =
    <T>(ask: (wanted: string) => Promise<T>) =>
    (wanted: string): Promise<T> =>
      ask(wanted).catch((error: unknown) => {
        throw malformed(error);
      });

  let end: number;
  let root: IsoEntry;
  let nameOf: NameOf;
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw new IsoFault('it is not a file');
    end = stats.size;
    ({ root, nameOf } = await begin());
  } catch (error) {
    await file.close();
    throw malformed(error);
  }
  return {
    path,
    name: basename(path),
    extent: { fd: file.fd, from: 0, size: end },
    find: withProblems(find),
    list: withProblems(async (wanted) => {
      const entry = await find(wanted);
      return entry?.isDirectory ? await entries(entry) : new Map<string, IsoEntry>();
    }),
    async *read({ runs }, from): AsyncGenerator<Buffer, undefined> {
      let skip = from;
      try {
        for (const { at, size } of runs) {
          for (let done = Math.min(skip, size); done < size; done += chunk)
            yield await read({ at: at + done, size: Math.min(chunk, size - done) });
          skip = Math.max(0, skip - size);
        }
      } catch (error) {
        throw malformed(error);
      }
    },
    close: () => file.close(),
  };
}

const directory = (run: Run): IsoEntry => ({ isDirectory: true, size: run.size, runs: [run] });
