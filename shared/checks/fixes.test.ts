import { expect, test } from 'vitest';
import { factsOf } from '../../test/fixtures/site.ts';
import { emptyDraft, emptyNode, type Draft } from '../draft/draft.ts';
import { problem } from '../problems/problem.ts';
import { blocker, refusal } from './check.ts';
import { fixed, fixesOf } from './fixes.ts';

const draft: Draft = {
  ...emptyDraft('prod'),
  nodes: ['m1', 'm2'].map((name, i) => ({ ...emptyNode(`n${i}`), name, address: `10.244.0.1${i}` })),
};
const facts = new Map([
  ['m1', factsOf('m1', '10.244.0.10', { hostname: 'localhost' })],
  ['m2', factsOf('m2', '10.244.0.11')],
]);
const overlap = (which: string, network: string) =>
  blocker(problem('check.network-overlap', { which, network, card: 'eth0', address: '10.244.0.10/24' }, { host: 'm1' }));
const found = (...all: ReturnType<typeof blocker | typeof refusal>[]) => all.map((one) => ({ check: 'x', ...one }));

test('a network that overlaps gives way to one that overlaps neither a card nor the other network', () => {
  const fixes = fixesOf(found(overlap('podSubnet', '10.244.0.0/16')), draft, facts);
  expect(fixes).toEqual([{ what: 'podSubnet', from: '10.244.0.0/16', to: '10.233.64.0/18' }]);
  expect(fixed(draft, fixes).network.podSubnet).toBe('10.233.64.0/18');
});

test('a host whose name is none gets that of its node, unless another host has it', () => {
  const invalid = refusal(problem('check.hostname-invalid', { hostname: 'localhost' }, { host: 'm1' }));
  const fixes = fixesOf(found(invalid), draft, facts);
  expect(fixes).toEqual([{ what: 'hostname', host: 'm1', from: 'localhost', to: 'm1' }]);
  expect(fixed(draft, fixes).nodes.map(({ hostname }) => hostname)).toEqual(['m1', '']);
  expect(fixesOf(found(invalid), draft, new Map([...facts, ['m2', factsOf('m2', '10.244.0.11', { hostname: 'm1' })]]))).toEqual(
    [],
  );
});

test('what people have to decide is left to them', () => {
  const firewall = blocker(problem('check.firewall', { services: ['ufw'] }, { host: 'm1' }));
  expect(fixesOf(found(firewall), draft, facts)).toEqual([]);
});
