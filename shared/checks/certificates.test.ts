import { describe, expect, test } from 'vitest';
import { params } from '../../test/fixtures/findings.ts';
import { specOf } from '../../test/fixtures/site.ts';
import { certificates } from './certificates.ts';

const found = (authorities: number, leaves: number) =>
  params(certificates, { spec: { certificates: { ...specOf().certificates, validity: { authorities, leaves } } } });

describe('how long certificates are to last', () => {
  test('the defaults are sound', () => {
    expect(params(certificates)).toEqual([]);
  });

  test.each([
    [3650, 365],
    [365, 30],
    [730, 730],
  ])('authorities %i days, leaves %i: nothing to say', (authorities, leaves) => {
    expect(found(authorities, leaves)).toEqual([]);
  });

  test.each([
    [3651, 365, 'authorities', 'authority-long'],
    [364, 90, 'authorities', 'authority-short'],
    [3650, 29, 'leaves', 'leaf-short'],
    [730, 731, 'leaves', 'outlives'],
  ])('authorities %i days, leaves %i: a warning of %s, %s', (authorities, leaves, key, fault) => {
    const days = key === 'leaves' ? leaves : authorities;
    expect(found(authorities, leaves)).toEqual([{ path: `certificates.validity.${key}`, days, fault }]);
  });

  test('all that is odd is told', () => {
    expect(found(36500, 36500).map((p) => p['fault'])).toEqual(['authority-long', 'leaf-long']);
    expect(found(20, 25).map((p) => p['fault'])).toEqual(['authority-short', 'outlives', 'leaf-short']);
  });
});
