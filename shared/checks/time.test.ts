import { expect, test } from 'vitest';
import { found, params } from '../../test/fixtures/findings.ts';
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

test('the first master: it needs the server, the others the client', () => {
  const spec = { time: { source: 'first-master' } } as const;
  expect(found(time, { spec, facts: { ...all([timesyncd]), m1: { present: [chronyd] } } })).toEqual([]);
  expect(params(time, { spec, facts: all([timesyncd]) })).toEqual([{ program: chronyd, source: 'first-master' }]);
});
