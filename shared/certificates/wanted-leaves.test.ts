import { describe, expect, test } from 'vitest';
import { specOf } from '../../test/fixtures/site.ts';
import { unsurveyed } from './unsurveyed.ts';
import { type LeafStage, wantedLeaves } from './wanted-leaves.ts';

const wanted = (topology: 'external' | 'stacked', joining: readonly string[], stage: LeafStage) =>
  Object.fromEntries(
    wantedLeaves(unsurveyed(specOf({ topology })), new Set(joining), stage).map(({ names, anew }) => [
      names.certificate.replace(/^pki\.|\.crt$/g, ''),
      anew,
    ]),
  );
const named = (of: Readonly<Record<string, string>>, pattern: RegExp) => Object.keys(of).filter((name) => pattern.test(name));

describe('what a deployment makes of leaves', () => {
  test('on a first run: all that masters find in place, kubelets of the masters that join, the operator’s own', () => {
    const all = wanted('external', ['m2', 'm3', 'w1'], 'preparing');
    expect(named(all, /^(apiserver|front-proxy)/)).toHaveLength(9);
    expect(named(all, /^kubelet/)).toEqual(['kubelet.m2', 'kubelet.m3']);
    expect(all).toMatchObject({ admin: 'in-time', 'apiserver.m1': 'in-time', 'kubelet.m2': 'in-time' });
  });

  test('once it stands: what lies on a master is the renewal’s, but on one that joins', () => {
    expect(wanted('external', [], 'founding')).toMatchObject({
      'apiserver.m1': 'never',
      'apiserver.m2': 'never',
      admin: 'in-time',
    });
    expect(wanted('external', ['m2'], 'founding')).toMatchObject({ 'apiserver.m1': 'never', 'apiserver.m2': 'in-time' });
    expect(named(wanted('external', [], 'founding'), /^kubelet/)).toEqual([]);
  });

  test('an external etcd’s own only when they have ended, whoever joins; a stacked one’s as all that lies on masters', () => {
    const external = wanted('external', ['m2'], 'preparing');
    expect(named(external, /^etcd\./)).toHaveLength(7);
    expect(named(external, /^etcd\./).every((name) => external[name] === 'when-ended')).toBe(true);
    expect(named(wanted('external', ['w2'], 'standing'), /^etcd\.m/)).toEqual([]);
    const stacked = wanted('stacked', ['m2'], 'founding');
    expect(stacked).toMatchObject({ 'etcd.m1.server': 'never', 'etcd.m2.server': 'in-time' });
    expect(named(stacked, /^etcd\.client/)).toEqual([]);
  });
});
