import { expect, test } from 'vitest';
import { siteWith } from '../../test/fixtures/findings.ts';
import { runChecks } from './run.ts';

test('nothing is found at a sound site, of either topology and of three machines that do both', () => {
  expect(runChecks(siteWith())).toEqual([]);
  expect(runChecks(siteWith({ topology: 'stacked', masters: 5, workers: 40 }))).toEqual([]);
  expect(
    runChecks(siteWith({ workers: 0, nodes: { m1: { roles: ['master', 'worker'] }, m2: { roles: ['master', 'worker'] } } })),
  ).toEqual([]);
});

test('every check is asked, and blockers come before warnings', () => {
  const findings = runChecks(
    siteWith({ facts: { m1: { selinux: 'enforcing', skewMs: 5000 }, w1: { arch: 'arm64', hostname: 'm2' } } }),
  );
  expect(findings.map((f) => `${f.severity} ${f.check}`)).toEqual([
    'blocker hostnames',
    'blocker system',
    'warning clock',
    'warning system',
  ]);
});
