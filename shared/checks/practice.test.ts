import { describe, expect, it } from 'vitest';
import { bundleOf, clusterUid, factsOfAll, specOf } from '../../test/fixtures/site.ts';
import type { BundleManifest } from '../model/bundle.ts';
import { isPracticeBundle, practiceKernel, practiceVersion } from '../practice/practice.ts';
import { siteOf } from '../site/site.ts';
import { practice } from './practice.ts';

const spec = specOf({ masters: 1, workers: 1 });
const real = bundleOf(spec);
const forPractice: BundleManifest = {
  ...real,
  parts: real.parts.map((part) => (part.kind === 'binary' ? { ...part, version: `1.0${practiceVersion}` } : part)),
};
const found = (bundle: BundleManifest, kernel: { readonly [host: string]: string }) => {
  const change = Object.fromEntries(Object.entries(kernel).map(([host, release]) => [host, { kernel: release }]));
  return practice
    .run(siteOf(spec, clusterUid, factsOfAll(spec, change), bundle))
    .map(({ severity, acceptable, problem: p }) => [severity, acceptable, p.host, p.params]);
};

describe('practice', () => {
  it('goes with practice, and the real thing with the real thing', () => {
    expect(found(real, {})).toEqual([]);
    expect(found(forPractice, { m1: practiceKernel, w1: practiceKernel })).toEqual([]);
  });

  it('is not what a real bundle becomes by one part that says so', () => {
    const [dummy] = forPractice.parts.filter(({ kind }) => kind === 'binary');
    const mixed = { ...real, parts: [...real.parts, ...(dummy === undefined ? [] : [dummy])] };
    expect(dummy).toBeDefined();
    expect(found(mixed, {})).toEqual([]);
    expect(found(mixed, { m1: practiceKernel })).toEqual([['blocker', false, 'm1', { bundle: 'real' }]]);
    expect(isPracticeBundle({ parts: [] })).toBe(false);
  });

  it('keeps a practice bundle from real hosts, and a real one from practice hosts', () => {
    expect(found(forPractice, { m1: practiceKernel })).toEqual([['blocker', false, 'w1', { bundle: 'practice' }]]);
    expect(found(real, { m1: practiceKernel })).toEqual([['blocker', false, 'm1', { bundle: 'real' }]]);
  });
});
