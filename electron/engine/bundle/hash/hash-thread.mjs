// Hashes on a thread of its own: told where a blob's bytes lie in open files of the process, it answers how many it has read and at the
// end their digest. What is read goes into one buffer that stays in the processor's cache until it is hashed; the system reads ahead.
import { createHash } from 'node:crypto';
import { readSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';

const buffer = Buffer.allocUnsafeSlow(256 * 1024);
/** Who looks on is told after so many bytes. */
const telling = 4 * 1024 * 1024;

parentPort.on('message', (extents) => {
  const hash = createHash('sha256');
  let untold = 0;
  try {
    for (const { fd, from, size } of extents)
      for (let at = 0; at < size;) {
        const bytes = readSync(fd, buffer, 0, Math.min(buffer.length, size - at), from + at);
        // shorter than it was: the digest shows it
        if (bytes === 0) break;
        hash.update(bytes === buffer.length ? buffer : buffer.subarray(0, bytes));
        at += bytes;
        untold += bytes;
        if (untold < telling) continue;
        parentPort.postMessage({ read: untold });
        untold = 0;
      }
    parentPort.postMessage({ read: untold, digest: `sha256:${hash.digest('hex')}` });
  } catch (error) {
    parentPort.postMessage({ read: untold, failed: error.code ?? error.message });
  }
});
