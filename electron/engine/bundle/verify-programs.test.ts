import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { BinaryPart } from '../../../shared/model/bundle.ts';
import { ProblemError } from '../../../shared/problems/problem.ts';
import { digestOf, smallBundle } from './bundle.fixture.ts';
import { openBundle } from './bundle.ts';
import { verifyPrograms } from './verify-programs.ts';
import { writeBundle } from './write/write-bundle.ts';

const { signal } = new AbortController();
let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'barque-programs-'));
});
afterEach(() => rm(dir, { recursive: true }));

const program = Buffer.from('a program\n'.repeat(1000));
const blob = (content: Buffer) => ({ digest: digestOf(content), size: content.length });

/** What is found of a bundle with one program: its blob, and what the manifest says will be installed. */
async function found(content: Buffer, installed: Buffer, compression: BinaryPart['compression'] = 'gzip') {
  const part: BinaryPart = {
    ...{ kind: 'binary', name: 'runc', version: '1', arch: 'amd64', ...blob(content), compression },
    installed: blob(installed),
  };
  async function* open() {
    yield await Promise.resolve(content);
  }
  await writeBundle(join(dir, 'site.barque'), { ...smallBundle([part]), open }, { signal });
  const bundle = await openBundle(join(dir, 'site.barque'), signal);
  try {
    await verifyPrograms(bundle, new Set([part.digest]), { signal });
    return 'sound';
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return error.problems[0].params['found'];
  } finally {
    await bundle.close();
  }
}

it('takes programs that are what the manifest says', async () => {
  expect(await found(gzipSync(program), program)).toBe('sound');
  expect(await found(program, program, 'none')).toBe('sound');
});

it('follows no blob that swells beyond what the manifest says', async () => {
  const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
  expect(bomb.length).toBeLessThan(100_000);
  expect(await found(bomb, program)).toBe('> 10000 bytes');
});

it('refuses another program, one that is cut short, and what is no gzip', async () => {
  const other = Buffer.from('b program\n'.repeat(1000));
  expect(await found(gzipSync(other), program)).toBe(digestOf(other));
  expect(await found(gzipSync(program).subarray(0, -20), program)).toBe('not gzip');
  expect(await found(program, program)).toBe('not gzip');
  expect(await found(other, program, 'none')).toBe(digestOf(other));
});
