import { describe, expect, it } from 'vitest';
import { jsonPath } from './json-path.ts';

const list = {
  items: [
    { metadata: { name: 'a', annotations: { 'x.io/y': '1' } }, status: { conditions: [{ type: 'Ready', status: 'True' }] } },
    { metadata: { name: 'b' }, status: { conditions: [{ type: 'Disk', status: 'False' }] } },
  ],
};

describe('jsonpath as kubectl prints it', () => {
  it('ranges over items, with texts between fields, and nothing for what is not there', () => {
    const template = '{range .items[*]}{.metadata.name}{" "}{.status.conditions[?(@.type=="Ready")].status}{"\\n"}{end}';
    expect(jsonPath(template, list)).toBe('a True\nb \n');
    expect(jsonPath(template, { items: [] })).toBe('');
  });

  it('takes an item by its place, and nothing where there is none', () => {
    const template = '{range .items[*]}{.status.conditions[0].type}{.status.conditions[1].type}{"\\n"}{end}';
    expect(jsonPath(template, list)).toBe('Ready\nDisk\n');
  });

  it('joins several values by spaces, and prints what stands outside of braces', () => {
    expect(jsonPath('names: {.items[*].metadata.name}', list)).toBe('names: a b');
    expect(jsonPath('{.items[*].metadata.annotations.x\\.io/y}', list)).toBe('1');
  });
});
