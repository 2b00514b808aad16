import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bare, memberOf, observedOf, recordFor } from '../../test/fixtures/cluster.ts';
import { clusterUid, specOf } from '../../test/fixtures/site.ts';
import type { HostView } from '../model/observed.ts';
import { problem } from '../problems/problem.ts';
import { type ClusterStatus, clusterStatus, isWell, type Seen, statusIn } from './status.ts';

const spec = specOf();
const masters = ['m1', 'm2', 'm3'];
const statusWith = (change: Readonly<Record<string, Partial<HostView>>> = {}, more: Partial<Seen> = {}): ClusterStatus =>
  statusIn(spec, clusterUid, {
    record: recordFor(spec),
    observed: observedOf(spec, change),
    vipHolders: ['m1'],
    problems: [],
    skipped: [],
    ...more,
  });
const unreached: Partial<HostView> = { ...bare, reached: false };
const unfinished = Object.fromEntries(masters.map((host) => [host, { completed: false }]));
const away = { problems: [problem('ssh.connection-lost', { address: '10.0.0.12', reason: 'closed' }, { host: 'm2' })] };

describe('a status', () => {
  test('of a cluster that is all there is well', () => {
    const status = statusWith();
    expect(status).toMatchObject({ state: { kind: 'standing' }, vip: { holders: ['m1'] } });
    expect(status.etcd.map((member) => [member.host, member.state])).toEqual(masters.map((host) => [host, 'healthy']));
    expect(isWell(status)).toBe(true);
  });

  test('of a host that was not reached says that nobody knows, and never that something is not there', () => {
    const status = statusWith({ m2: unreached }, away);
    expect(status.hosts.find(({ name }) => name === 'm2')).toMatchObject({ reached: false, belongs: 'unknown' });
    expect(status.etcd).toContainEqual({ host: 'm2', state: 'unknown' });
    expect(status.apiServers).toContainEqual({ host: 'm2', state: 'unknown' });
    expect(statusWith(Object.fromEntries(masters.map((host) => [host, unreached]))).nodes).toBeUndefined();
  });

  test('tells a host of another cluster from one of none', () => {
    const { hosts } = statusWith({ m2: { mark: 'another' }, m3: { mark: undefined }, w1: bare });
    expect(hosts.map(({ belongs }) => belongs)).toEqual(['here', 'elsewhere', 'elsewhere', 'nowhere']);
  });

  test('tells an API server that refuses from one that is silent, and a member without a quorum from one that does not answer', () => {
    const status = statusWith({
      m1: { api: { kind: 'refuses', said: 'x509' }, etcd: { ...memberOf('m1', masters), hasLeader: false } },
      m2: { api: { kind: 'silent', said: '' }, etcd: undefined },
    });
    expect(status.apiServers.map(({ state }) => state)).toEqual(['refuses', 'silent', 'answers']);
    expect(status.etcd.map(({ state }) => state)).toEqual(['unhealthy', 'silent', 'healthy']);
  });

  test.each<[string, Readonly<Record<string, Partial<HostView>>>, Partial<Seen>]>([
    ['a host was not reached', {}, away],
    ['nobody holds the virtual address', {}, { vipHolders: [] }],
    ['two hold the virtual address', {}, { vipHolders: ['m1', 'm2'] }],
    ['an API server is silent', { m2: { api: { kind: 'silent', said: '' } } }, {}],
    ['a member of etcd is away', { m2: { etcd: undefined } }, {}],
    ['a host has lost its mark', { w1: { mark: undefined, signs: [] } }, {}],
    ['a worker of the spec has not joined', { w1: bare }, { record: withoutWorker() }],
    ['the deployment is not finished', unfinished, { record: recordFor(spec, 'founding') }],
  ])('is not well where %s', (_, change, more) => {
    expect(isWell(statusWith(change, more))).toBe(false);
  });
});

function withoutWorker() {
  const record = recordFor(spec);
  return { ...record, nodes: record.nodes.filter(({ name }) => name !== 'w1') };
}

test('whatever hosts say, what is told of them is bounded and drives no terminal', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 50 }),
    fc.constantFrom(
      '\u001b[2J\u001b]0;owned\u0007',
      '\u202egnp.exe',
      'a\nb\r\0',
      '9'.repeat(100_000),
      '\ud800',
      '😀'.repeat(5000),
    ),
  );
  fc.assert(
    fc.property(hostile, hostile, fc.constantFrom(0, 3, 5001), (one, two, count) => {
      const node = { name: one, uid: two, ready: true, address: one, version: two };
      const etcd = { ...memberOf('m1', masters), version: one, revision: '1' };
      const status = statusWith({
        m1: { etcd, api: { kind: 'answers', uid: 'uid-1', nodes: Array.from({ length: count }, () => node) } },
        m2: { mark: one, signs: [two] },
        m3: { api: { kind: 'silent', said: two } },
      });
      expect(status.nodes?.length).toBeLessThanOrEqual(5000);
      const texts = [
        ...('said' in status.state ? status.state.said : []),
        ...status.etcd.flatMap((member) => ('version' in member ? [member.version] : [])),
        ...(status.nodes ?? []).flatMap(({ name, uid, address, version }) => [name, uid, address, version]),
      ];
      expect(Math.max(...texts.slice(0, 200).map((text) => text.length))).toBeLessThanOrEqual(500);
      expect(texts.some((text) => /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(text))).toBe(false);
      // the other side parses it once more
      expect(clusterStatus.parse(status)).toEqual(status);
    }),
    { numRuns: 30 },
  );
});
