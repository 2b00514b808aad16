import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';

test('whose reader went away (`| head`) ends quietly', async () => {
  const program = join(import.meta.dirname, 'barque.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', program, '--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
  // nobody reads, from before it writes
  child.stdout.destroy();
  let err = '';
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  await once(child, 'close');
  expect({ code: child.exitCode, err }).toEqual({ code: 0, err: '' });
});
