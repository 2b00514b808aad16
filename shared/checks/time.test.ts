import { expect, test } from 'vitest';
import { found, params } from '../../test/fixtures/findings.ts';
import type { BundleManifest, BundlePart } from '../model/bundle.ts';
import type { ClusterSpec } from '../model/spec.ts';
import { time, timeProgramPaths } from './time.ts';

const [timesyncd, chronyd] = timeProgramPaths;
const all = (present: string[]) => Object.fromEntries(['m1', 'm2', 'm3', 'w1'].map((name) => [name, { present }]));

test('hosts that keep their own clocks need no program', () => {
  expect(found(time)).toEqual([]);
});

test('NTP servers: every host needs its client', () => {
  const spec: Partial<ClusterSpec> = { time: { source: 'servers', servers: ['10.0.0.1'] } };
  expect(found(time, { spec, facts: { ...all([timesyncd]), w1: { present: [chronyd] } } })).toEqual([
    'blocker w1 check.time-program',
  ]);
});

test('an OS package that the spec asks for and the bundle holds brings the program', () => {
  const spec: Partial<ClusterSpec> = { time: { source: 'first-master' }, packages: ['debian12/chrony'] };
  const chrony: BundlePart = {
    ...{ kind: 'os-package', name: 'chrony', version: '4', arch: 'amd64', os: 'debian12', file: 'chrony.deb' },
    ...{ digest: `sha256:${'1'.repeat(64)}`, size: 1 },
  };
  const holding = (bundle: BundleManifest) => ({ ...bundle, parts: [...bundle.parts, chrony] });
  expect(found(time, { spec, facts: all([timesyncd]), bundle: holding })).toEqual([]);
  expect(found(time, { spec, facts: all([timesyncd]) })).toEqual(['blocker m1 check.time-program']);
});

test('the first master: it needs the server, the others the client', () => {
  const spec = { time: { source: 'first-master' } } as const;
  expect(found(time, { spec, facts: { ...all([timesyncd]), m1: { present: [chronyd] } } })).toEqual([]);
  expect(params(time, { spec, facts: all([timesyncd]) })).toEqual([{ program: chronyd, source: 'first-master' }]);
});
