import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { madeOnce, recipeKey } from './cache.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'barque-cache-'));
});
afterEach(async () => rm(directory, { recursive: true }));

describe('a recipe key', () => {
  it('differs where an ingredient does, or where one ends', () => {
    const keys = [recipeKey('a', 'b'), recipeKey('a', 'c'), recipeKey('ab'), recipeKey('ab', '')];
    expect(new Set(keys).size).toBe(keys.length);
    expect(recipeKey('a', 'b')).toBe(keys[0]);
  });
});

describe('what is made once', () => {
  it('is made by one of those who want it at the same time', async () => {
    const path = join(directory, 'made');
    let made = 0;
    const build = async (work: string): Promise<void> => writeFile(join(work, 'count'), String(++made));
    expect(await Promise.all([1, 2, 3].map(() => madeOnce(path, build)))).toEqual([path, path, path]);
    expect(await readFile(join(path, 'count'), 'utf8')).toBe('1');
  });

  it('is not there after a build that failed, and the next one starts from nothing', async () => {
    const path = join(directory, 'made');
    const failing = async (work: string): Promise<void> => {
      await writeFile(join(work, 'half'), '');
      throw new Error('out of flour');
    };
    await expect(madeOnce(path, failing)).rejects.toThrow('out of flour');
    expect(existsSync(path)).toBe(false);
    await madeOnce(path, async (work) => writeFile(join(work, 'whole'), ''));
    expect(existsSync(join(path, 'half'))).toBe(false);
  });
});
