import { describe, expect, test } from 'vitest';
import { found, params } from '../../test/fixtures/findings.ts';
import { hostnames } from './hostnames.ts';

describe('host names', () => {
  test('two hosts of one name: the second is told of, with both named; case makes no difference', () => {
    const change = { facts: { m1: { hostname: 'debian' }, w1: { hostname: 'Debian' } } };
    expect(found(hostnames, change)).toEqual(['blocker w1 check.hostname-duplicate']);
    expect(params(hostnames, change)).toEqual([{ hostname: 'debian', nodes: ['m1', 'w1'] }]);
  });

  test('a name that the spec sets counts, not the one that the host has', () => {
    const both = { m1: { hostname: 'debian' }, m2: { hostname: 'debian' } };
    expect(found(hostnames, { facts: both, nodes: { m2: { hostname: 'second' } } })).toEqual([]);
    expect(found(hostnames, { nodes: { m2: { hostname: 'm1' } } })).toEqual(['blocker m2 check.hostname-duplicate']);
  });

  test.each(['', 'localhost', 'my_host', 'a'.repeat(64), '-x'])('%j is no name for a node', (hostname) => {
    expect(found(hostnames, { facts: { m1: { hostname } } })).toEqual(['blocker m1 check.hostname-invalid']);
  });

  test('two hosts without a name are told that they have none, not that they share it', () => {
    expect(found(hostnames, { facts: { m1: { hostname: '' }, m2: { hostname: '' } } })).toEqual([
      'blocker m1 check.hostname-invalid',
      'blocker m2 check.hostname-invalid',
    ]);
  });
});
