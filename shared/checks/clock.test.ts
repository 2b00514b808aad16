import { describe, expect, test } from 'vitest';
import { found, params } from '../../test/fixtures/findings.ts';
import { clock } from './clock.ts';

const hour = 3_600_000;
const all = (skewMs: number) => Object.fromEntries(['m1', 'm2', 'm3', 'w1'].map((name) => [name, { skewMs }]));

describe('clocks', () => {
  test("where all hosts agree and are an hour off, it is the operator's clock, told once", () => {
    expect(found(clock, { facts: all(hour) })).toEqual(['blocker - check.operator-clock']);
    expect(params(clock, { facts: all(-hour) })).toEqual([{ seconds: -3600, limit: 60, hosts: 4 }]);
  });

  test('where one host is an hour off, it is that host', () => {
    expect(found(clock, { facts: { m2: { skewMs: hour } } })).toEqual(['blocker m2 check.clock']);
  });

  test("a host is measured against the others, not against the operator's clock", () => {
    const facts = { ...all(hour), w1: { skewMs: 0 } };
    expect(found(clock, { facts })).toEqual(['blocker - check.operator-clock', 'blocker w1 check.clock']);
    expect(params(clock, { facts })[1]).toMatchObject({ seconds: -3600 });
  });

  test('seconds are a warning, less than one is nothing', () => {
    expect(found(clock, { facts: { m1: { skewMs: 999 }, m2: { skewMs: -999 } } })).toEqual([]);
    expect(found(clock, { facts: { m1: { skewMs: 1000 }, m2: { skewMs: -59_999 }, m3: { skewMs: 60_000 } } })).toEqual([
      'warning m1 check.clock',
      'warning m2 check.clock',
      'blocker m3 check.clock',
    ]);
  });
});
