import { expect, it } from 'vitest';
import type { Question } from '../../shared/contract/hosts.ts';
import { emptyDraft } from '../../shared/draft/draft.ts';
import { createClusterStore } from './cluster.ts';

const trust = (host: string, fingerprint: string): Question => ({
  id: `${host} ${fingerprint}`,
  host,
  ask: { kind: 'trust', address: '10.0.0.11', fingerprint },
});

async function* nothing(): AsyncGenerator<never> {}

it('asks no more about a key that was compared and accepted, and about every other one', async () => {
  const asked: string[] = [];
  const summary = {
    dir: '/srv/barque/demo',
    uid: '0b5a9e9e-3f0c-4f0c-9a39-0d8d2d8b7a11',
    name: 'demo',
    created: '2026-11-22T08:00:00.000Z',
    practice: false,
    stage: 'draft' as const,
    stands: false,
  };
  const engine = {
    'clusters.open': () => Promise.resolve(summary),
    'clusters.saveDraft': () => Promise.resolve({}),
    'bundles.open': () => Promise.reject(new Error('no package')),
    'bundles.verify': nothing,
    'hosts.survey': nothing,
    'hosts.forgetKey': ({ address, port }: { address: string; port: number }) => {
      asked.push(`forget ${address}:${port}`);
      return Promise.resolve({});
    },
    'questions.answer': ({ id, answers }: { id: string; answers: string[] | null }) => {
      asked.push(`${id}: ${String(answers)}`);
      return Promise.resolve({});
    },
  };
  const store = createClusterStore(engine, summary, emptyDraft('demo'), new AbortController().signal);
  await store.getState().acceptKey({ host: 'm1', address: '10.0.0.11', port: 22, found: 'SHA256:new' });
  for (const question of [trust('m1', 'SHA256:new'), trust('m1', 'SHA256:other'), trust('m2', 'SHA256:new')])
    store.getState().ask(question);
  expect(asked).toEqual(['forget 10.0.0.11:22', 'm1 SHA256:new: yes']);
  expect(store.getState().questions.map(({ id }) => id)).toEqual(['m1 SHA256:other', 'm2 SHA256:new']);
});
