import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyNode, nodeDraft, type NodeDraft } from '../../../shared/draft/draft.ts';
import { blockOf, cellText, clear, copy, fillDown, gridColumns, numberedOn, paste, typeInto, withoutRows } from './grid-model.ts';

const row = (key: string, fields: Partial<NodeDraft> = {}): NodeDraft => ({ ...emptyNode(key), ...fields });
const two = [row('n1', { name: 'm1', address: '10.0.0.11', roles: 'master' }), row('n2', { name: 'w1', address: '10.0.0.21' })];
const shown = (nodes: readonly NodeDraft[]) => nodes.map((n) => `${n.key} ${n.name} ${n.address} ${n.roles}`);
const at = (r: number, column: (typeof gridColumns)[number]) => ({ row: r, column: gridColumns.indexOf(column) });

describe('typing', () => {
  test('below the last row makes a row, which gets a name with its address', () => {
    expect(shown(typeInto(two, at(2, 'address'), '10.0.0.22'))).toEqual([...shown(two), 'n3 worker01 10.0.0.22 worker']);
    expect(typeInto(two, at(2, 'address'), ' ')).toEqual(two);
  });
  test('a range of addresses becomes rows, with the roles of the row and names of their own', () => {
    expect(shown(typeInto(two, at(0, 'address'), '10.0.0.11-13'))).toEqual([
      'n1 m1 10.0.0.11 master',
      'n3 master01 10.0.0.12 master',
      'n4 master02 10.0.0.13 master',
      'n2 w1 10.0.0.21 worker',
    ]);
  });
  test('a range of names, then one of addresses', () => {
    const names = typeInto([], at(0, 'name'), 'node[01-03]');
    expect(names.map(({ name }) => name)).toEqual(['node01', 'node02', 'node03']);
  });
  test('roles by a letter or a word; another word changes nothing', () => {
    expect(typeInto(two, at(1, 'roles'), 'b')[1]?.roles).toBe('both');
    expect(typeInto(two, at(1, 'roles'), '主节点')[1]?.roles).toBe('master');
    expect(typeInto(two, at(1, 'roles'), 'x')[1]?.roles).toBe('worker');
  });
});

test('cells are pasted where the cursor is, over the end of the table', () => {
  expect(shown(paste(two, at(1, 'name'), 'a\t10.0.0.1\tmaster\nb\t10.0.0.2\tworker'))).toEqual([
    'n1 m1 10.0.0.11 master',
    'n2 a 10.0.0.1 master',
    'n3 b 10.0.0.2 worker',
  ]);
});

test('what is copied is pasted as it was', () => {
  const text = fc.string({ maxLength: 8 }).map((s) => s.trim());
  const node = fc.record({ name: text, address: text, labels: text });
  fc.assert(
    fc.property(fc.array(node, { minLength: 1, maxLength: 5 }), (all) => {
      const nodes = all.map((n, i) => row(`n${i + 1}`, { ...n, name: `x${n.name}`, labels: n.labels.replaceAll('\r', '') }));
      const block = blockOf({ row: 0, column: 0 }, { row: nodes.length - 1, column: gridColumns.length - 1 });
      const pasted = paste([], { row: 0, column: 0 }, copy(nodes, block));
      for (const [i, n] of nodes.entries())
        for (const column of gridColumns) expect(cellText(pasted[i], column)).toBe(cellText(n, column).replaceAll('\r', ''));
    }),
  );
});

test('filled down, names and addresses are numbered on and the rest is repeated', () => {
  const nodes = [row('n1', { name: 'n09', address: '10.0.0.9', labels: 'a=b' }), row('n2'), row('n3')];
  const filled = fillDown(nodes, blockOf({ row: 0, column: 0 }, { row: 2, column: gridColumns.length - 1 }));
  expect(filled.map((n) => [n.name, n.address, n.labels])).toEqual([
    ['n09', '10.0.0.9', 'a=b'],
    ['n10', '10.0.0.10', 'a=b'],
    ['n11', '10.0.0.11', 'a=b'],
  ]);
  expect(numberedOn('gpu-a', 3)).toBe('gpu-a');
});

test('cells are cleared, rows taken out', () => {
  expect(clear(two, blockOf(at(0, 'address'), at(1, 'address'))).map((n) => n.address)).toEqual(['', '']);
  expect(shown(withoutRows(two, blockOf(at(0, 'name'), at(0, 'name'))))).toEqual(['n2 w1 10.0.0.21 worker']);
});

test('whatever is typed or pasted, rows are rows of a draft and no key is there twice', () => {
  const text = fc.oneof(fc.string(), fc.constantFrom('10.0.0.1-99', 'n[1-9]', 'a\tb\nc', '10.0.0.1-10.255.255.255'));
  fc.assert(
    fc.property(text, text, fc.nat(12), (first, second, column) => {
      const nodes = paste(typeInto(two, { row: 2, column: column % 10 }, first), { row: 1, column: column % 10 }, second);
      for (const n of nodes) expect(nodeDraft.parse(n)).toEqual(n);
      expect(new Set(nodes.map(({ key }) => key)).size).toBe(nodes.length);
      expect(nodes.length).toBeLessThanOrEqual(1000);
    }),
  );
});
