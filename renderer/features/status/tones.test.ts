import { expect, test } from 'vitest';
import { clusterState, type ClusterState } from '../../../shared/cluster/state.ts';
import { type ClusterStatus, isWell, meaningOf } from '../../../shared/cluster/status.ts';
import { stateWords } from '../../../shared/problems/cluster.ts';
import { statusWords } from '../../locales/status.ts';
import { isExpected, tones } from './tones.ts';

const well: ClusterStatus = {
  at: 0,
  state: { kind: 'standing' },
  hosts: [{ name: 'm1', address: '10.0.0.11', reached: true, belongs: 'here' }],
  nodes: [{ name: 'm1', uid: 'n1', ready: true, address: '10.0.0.11', version: 'v1.34.4' }],
  etcd: [{ host: 'm1', state: 'healthy', leads: true, version: '3.6.5', revision: '1', dbSize: 4096 }],
  apiServers: [{ host: 'm1', state: 'answers' }],
  vip: { address: '10.0.0.5', holders: ['m1'] },
  problems: [],
  skipped: [],
};
const kinds = clusterState.options.map((option) => option.shape.kind.value);
const inState = (state: ClusterState) => ({ ...well, state });

test('every state has words, a meaning and something to do next, in both languages', () => {
  expect(kinds).toHaveLength(8);
  for (const language of ['en', 'zh'] as const) {
    for (const kind of [...kinds, 'founded', 'amiss']) expect(stateWords[language][kind]).toBeTruthy();
    for (const says of Object.values(statusWords[language].says)) expect(says.every((text) => text.length > 3)).toBe(true);
  }
});

test('only what is well is green', () => {
  expect(Object.entries(tones).filter(([, tone]) => tone === 'ok')).toEqual([['standing', 'ok']]);
  expect([isWell(well), meaningOf(well)]).toEqual([true, 'standing']);
  const amiss: readonly Partial<ClusterStatus>[] = [
    { vip: { address: '10.0.0.5', holders: [] } },
    { vip: { address: '10.0.0.5', holders: ['m1', 'm2'] } },
    { nodes: [] },
    { nodes: undefined },
    { etcd: [{ host: 'm1', state: 'unknown' }] },
    { apiServers: [{ host: 'm1', state: 'silent' }] },
    { hosts: [{ name: 'm1', address: '10.0.0.11', reached: false, belongs: 'unknown' }] },
  ];
  for (const change of amiss) expect(meaningOf({ ...well, ...change })).toBe('amiss');
});

test('a deployment that may have left data is told apart from one that has not', () => {
  expect(meaningOf(inState({ kind: 'begun', founded: false }))).toBe('begun');
  expect(meaningOf(inState({ kind: 'begun', founded: true }))).toBe('founded');
});

test('what does not answer is missed only of a cluster that was deployed to its end', () => {
  const states: readonly ClusterState[] = [
    { kind: 'absent' },
    { kind: 'begun', founded: true },
    { kind: 'standing' },
    { kind: 'silent', said: [] },
  ];
  expect(states.map((state) => isExpected(inState(state)))).toEqual([false, false, true, true]);
});
