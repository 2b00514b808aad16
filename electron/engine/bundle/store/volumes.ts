import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { openPlainFile, unreadable } from '../plain-file.ts';
import type { Extent } from './store.ts';

/** One file, or the parts of one (`.001`, `.002` …) that lie side by side, read as if they were one. */
export interface Volumes {
  readonly size: number;
  /** Reads into the whole of `into`, or less; gives the number of bytes, 0 at the end. */
  readonly read: (into: Buffer, from: number) => Promise<number>;
  /** Where so many bytes lie, from a place on. */
  readonly extents: (from: number, size: number) => Extent[];
  /** Writes over what is there. */
  readonly write: (bytes: Buffer, at: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

interface Volume {
  readonly path: string;
  readonly file: FileHandle;
  readonly from: number;
  readonly size: number;
}

/** The name of a part, counted from 1. */
export const volumeName = (path: string, number: number): string => `${path}.${String(number).padStart(3, '0')}`;

/** Opens a file, or a split one by its first part's name or by its own. @throws {ProblemError} `bundle.unsafe`, `bundle.unreadable` */
export async function openVolumes(path: string): Promise<Volumes | undefined> {
  const volumes: Volume[] = [];
  const close = async () => {
    for (const { file } of volumes) await file.close();
  };
  let size = 0;
  try {
    for (const name of namesOf(path)) {
      const opened = await openPlainFile(name);
      if (opened === undefined) {
        // nothing of the name itself: its parts, perhaps
        if (name === path && !isFirst(path)) continue;
        break;
      }
      volumes.push({ path: name, from: size, ...opened });
      size += opened.size;
      if (name === path && !isFirst(path)) break;
    }
  } catch (error) {
    await close();
    throw error;
  }
  if (volumes.length === 0) return undefined;

  const volumeAt = (at: number) => volumes.find((volume) => at >= volume.from && at < volume.from + volume.size);
  return {
    size,
    read: async (into, from) => {
      const volume = volumeAt(from);
      if (!volume) return 0;
      const length = Math.min(into.length, volume.from + volume.size - from);
      try {
        return (await volume.file.read(into, 0, length, from - volume.from)).bytesRead;
      } catch (error) {
        throw unreadable(volume.path, error);
      }
    },
    extents: (from, size) =>
      volumes.flatMap((volume) => {
        const [begin, end] = [Math.max(from, volume.from), Math.min(from + size, volume.from + volume.size)];
        return begin < end ? [{ fd: volume.file.fd, from: begin - volume.from, size: end - begin }] : [];
      }),
    write: async (bytes, at) => {
      for (let done = 0; done < bytes.length;) {
        const volume = volumeAt(at + done);
        if (!volume) throw new RangeError('written beyond the end');
        const from = at + done - volume.from;
        const part = bytes.subarray(done, done + volume.size - from);
        // what was opened is for reading alone
        const file = await open(volume.path, 'r+');
        try {
          await file.write(part, 0, part.length, from);
          await file.sync();
        } finally {
          await file.close();
        }
        done += part.length;
      }
    },
    close,
  };
}

const isFirst = (path: string): boolean => path.endsWith('.001');

/** The names to look at: the file itself, then its parts; of a first part, all parts. */
function* namesOf(path: string): Generator<string> {
  if (!isFirst(path)) yield path;
  const whole = isFirst(path) ? path.slice(0, -'.001'.length) : path;
  for (let number = 1; number < 1000; number++) yield volumeName(whole, number);
}
