import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleManifest } from '../../../shared/model/bundle.ts';
import { run } from '../command.ts';

/** A copy of a bundle in `directory` with one bit of one byte flipped, in the middle of the program that every node needs. */
export async function damagedCopy(bundle: string, directory: string): Promise<string> {
  const copy = join(directory, 'bundle');
  await run('cp', ['-a', bundle, copy]);
  const { parts } = bundleManifest.parse(JSON.parse(await readFile(join(copy, 'barque.json'), 'utf8')));
  const part = parts.find((one) => one.name === 'kubelet');
  if (!part) throw new Error('the bundle has no kubelet');
  const file = await open(join(copy, 'blobs', 'sha256', part.digest.slice('sha256:'.length)), 'r+');
  try {
    const middle = Math.floor(part.size / 2);
    const byte = Buffer.alloc(1);
    await file.read(byte, 0, 1, middle);
    await file.write(Buffer.of((byte[0] ?? 0) ^ 1), 0, 1, middle);
  } finally {
    await file.close();
  }
  return copy;
}
