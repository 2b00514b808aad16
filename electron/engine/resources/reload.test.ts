import { beforeEach, describe, expect, test } from 'vitest';
import { bring } from './bring.ts';
import { type Bringing, bringing, codeOf } from './bringing.fixture.ts';

const noted = '/run/barque/keepalived/revision';
const [old, wanted] = ['0000000000000001', '0000000000000002'];
const resource = { kind: 'reload', container: 'keepalived', noted, revision: wanted, timeoutSeconds: 60 } as const;
const [running, ended, other] = ['a'.repeat(64), 'b'.repeat(64), 'c'.repeat(64)];

let node: Bringing['node'];
let context: Bringing['context'];
let states: Bringing['states'];
let signalled: string[];
/** What comes of a signal. */
let reloads: () => void;
beforeEach(() => {
  ({ node, context, states } = bringing());
  signalled = [];
  reloads = () => node.put(noted, `${wanted}\n`);
  node.run = (argv) => {
    if (argv.includes('containers')) return { status: 0, output: `${running}\n${ended}\n` };
    if (argv[0] === 'find') return { status: 0, output: `900.5 /run/x/${other}\n901.5 /run/x/${running}\n` };
    expect(argv).toContain('SIGHUP');
    signalled.push(argv.at(-1) ?? '');
    reloads();
    return { status: 0 };
  };
});

describe('a program that reads its configuration again', () => {
  test('is as it should be where it runs with this revision, or where nothing runs yet', async () => {
    expect(await states([resource])).toEqual(['satisfied']);
    node.put(noted, `${wanted}\n`);
    expect(await states([resource])).toEqual(['satisfied']);
    expect(await bring([resource], context)).toBe('satisfied');
    expect(signalled).toEqual([]);
  });

  test('is not where it runs with another one, or one that is none', async () => {
    for (const text of [`${old}\n`, '', 'x\u001b[2J', `${wanted} and more`]) {
      node.put(noted, text);
      expect(await states([resource])).toEqual(['unsatisfied']);
    }
  });

  test('is told by a signal to its own container that runs, and it is waited for that it did', async () => {
    node.put(noted, `${old}\n`);
    expect(await bring([resource], context)).toBe('changed');
    expect(signalled).toEqual([running]);
    expect(await states([resource])).toEqual(['satisfied']);
  });

  test('is not signalled where only a note is left of it', async () => {
    node.put(noted, `${old}\n`);
    const run = node.run;
    node.run = (argv) => (argv[0] === 'find' ? { status: 0 } : run(argv));
    expect(await bring([resource], context)).toBe('changed');
    expect([signalled, node.files.has(noted)]).toEqual([[], false]);
  });

  test('that goes on with the old one is a problem', async () => {
    node.put(noted, `${old}\n`);
    reloads = () => undefined;
    expect(await codeOf(bring([{ ...resource, timeoutSeconds: -1 }], context))).toMatchObject({
      code: 'resource.not-in-place',
      params: { resource: 'reload keepalived', found: old, wanted },
    });
  });

  test('is not taken for one that does not run where containerd does not answer', async () => {
    node.put(noted, `${old}\n`);
    node.run = () => ({ status: 1, errors: 'connection refused' });
    expect(await codeOf(bring([resource], context))).toMatchObject({ code: 'resource.not-in-place' });
    expect(node.files.has(noted)).toBe(true);
  });
});
