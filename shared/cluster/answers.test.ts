import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { etcdView } from '../model/observed.ts';
import { apiView } from '../model/observed.ts';
import { etcdMembersOf, etcdViewOf } from './etcd-answers.ts';
import { apiViewOf } from './kubernetes-answers.ts';

// as etcdctl 3.6 prints them: numbers of 64 bits, and nothing for what is zero
const status =
  '[{"Endpoint":"https://127.0.0.1:2379","Status":{"header":{"cluster_id":17237436991929493444,"member_id":9372538179322589801,"revision":9007199254740993,"raft_term":2},"version":"3.6.5","dbSize":20480,"leader":9372538179322589801,"raftIndex":8,"raftTerm":2,"raftAppliedIndex":8,"dbSizeInUse":16384}}]';
const members =
  '{"header":{"cluster_id":17237436991929493444,"member_id":9372538179322589801,"raft_term":2},"members":[{"ID":10501334649042878790,"name":"m2","peerURLs":["https://10.0.0.12:2380"],"clientURLs":["https://10.0.0.12:2379"]},{"ID":9372538179322589801,"name":"m1","peerURLs":["https://10.0.0.11:2380"],"clientURLs":["https://10.0.0.11:2379"]},{"ID":77,"peerURLs":["https://10.0.0.13:2380"],"isLearner":true}]}';

describe('a member of etcd', () => {
  test('is read to the last digit', () => {
    expect(etcdViewOf(status, members)).toMatchObject({
      id: '8211f1d0f64f3269',
      revision: '9007199254740993',
      version: '3.6.5',
      leads: true,
      hasLeader: true,
      learner: false,
    });
    expect(etcdMembersOf(members)?.map(({ id, name, learner, peerAddresses }) => [id, name, learner, peerAddresses])).toEqual([
      ['4d', '', true, ['10.0.0.13']],
      ['8211f1d0f64f3269', 'm1', false, ['10.0.0.11']],
      ['91bc3c398fb3c146', 'm2', false, ['10.0.0.12']],
    ]);
  });

  test('without a quorum says that it has no leader, and knows no members', () => {
    const alone = status.replace('"leader":9372538179322589801,', '');
    expect(etcdViewOf(alone, 'Error: context deadline exceeded')).toMatchObject({ hasLeader: false, leads: false });
    expect(etcdViewOf(alone, '')).not.toHaveProperty('members');
  });

  test('that does not answer is none', () => {
    for (const answer of ['', 'Error: deadline', '[]', '[{}]', '{"members":[]}'])
      expect(etcdViewOf(answer, members)).toBeUndefined();
  });
});

describe('an API server', () => {
  const rows = [
    'Namespace\tdefault\tu0\t\t\t',
    'Namespace\tkube-system\tu1\t\t\t',
    'Node\tm1\tn1\tTrue\t10.0.0.11\tv1.34.4',
    'Node\tw1\tn2\tUnknown\t10.1.0.2\tv1.34.4',
  ].join('\n');

  test('says which cluster it is, and what nodes it has', () => {
    expect(apiViewOf({ status: 0, output: rows, errors: '' })).toEqual({
      kind: 'answers',
      uid: 'u1',
      nodes: [
        { name: 'm1', uid: 'n1', ready: true, address: '10.0.0.11', version: 'v1.34.4' },
        { name: 'w1', uid: 'n2', ready: false, address: '10.1.0.2', version: 'v1.34.4' },
      ],
    });
  });

  test.each([
    [
      'Unable to connect to the server: tls: failed to verify certificate: x509: certificate has expired or is not yet valid: ...',
      'refuses',
    ],
    ['error: You must be logged in to the server (Unauthorized)', 'refuses'],
    ['The connection to the server 10.0.0.11:6443 was refused - did you specify the right host or port?', 'silent'],
    ['error: stat /etc/kubernetes/admin.conf: no such file or directory', 'silent'],
    ['', 'silent'],
  ])('that says "%s" %s', (errors, kind) => {
    expect(apiViewOf({ status: 1, output: '', errors }).kind).toBe(kind);
  });

  test('that knows no kube-system yet is not taken for an answer', () => {
    expect(apiViewOf({ status: 0, output: 'Node\tm1\tn1\tTrue\t10.0.0.11\tv1', errors: '' }).kind).toBe('silent');
  });
});

test('whatever hosts print, what is read of it is bounded and printable', () => {
  const pieces = [
    'Node\t',
    'Namespace\tkube-system\t',
    '\n',
    '[{"Status":{"header":{"member_id":',
    '1',
    '"',
    '}',
    ']',
    '\u001b[2J',
    '\u202e',
    '\0',
    '9'.repeat(30),
  ];
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map((all) => all.join('')),
    fc.json(),
  );
  fc.assert(
    fc.property(hostile, hostile, (one, two) => {
      const member = etcdViewOf(one, two);
      if (member !== undefined) expect(etcdView.safeParse(member).success).toBe(true);
      const api = apiViewOf({ status: 0, output: one, errors: two });
      expect(apiView.safeParse(api).success).toBe(true);
      expect(JSON.stringify([member, api])).toMatch(/^[\x20-\x7e]*$/);
    }),
    { numRuns: 300 },
  );
});
