import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { heapFlag } from './heap.ts';

it('is a flag that this V8 knows: one that it does not know is only complained of', () => {
  const { status, stderr } = spawnSync(process.execPath, [heapFlag, '-e', ''], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
});
