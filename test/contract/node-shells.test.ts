import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { describeLeaseAndGuard } from './lease-and-guard-contract.ts';
import { describeNode } from './node-contract.ts';
import { shellTransport } from './shell-transport.ts';

// The helper under each shell that it may meet as /bin/sh, here on this machine: all that it touches is a temporary directory.
const shells = ['dash', 'bash', 'busybox'];

for (const shell of shells) {
  const missing = spawnSync(shell, ['-c', ':'], { argv0: 'sh' }).status !== 0;
  const why = missing ? 'not installed' : process.getuid?.() === 0 ? undefined : 'needs root';
  if (why) describe(`node helper: ${shell}`, () => it.skip(why, () => undefined));
  else {
    const open = async () => {
      const directory = await mkdtemp(join(tmpdir(), 'barque-node-'));
      const transport = shellTransport(shell);
      const other = shellTransport(shell);
      const close = async () => {
        await Promise.all([transport.close(), other.close()]);
        await rm(directory, { recursive: true, force: true });
      };
      return { transport, other, directory, close };
    };
    describeNode(shell, open);
    describeLeaseAndGuard(shell, open);
  }
}
