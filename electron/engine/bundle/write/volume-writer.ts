import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { problem, ProblemError } from '../../../../shared/problems/problem.ts';
import { reasonOf, syncDirectory } from '../../workspace/durable-file.ts';
import { volumeName } from '../store/volumes.ts';

/** A file, or several of a size, that get their names only when all of it is on the disk. */
export interface VolumeWriter {
  readonly write: (bytes: Buffer) => Promise<void>;
  /** Syncs and names them. Gives their paths. */
  readonly finish: () => Promise<string[]>;
  /** Removes what was written. */
  readonly abandon: () => Promise<void>;
}

/** @param split the size of a part in bytes, or undefined for one file. What stands at the path is replaced. */
export function volumeWriter(path: string, split: number | undefined): VolumeWriter {
  const written: { readonly draft: string; readonly path: string; readonly file: FileHandle; size: number }[] = [];

  async function current() {
    const last = written.at(-1);
    if (last && (split === undefined || last.size < split)) return last;
    const name = split === undefined ? path : volumeName(path, written.length + 1);
    const draft = `${name}.partial`;
    await last?.file.sync();
    const next = { draft, path: name, file: await open(draft, 'w', 0o644), size: 0 };
    written.push(next);
    return next;
  }
  const failed = (error: unknown) =>
    error instanceof ProblemError ? error : new ProblemError(problem('bundle.unwritable', { path, reason: reasonOf(error) }));

  return {
    write: async (bytes) => {
      try {
        for (let at = 0; at < bytes.length;) {
          const volume = await current();
          const room = split === undefined ? bytes.length - at : Math.min(bytes.length - at, split - volume.size);
          await volume.file.writeFile(bytes.subarray(at, at + room));
          volume.size += room;
          at += room;
        }
      } catch (error) {
        throw failed(error);
      }
    },
    finish: async () => {
      try {
        for (const { file } of written) {
          await file.sync();
          await file.close();
        }
        for (const { draft, path: name } of written) await rename(draft, name);
        await syncDirectory(dirname(path));
        return written.map((volume) => volume.path);
      } catch (error) {
        throw failed(error);
      }
    },
    abandon: async () => {
      for (const { draft, file } of written) {
        await file.close().catch(() => undefined);
        await rm(draft, { force: true });
      }
    },
  };
}
