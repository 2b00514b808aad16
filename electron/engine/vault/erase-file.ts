import { constants } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { codeOf, syncDirectory, unusable } from '../workspace/durable-file.ts';
import { openPlain } from '../workspace/own-file.ts';

/**
 * Overwrites a file with zeros, synced, and removes it. File systems that write elsewhere than before (SSDs do, snapshots do) keep the
 * old blocks all the same. What is not there is erased. No link is
 * followed.
 * @throws {ProblemError} `workspace.link`, `workspace.unusable`
 */
export async function eraseFile(path: string): Promise<void> {
  try {
    const file = await openPlain(path, constants.O_RDWR);
    if (file === undefined) return;
    try {
      const { size } = await file.stat();
      const zeros = Buffer.alloc(Math.min(size, 1024 * 1024));
      for (let at = 0; at < size; at += zeros.length) await file.write(zeros, 0, Math.min(zeros.length, size - at), at);
      await file.sync();
    } finally {
      await file.close();
    }
    await rm(path);
    await syncDirectory(dirname(path));
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw unusable(path, error);
  }
}
