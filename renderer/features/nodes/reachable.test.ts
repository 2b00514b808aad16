import { expect, test } from 'vitest';
import { emptyNode, type NodeDraft } from '../../../shared/draft/draft.ts';
import { problem } from '../../../shared/problems/problem.ts';
import type { FieldProblems } from './field-problems.ts';
import { reachable } from './reachable.ts';

const row = (key: string, fields: Partial<NodeDraft>): NodeDraft => ({ ...emptyNode(key), ...fields });
const nodes = [
  row('n1', { name: 'm1', address: '10.0.0.1' }),
  row('n2', { name: 'm2', address: '10.0.0.2' }),
  row('n3', { name: 'm3' }),
];
const password = { name: 'ssh.password', use: 'password' as const, place: { field: 'access.auth' } };
const missing = [problem('import.no-nodes', { rows: 0 })];
const wrongAt = (...places: string[]): FieldProblems => new Map(places.map((place) => [place, missing]));

test('nodes with a name, an address and their secrets in the vault', () => {
  expect(reachable(nodes, new Map(), wrongAt(), [password], new Set())).toEqual([]);
  expect(reachable(nodes, new Map(), wrongAt(), [password], new Set(['ssh.password']))).toEqual(['m1', 'm2']);
});

test('not those that were tried, nor those whose address is none, nor any while the login is wrong', () => {
  const tried = new Map([['m1', { state: 'connecting' as const }]]);
  expect(reachable(nodes, tried, wrongAt(), [], new Set())).toEqual(['m2']);
  expect(reachable(nodes, new Map(), wrongAt('n2/address'), [], new Set())).toEqual(['m1']);
  expect(reachable(nodes, new Map(), wrongAt('access.user'), [], new Set())).toEqual([]);
  expect(reachable(nodes, new Map(), wrongAt('n2/labels'), [], new Set())).toEqual(['m1', 'm2']);
});

test('a secret of one node holds up that node only', () => {
  const own = { ...password, name: 'node.n2.password', place: { field: 'access.auth', node: 'n2' } };
  expect(reachable(nodes, new Map(), wrongAt(), [own], new Set())).toEqual(['m1']);
});
