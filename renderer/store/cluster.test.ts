import { expect, it } from 'vitest';
import type { Question } from '../../shared/contract/hosts.ts';
import { type Draft, emptyDraft } from '../../shared/draft/draft.ts';
import { createClusterStore } from './cluster.ts';

const trust = (host: string, fingerprint: string): Question => ({
  id: `${host} ${fingerprint}`,
  host,
  ask: { kind: 'trust', address: '10.0.0.11', fingerprint },
});

async function* nothing(): AsyncGenerator<never> {}

const summary = {
  dir: '/srv/barque/demo',
  uid: '0b5a9e9e-3f0c-4f0c-9a39-0d8d2d8b7a11',
  name: 'demo',
  created: '2026-11-22T08:00:00.000Z',
  practice: false,
  stage: 'draft' as const,
  stands: false,
};

/** An engine that keeps a draft and says what it was asked about keys; no package can be opened, no host answers. */
function engineOf(asked: string[] = []) {
  const kept = { draft: emptyDraft('demo') };
  return {
    kept,
    'clusters.open': () => Promise.resolve(summary),
    'clusters.draft': () => Promise.resolve(kept.draft),
    'clusters.saveDraft': ({ draft }: { draft: Draft }) => {
      kept.draft = draft;
      return Promise.resolve({});
    },
    'secrets.names': () => Promise.resolve(['ssh.password']),
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
}
const storeOn = (engine: ReturnType<typeof engineOf>) =>
  createClusterStore(engine, summary, engine.kept.draft, new AbortController().signal);
const at = (address: string) => (draft: Draft) => ({ ...draft, endpoint: { ...draft.endpoint, address } });

it('asks no more about a key that was compared and accepted, and about every other one', async () => {
  const asked: string[] = [];
  const store = storeOn(engineOf(asked));
  await store.getState().acceptKey({ host: 'm1', address: '10.0.0.11', port: 22, found: 'SHA256:new' });
  for (const question of [trust('m1', 'SHA256:new'), trust('m1', 'SHA256:other'), trust('m2', 'SHA256:new')])
    store.getState().ask(question);
  expect(asked).toEqual(['forget 10.0.0.11:22', 'm1 SHA256:new: yes']);
  expect(store.getState().questions.map(({ id }) => id)).toEqual(['m1 SHA256:other', 'm2 SHA256:new']);
});

it('takes over what was typed in another window, and then loses nothing of it with the next edit', async () => {
  const engine = engineOf();
  const [one, other] = [storeOn(engine), storeOn(engine)];
  one.getState().edit(at('10.0.0.5'));
  await one.getState().flush();
  await other.getState().catchUp();
  other.getState().edit((draft) => ({ ...draft, network: { ...draft.network, dnsDomain: 'site.local' } }));
  await other.getState().flush();
  expect(engine.kept.draft).toMatchObject({ endpoint: { address: '10.0.0.5' }, network: { dnsDomain: 'site.local' } });
});

it('keeps what was typed here and is not saved yet, and what was seen of hosts that nobody edited', async () => {
  const engine = engineOf();
  const store = storeOn(engine);
  engine.kept.draft = at('10.0.0.6')(engine.kept.draft);
  store.getState().edit(at('10.0.0.5'));
  await store.getState().catchUp();
  expect(store.getState().draft.endpoint.address).toBe('10.0.0.5');
  await store.getState().flush();
  store.setState({ hosts: new Map([['m1', { state: 'connecting' }]]) });
  engine.kept.draft = at('10.0.0.7')(engine.kept.draft);
  await store.getState().catchUp();
  expect(store.getState()).toMatchObject({ draft: { endpoint: { address: '10.0.0.7' } } });
  expect(store.getState().hosts.size).toBe(1);
});
