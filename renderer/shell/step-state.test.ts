import { expect, test } from 'vitest';
import { emptyDraft, noRegistry, type Draft } from '../../shared/draft/draft.ts';
import { stepState, type Known } from './step-state.ts';

const known = (change: Partial<Draft>): Known => {
  const draft = emptyDraft('prod');
  return {
    summary: {
      dir: '/prod',
      name: 'prod',
      stage: 'draft',
      stands: false,
      practice: false,
      uid: 'prod',
      created: '2026-01-01T00:00:00.000Z',
    },
    draft: { ...draft, endpoint: { ...draft.endpoint, address: '10.0.0.5' }, ...change },
    bundle: { state: 'none' },
    hosts: new Map(),
    surveying: false,
  };
};

test.each<[string, Partial<Draft>]>([
  ['further settings that no spec has', { more: 'kubeadm: {}' }],
  ['certificates valid for no days', { certificates: { algorithm: '', authorities: '', leaves: '0' } }],
  ['a network that is none', { network: { ...emptyDraft('').network, podSubnet: 'pods' } }],
  ['a registry without an address', { registry: { ...noRegistry, kind: 'external' } }],
])('the network asks for attention: %s', (_, change) => {
  expect(stepState('network', known({}))).toBe('done');
  expect(stepState('network', known(change))).toBe('attention');
});
