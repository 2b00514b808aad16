import { describe, expect, test } from 'vitest';
import { bare, memberOf, observedOf, recordFor } from '../../test/fixtures/cluster.ts';
import { clusterUid, specOf } from '../../test/fixtures/site.ts';
import type { HostView } from '../model/observed.ts';
import { clusterOperations, permissionOf } from './operations.ts';
import type { ClusterRecord } from './record.ts';
import { type ClusterState, seenIn, stateOf } from './state.ts';

const spec = specOf();
const standing = recordFor(spec);
const masters = ['m1', 'm2', 'm3'];
const everywhere = (view: Partial<HostView>) => Object.fromEntries([...masters, 'w1'].map((host) => [host, view]));
const onMasters = (view: Partial<HostView>) => Object.fromEntries(masters.map((host) => [host, view]));
const stateWith = (change: Readonly<Record<string, Partial<HostView>>>, record: ClusterRecord | undefined = standing) =>
  stateOf(clusterUid, record, observedOf(spec, change));
const unreached: Partial<HostView> = { ...bare, reached: false };
const silent: Partial<HostView> = { api: { kind: 'silent', said: 'connection refused' } };
const expired: Partial<HostView> = { api: { kind: 'refuses', said: 'x509: certificate has expired' } };

describe('a cluster', () => {
  test.each<[string, ClusterState['kind'], Readonly<Record<string, Partial<HostView>>>, ClusterRecord | undefined]>([
    ['that is all there', 'standing', {}, standing],
    ['of an earlier Barque, by what the hosts show alone', 'standing', {}, { ...standing, seen: undefined }],
    ['on bare hosts, before the first apply', 'absent', everywhere(bare), undefined],
    ['all of whose hosts were emptied', 'absent', everywhere(bare), standing],
    ['that was prepared and no more', 'absent', everywhere({ ...bare, mark: clusterUid }), recordFor(spec, 'preparing')],
    ['whose API is silent', 'silent', onMasters(silent), standing],
    ['none of whose masters was reached', 'silent', onMasters(unreached), standing],
    [
      'whose emptied masters are silent and whose worker was not reached',
      'silent',
      { ...everywhere(bare), w1: unreached },
      standing,
    ],
    ['without a quorum of etcd', 'silent', onMasters({ etcd: { ...memberOf('m1', masters), hasLeader: false } }), standing],
    ['whose credentials have expired', 'locked-out', onMasters(expired), standing],
    [
      'whose certificates had expired when its machines started',
      'locked-out',
      onMasters({ ...silent, etcd: undefined, expired: ['/etc/kubernetes/pki/apiserver.crt'] }),
      standing,
    ],
    ['of two different kube-systems', 'split', { m3: { api: { kind: 'answers', uid: 'uid-2', nodes: [] } } }, standing],
    ['that is another than before', 'split', onMasters({ api: { kind: 'answers', uid: 'uid-2', nodes: [] } }), standing],
    ['whose etcd has fallen behind', 'split', onMasters({ etcd: { ...memberOf('m1', masters), revision: '999' } }), standing],
    ['whose members disagree about who they are', 'split', { m3: { etcd: memberOf('m3', ['m3']) } }, standing],
    ['one of whose hosts is marked by another', 'foreign', { w1: { mark: 'another' } }, standing],
    ['that somebody else made', 'foreign', everywhere({ mark: undefined }), undefined],
  ])('%s is %s', (_, kind, change, record) => {
    expect(stateOf(clusterUid, record, observedOf(spec, change)).kind).toBe(kind);
  });

  test('that was begun is founded once kubeadm was started, by the record or by any host', () => {
    const begun = { ...bare, mark: clusterUid, signs: ['/var/lib/etcd/member'] };
    expect(stateWith(everywhere(begun), recordFor(spec, 'preparing'))).toEqual({ kind: 'begun', founded: false });
    expect(stateWith(everywhere(begun), recordFor(spec, 'founding'))).toEqual({ kind: 'begun', founded: true });
    expect(stateWith({ ...everywhere(begun), m1: { ...begun, kubeadmStarted: true } }, recordFor(spec, 'preparing'))).toEqual({
      kind: 'begun',
      founded: true,
    });
  });

  test('that was begun, and of which one host shows that it was completed, is not begun again', () => {
    expect(stateWith(onMasters({ ...silent, completed: true }), recordFor(spec, 'founding')).kind).toBe('silent');
  });

  test.each<[string, string, Partial<HostView>]>([
    ['m2', 'unreached', unreached],
    ['m1', 'emptied', bare],
    ['m2', 'api-silent', silent],
    ['m2', 'etcd-away', { etcd: undefined }],
    ['w1', 'emptied', bare],
    ['m1', 'emptied', { ...bare, kubeadmStarted: true }],
  ])('that works without %s is degraded, and says how: %s', (host, how, view) => {
    expect(stateWith({ [host]: view })).toEqual({ kind: 'degraded', away: [{ host, how }] });
  });

  test('whose Node objects lack one, or have it not Ready, is degraded', () => {
    const { hosts } = observedOf(spec);
    const nodes = hosts.flatMap(({ api }) => (api?.kind === 'answers' ? [api.nodes] : []))[0] ?? [];
    const withNodes = (shown: typeof nodes) => stateWith(onMasters({ api: { kind: 'answers', uid: 'uid-1', nodes: shown } }));
    expect(withNodes(nodes.filter(({ name }) => name !== 'w1'))).toEqual({
      kind: 'degraded',
      away: [{ host: 'w1', how: 'no-node' }],
    });
    expect(withNodes(nodes.map((node) => (node.name === 'w1' ? { ...node, ready: false } : node)))).toEqual({
      kind: 'degraded',
      away: [{ host: 'w1', how: 'not-ready' }],
    });
  });

  test('that a new row is to join is judged by the nodes that it has', () => {
    const wider = {
      ...spec,
      nodes: [...spec.nodes, { ...spec.nodes[3], name: 'w2', address: '10.1.0.9', roles: ['worker' as const] }],
    };
    const observed = observedOf(specOf({ workers: 1 }));
    const all = {
      ...observed,
      hosts: [...observed.hosts, { host: 'w2', reached: true, signs: ['/etc/k0s'], completed: false, kubeadmStarted: false }],
    };
    expect(wider.nodes).toHaveLength(5);
    expect(stateOf(clusterUid, standing, all).kind).toBe('standing');
  });
});

test('what was seen is the highest revision of those that have a quorum, beyond what a JSON number holds', () => {
  const far = '9007199254740993';
  expect(seenIn(observedOf(spec, { m2: { etcd: { ...memberOf('m2', masters), revision: far } } }))).toEqual({
    uid: 'uid-1',
    revision: far,
  });
  expect(seenIn(observedOf(spec, onMasters(silent)))).toBeUndefined();
});

describe('what may be done', () => {
  test('is nothing to a cluster that is split or foreign', () => {
    for (const operation of clusterOperations)
      expect([permissionOf('split', operation), permissionOf('foreign', operation)]).toEqual(['no', 'no']);
  });

  test('is to create only what is absent, and to go on only with what was begun', () => {
    const creating = (['absent', 'begun', 'standing', 'degraded', 'locked-out', 'silent'] as const).map((s) =>
      permissionOf(s, 'create'),
    );
    expect(creating).toEqual(['yes', 'goes-on', 'nothing', 'nothing', 'no', 'no']);
  });
});
