import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { etcdAmiss, etcdMembers } from './etcd.ts';
import { nodesNotReady, nodesOf } from './nodes-ready.ts';
import { podsNotReady } from './pods-ready.ts';

const member = (n: number, health = true) => ({ endpoint: `https://10.0.0.${n}:2379`, health, took: '4ms' });
const etcdAnswer = (...members: object[]) => JSON.stringify(members);

describe('etcd', () => {
  test('a quorum of healthy members has nothing amiss, also beneath a line of warning', () => {
    expect(etcdAmiss(`a warning\n${etcdAnswer(member(1), member(2), member(3))}\n`, 3)).toEqual([]);
  });

  test('a sick member is named', () => {
    expect(etcdAmiss(etcdAnswer(member(1), member(2, false), member(3)), 3)).toEqual(['https://10.0.0.2:2379']);
  });

  test('a member that is missing, or one too many, is amiss', () => {
    expect(etcdAmiss(etcdAnswer(member(1), member(2)), 3)).toEqual(['etcd-members: 2/3']);
    expect(etcdAmiss(etcdAnswer(member(1), member(2), member(3), member(4)), 3)).toEqual(['etcd-members: 4/3']);
  });

  test('silence and nonsense are no answer', () => {
    for (const answer of ['', 'Error: deadline exceeded', '[', '{}', '[{"endpoint":"x\\u001b[2J","health":true}]'])
      expect(etcdAmiss(answer, 3)).toEqual(['etcd-silent: ']);
  });
});

describe('nodes', () => {
  test('those that are not Ready, and those that are not there, are amiss in the order wanted', () => {
    expect(nodesNotReady('m1 True\nm2 False\nm4 Unknown\n', ['m3', 'm2', 'm1'])).toEqual(['m3', 'm2']);
    expect(nodesNotReady('m1 True\nm2 True\n', ['m1', 'm2'])).toEqual([]);
  });

  test('a node without the condition yet is not Ready', () => {
    expect(nodesOf('m1 \n')).toEqual([{ name: 'm1', ready: false }]);
  });

  test('a name that only looks like a wanted one is another', () => {
    expect(nodesNotReady(' m1 True\nm1x True\nM1 True', ['m1'])).toEqual(['m1']);
  });
});

describe('pods', () => {
  test('a pod that has run to its end does not count; one that has not begun does', () => {
    expect(podsNotReady('coredns-1 Running True\njob-1 Succeeded False\nproxy-1 Pending \n')).toEqual(['proxy-1']);
  });

  test('nothing is expected of pods on nodes that are away', () => {
    const answer = 'proxy-1 Running True m1\nproxy-2 Running False m2\ncoredns-1 Pending  \ncoredns-2 Running False m22\n';
    expect(podsNotReady(answer)).toEqual(['proxy-2', 'coredns-1', 'coredns-2']);
    expect(podsNotReady(answer, ['m2'])).toEqual(['coredns-1', 'coredns-2']);
  });

  test('no pod at all is amiss', () => {
    expect(podsNotReady('\n')).toEqual(['no-pods: ']);
  });

  test('of many the first are named, and how many more there are', () => {
    const many = Array.from({ length: 3000 }, (_, i) => `p-${i} Pending False`).join('\n');
    const amiss = podsNotReady(many);
    expect(amiss.slice(0, 2)).toEqual(['p-0', 'p-1']);
    expect(amiss.at(-1)).toBe('more: 2980');
  });
});

describe('whatever a host answers', () => {
  const pieces = ['True', 'Running', 'm1', ' ', '\n', '\r', '\u001b[31m', '[', '{"endpoint":', ':true}', ']', '\u202e', '\0'];
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map((all) => all.join('')),
    fc.json().map((json) => `[${json}]`),
  );
  const amissIn = (answer: string) => [...etcdAmiss(answer, 3), ...nodesNotReady(answer, ['m1']), ...podsNotReady(answer)];

  test('nothing throws, and all that is told is short and printable', () => {
    fc.assert(
      fc.property(hostile, (answer) => {
        const names = [...nodesOf(answer).map((node) => node.name), ...(etcdMembers(answer) ?? []).map((m) => m.endpoint)];
        for (const text of [...amissIn(answer), ...names]) expect(text).toMatch(/^[\w .:/[\]+-]{1,300}$/);
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ['a deep document', '['.repeat(200_000)],
    ['one long word', 'x'.repeat(1_000_000)],
    ['one long row of spaces', ' '.repeat(1_000_000)],
    ['a flood of pods', 'a Pending False\n'.repeat(100_000)],
    ['a flood of members', `[${Array(50_000).fill('{"endpoint":"https://a:1","health":false}').join()}]`],
  ])('%s ends in a few words', (_, answer) => {
    expect(amissIn(answer).length).toBeLessThan(70);
  });
});
