import { describe, expect, it } from 'vitest';
import { compareDebian, compareRpm } from './versions.ts';

// cases of dpkg's and rpm's own documentation and tests
describe("Debian's order", () => {
  it.each([
    ['1.0', '1.0', 0],
    ['1.0~rc1', '1.0', -1],
    ['1.0~~', '1.0~', -1],
    ['1.0', '1.0a', -1],
    ['1.0a', '1.0+b', -1],
    ['1.9', '1.10', -1],
    ['1:0.1', '2.0', 1],
    ['1.0-1', '1.0-2', -1],
    ['1.0-1', '1.0-1+deb12u1', -1],
    ['2.36-9+deb12u9', '2.36-9+deb12u14', -1],
    ['001', '1', 0],
    ['1.0-', '1.0', 0],
  ])('of %s and %s', (a, b, order) => {
    expect([Math.sign(compareDebian(a, b)), Math.sign(compareDebian(b, a)) + 0]).toEqual([order, order === 0 ? 0 : -order]);
  });
});

describe("rpm's order", () => {
  it.each([
    ['1.0', '1.0', 0],
    ['1.0', '2.0', -1],
    ['2.0.1', '2.0.1a', -1],
    ['5.5p1', '5.5p10', -1],
    ['10xyz', '10.1xyz', -1],
    ['xyz.4', '8', -1],
    ['1.0~rc1', '1.0', -1],
    ['1.0^', '1.0', 1],
    ['1.0^git1', '1.01', -1],
    ['1:1.0-1', '2.0-1', 1],
    ['1.0-2.el9', '1.0-10.el9', -1],
    ['1.0', '1.0-7', 0],
    ['1.0010', '1.9', 1],
  ])('of %s and %s', (a, b, order) => {
    expect([Math.sign(compareRpm(a, b)), Math.sign(compareRpm(b, a))]).toEqual([order, order === 0 ? 0 : -order]);
  });
});
