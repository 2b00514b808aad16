import { describe, expect, test } from 'vitest';
import { emptyDraft, emptyNode, noRegistry, type Draft } from '../../shared/draft/draft.ts';
import { stepState, type Known } from './step-state.ts';

const known = (change: Partial<Draft>, more: Partial<Known> = {}): Known => {
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
    kept: new Set(),
    bundle: { state: 'none' },
    hosts: new Map(),
    surveying: false,
    lost: false,
    ...more,
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

describe('a secret that is typed beside the network', () => {
  const registry = {
    ...noRegistry,
    kind: 'external',
    address: 'harbor.corp',
    project: 'k8s',
    user: 'robot$k8s',
  } as const;
  const parent = { certificate: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----', passphrase: false };

  test.each([
    ['the password of the registry', { registry }, 'registry.password'],
    ['the key of the company’s authority', { parent }, 'company-ca.key'],
  ] as const)('%s asks for attention until the vault has it', (_, change, name) => {
    expect(stepState('network', known(change))).toBe('attention');
    expect(stepState('network', known(change, { kept: new Set([name]) }))).toBe('done');
    // a vault that is locked does not tell
    expect(stepState('network', known(change, { kept: undefined }))).toBe('done');
  });

  test('the company’s key is not wanted again once its cluster stands', () => {
    const { summary } = known({});
    expect(stepState('network', known({ parent }, { summary: { ...summary, stands: true } }))).toBe('done');
  });
});

test('a paused run does not pass for one that goes on', () => {
  const run = { id: 'r', startedAt: 0, paused: true };
  expect(stepState('deploy', known({}, { summary: { ...known({}).summary, stage: 'running', run } }))).toBe('paused');
});

test('a run whose engine is gone may go on or not: nobody knows', () => {
  const running = { summary: { ...known({}).summary, stage: 'running' as const } };
  expect(stepState('deploy', known({}, running))).toBe('busy');
  expect(stepState('deploy', known({}, { ...running, lost: true }))).toBe('unknown');
});

test('a cluster that was handed over has no run, and its steps are done all the same', () => {
  const { summary } = known({});
  const nodes = [{ ...emptyNode('a'), name: 'm1', address: '10.0.0.11' }];
  const copy = known({ nodes }, { summary: { ...summary, stage: 'finished', stands: true } });
  for (const step of ['nodes', 'network', 'checks', 'confirm', 'deploy', 'hand-over'] as const)
    expect([step, stepState(step, copy)]).toEqual([step, 'done']);
  expect(stepState('package', copy)).toBe('todo');
});
