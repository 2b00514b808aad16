import { describe, expect, test } from 'vitest';
import { specOf } from '../../test/fixtures/site.ts';
import { resolveNode, withHostname } from '../spec/resolve.ts';
import {
  byExpiry,
  daysLeft,
  entryOf,
  type InventoryEntry,
  needsAttention,
  type Place,
  placesOf,
  type SeenCertificate,
} from './inventory.ts';

const spec = specOf();
const places = placesOf({ spec, nodes: spec.nodes.map((node) => withHostname(resolveNode(spec, node), node.name)) });
const place = (path: string, host = 'm1'): Place => {
  const found = places.find((one) => one.host === host && one.path === path);
  if (!found) throw new Error(`no place ${path}`);
  return found;
};
const at = Date.parse('2026-06-01T00:00:00Z');
const seen = (change: Partial<SeenCertificate> = {}): SeenCertificate => ({
  subject: 'CN=m1',
  issuer: 'CN=etcd-ca',
  signer: 'etcd',
  notBefore: '2026-01-01T00:00:00.000Z',
  notAfter: '2027-01-01T00:00:00.000Z',
  names: [],
  serial: '01',
  fingerprint: 'AA',
  ...change,
});
const server = place('/etc/etcd/pki/server.crt');
const kubelet = place('/var/lib/kubelet/pki/kubelet-client-current.pem', 'w1');
const [serverName = '', kubeletName = ''] = [server.kept[0], kubelet.kept[0]];

describe('the places of a cluster', () => {
  test('are masters’ and workers’; a worker has no authority’s but the trust anchor', () => {
    const ofWorker = places.filter((one) => one.host === 'w1').map((one) => one.path);
    expect(ofWorker.sort()).toEqual(
      [
        '/etc/kubernetes/pki/ca.crt',
        '/var/lib/kubelet/pki/kubelet-client-current.pem',
        '/var/lib/kubelet/pki/kubelet.crt',
      ].sort(),
    );
  });

  test('no key is among them', () => {
    expect(places.filter((one) => one.path.endsWith('.key'))).toEqual([]);
  });
});

describe('what lies in a place', () => {
  test('is the same, another, or none that is kept', () => {
    expect(entryOf(server, seen(), new Map([[serverName, 'AA']])).match).toBe('same');
    expect(entryOf(server, seen(), new Map([[serverName, 'BB']])).match).toBe('other');
    expect(entryOf(server, seen(), new Map()).match).toBe('not-kept');
    expect(entryOf(server, 'missing', new Map()).match).toBe('missing');
    for (const signer of ['unknown', 'itself', 'kubernetes'] as const)
      expect(entryOf(server, seen({ signer }), new Map()).match, `signed by ${signer}`).toBe('other');
  });

  test('may be one that the kubelet signed itself where it serves, and nowhere else', () => {
    const served = place('/var/lib/kubelet/pki/kubelet.crt');
    expect(entryOf(served, seen({ signer: 'itself' }), new Map()).match).toBe('not-kept');
    expect(entryOf(kubelet, seen({ signer: 'itself' }), new Map()).match).toBe('other');
  });

  test('of an authority is the kept one or another, whoever signed it', () => {
    const anchor = place('/etc/kubernetes/pki/ca.crt');
    const kept = new Map([['pki.kubernetes-ca.crt', 'AA']]);
    expect(entryOf(anchor, seen({ signer: 'unknown' }), kept).match).toBe('same');
    expect(entryOf(anchor, seen({ signer: 'itself', fingerprint: 'BB' }), kept).match).toBe('other');
  });

  test('may be another where the kubelet renews it, as long as the cluster’s authority has signed it', () => {
    const kept = new Map([[kubeletName, 'BB']]);
    expect(entryOf(kubelet, seen({ signer: 'kubernetes' }), kept).match).toBe('rotated');
    expect(entryOf(kubelet, seen({ signer: 'unknown' }), kept).match).toBe('other');
  });
});

describe('attention', () => {
  const entry = (certificate: SeenCertificate, match: InventoryEntry['match'] = 'same') =>
    ({ path: 'x', group: 'etcd', certificate, match }) as const;

  test('is needed for what expires within the days, and not a day before', () => {
    const ending = entry(seen({ notAfter: '2026-07-01T00:00:00.000Z' }));
    expect(daysLeft(ending.certificate, at)).toBe(30);
    expect(needsAttention(ending, at, 30)).toBe(false);
    expect(needsAttention(ending, at, 31)).toBe(true);
    expect(needsAttention(ending, Date.parse('2026-07-02T00:00:00Z'), 0)).toBe(true);
  });

  test('is needed for another than it should be, and for what is not there', () => {
    expect(needsAttention(entry(seen(), 'other'), at, 30)).toBe(true);
    expect(needsAttention({ path: 'x', group: 'etcd', match: 'missing' }, at, 30)).toBe(true);
    for (const match of ['same', 'rotated', 'not-kept'] as const)
      expect(needsAttention(entry(seen(), match), at, 30)).toBe(false);
  });

  test('what expires first stands first, what is not there before it', () => {
    const [late, soon, none] = [
      entry(seen()),
      entry(seen({ notAfter: '2026-06-02T00:00:00.000Z' })),
      { path: 'y', group: 'etcd', match: 'missing' } as const,
    ];
    expect(byExpiry([late, none, soon])).toEqual([none, soon, late]);
  });
});
