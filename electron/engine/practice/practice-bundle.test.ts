import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { requirements } from '../../../shared/bundle/find.ts';
import { wantedOf } from '../../../shared/catalog/wanted.ts';
import { isPracticeBundle } from '../../../shared/practice/practice.ts';
import { specOf } from '../../../test/fixtures/site.ts';
import { openBundle } from '../bundle/bundle.ts';
import { makePracticeBundle } from './practice-bundle.ts';

const { signal } = new AbortController();
let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'barque-practice-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the practice package', () => {
  it('is a whole bundle that says what it is', async () => {
    await makePracticeBundle(join(folder, 'one'));
    const bundle = await openBundle(join(folder, 'one'), signal);
    expect(isPracticeBundle(bundle.manifest)).toBe(true);
    for (const topology of ['external', 'stacked'] as const)
      expect(
        requirements(bundle.manifest, wantedOf({ ...specOf({ topology }), registry: { kind: 'cluster', port: 5000 } })),
      ).toEqual([]);
    const digests = bundle.manifest.parts.flatMap((part) => [
      part.digest,
      ...(part.kind === 'image' ? part.blobs.map((b) => b.digest) : []),
    ]);
    await bundle.verify(digests, { signal });
  });

  it('is the same every time', async () => {
    const manifestOf = async (name: string) => {
      await makePracticeBundle(join(folder, name));
      return readFile(join(folder, name, 'barque.json'), 'utf8');
    };
    expect(await manifestOf('one')).toBe(await manifestOf('two'));
  });
});
