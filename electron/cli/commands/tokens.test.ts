import { describe, expect, test } from 'vitest';
import { UsageError } from '../arguments.ts';
import { minutesOf } from './tokens.ts';

describe('a lifetime on the command line', () => {
  test.each([
    ['90m', 90],
    ['24h', 1440],
    ['7d', 10_080],
    ['30d', 43_200],
  ])('%s is %i minutes', (ttl, minutes) => {
    expect(minutesOf(ttl)).toBe(minutes);
  });

  test.each(['', '0h', '24', '-1h', '1.5h', '31d', '24hours', 'h'])('%j is a usage error', (ttl) => {
    expect(() => minutesOf(ttl)).toThrow(UsageError);
  });
});
