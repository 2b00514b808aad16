import { expect, test } from 'vitest';
import { ProblemError } from '../problems/problem.ts';
import { hostsOf } from './hosts.ts';

const access = { auth: { kind: 'agent' } };
const node = (name: string, address: string) => ({ name, address, roles: ['worker'] });

test('hosts are known while the rest of the spec is half typed; rows that are half typed themselves are left out', () => {
  const typed = {
    access,
    nodes: [node('m1', '10.0.0.11'), node('m2', '10.0.'), node('M3', '10.0.0.13')],
    endpoint: { address: '10' },
  };
  const { nodes, endpoint } = hostsOf(JSON.stringify(typed));
  expect(nodes.map(({ name }) => name)).toEqual(['m1']);
  expect(endpoint).toBeUndefined();
});

test('where there is no host to be reached, it says what is wrong', () => {
  for (const text of [
    '',
    '[',
    'nodes: 3',
    JSON.stringify({ access, nodes: [] }),
    JSON.stringify({ nodes: [node('m1', '10.0.0.11')] }),
  ])
    expect(() => hostsOf(text)).toThrow(ProblemError);
});
