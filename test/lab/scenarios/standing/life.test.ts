import { describe, expect, it } from 'vitest';
import { type Life, lifeChanges, type MasterLife, readLife } from './life.ts';

const uids = ['0c1e8a6e-5b7f-4b5e-9a55-d6f6ad4d3c11', '8d7c2f60-91a8-4f0c-b1a9-0a8b2f4f7a52'] as const;
const answer = `{"header":{"cluster_id":17237436991929493444,"revision":5},"members":[\
{"ID":9372538179322589801,"name":"m2","peerURLs":["https://10.77.0.12:2380"],"clientURLs":["https://10.77.0.12:2379"]},\
{"ID":10501334649042878790,"name":"m1","peerURLs":["https://10.77.0.11:2380"],"clientURLs":[]}]}
[{"Endpoint":"https://127.0.0.1:2379","Status":{"header":{"member_id":9372538179322589801,"revision":731},"leader":9372538179322589801}}]
${uids[0]}
${uids[1]}
etcd 812 1034567
kube-apiserver 1201 1036001
`;
const one: MasterLife = readLife(answer);
const lifeWith = (change: Partial<MasterLife>): Life => new Map([['m1', { ...one, ...change }]]);
const before = lifeWith({});

describe('the life of a cluster, as a master tells it', () => {
  it('is read with the ids of members exact to the last digit', () => {
    expect(one).toEqual({
      kubeSystem: uids[0],
      sentinel: uids[1],
      members: ['10501334649042878790 m1 https://10.77.0.11:2380', '9372538179322589801 m2 https://10.77.0.12:2380'],
      revision: 731,
      started: ['etcd 812 1034567', 'kube-apiserver 1201 1036001'],
    });
  });

  it('has empty uids where etcd has lost the objects', () => {
    expect(readLife(answer.replace(uids[0], '').replace(uids[1], ''))).toMatchObject({
      kubeSystem: '',
      sentinel: '',
      revision: 731,
    });
  });

  it('goes on unchanged while revisions rise', () => {
    expect(lifeChanges(before, lifeWith({ revision: 900 }))).toEqual([]);
  });

  it.each([
    ["kube-system's uid", { kubeSystem: uids[1] }],
    ["the sentinel's uid", { sentinel: '' }],
    ["etcd's members", { members: one.members.slice(1) }],
    ['revision fell', { revision: 730 }],
    ['processes', { started: ['etcd 812 1034567', 'kube-apiserver 1201 2000000'] }],
  ] satisfies [string, Partial<MasterLife>][])('has changed where %s is another', (what, change) => {
    expect(lifeChanges(before, lifeWith(change))).toEqual([expect.stringContaining(what)]);
  });

  it('may have other processes after a power cut, and nothing else', () => {
    const restarts = { restarts: true };
    expect(lifeChanges(before, lifeWith({ started: ['etcd 7 1'] }), restarts)).toEqual([]);
    expect(lifeChanges(before, lifeWith({ revision: 1 }), restarts)).toHaveLength(1);
  });

  it('is not proven by a master that was not looked at again', () => {
    expect(lifeChanges(before, new Map())).toEqual(['m1: was not looked at again']);
  });
});
