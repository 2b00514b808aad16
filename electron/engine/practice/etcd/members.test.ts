import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Members, threeMembers } from './members.fixture.ts';
import { servedEtcd } from './running.ts';

const keyOf = (members: Members, name: string) => servedEtcd(members.cluster, members.machine(name))?.key;
const write = (members: Members, name: string) =>
  servedEtcd(members.cluster, members.machine(name))?.store.put(
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'sentinel' } },
    0,
  );
const failureOf = (members: Members, name: string) => {
  const is = members.machine(name).etcd?.is;
  return is && 'failure' in is ? is.failure : undefined;
};

/** Why a member that is started does not run. */
const failsWith = async (members: Members, name: string) => {
  await members.restart(name);
  return failureOf(members, name);
};

/** Ids are numbers of 64 bits, which JSON.parse rounds. */
const exact = (text: string): unknown => JSON.parse(text.replace(/:(\d{10,20})/g, ':"$1"'));
const id = z.coerce.string();
const statuses = z.array(
  z.strictObject({
    Endpoint: z.string(),
    Status: z.strictObject({
      header: z.strictObject({ cluster_id: id, member_id: id, revision: z.number(), raft_term: z.number() }),
      version: z.string(),
      dbSize: z.number(),
      leader: id.optional(),
      raftIndex: z.number(),
      raftTerm: z.number(),
      raftAppliedIndex: z.number(),
      errors: z.array(z.string()).optional(),
      dbSizeInUse: z.number(),
      isLearner: z.boolean().optional(),
      storageVersion: z.string(),
    }),
  }),
);
const list = z.object({
  members: z.array(
    z.strictObject({
      ID: id,
      name: z.string().optional(),
      peerURLs: z.array(z.string()),
      clientURLs: z.array(z.string()).optional(),
      isLearner: z.boolean().optional(),
    }),
  ),
});
const statusOf = async (members: Members, name: string) => {
  const { output } = await members.etcdctl(name, 'endpoint', 'status', '-w', 'json');
  const [status] = statuses.parse(exact(output));
  return status ?? expect.unreachable();
};
const listOf = async (members: Members, name: string) =>
  list.parse(exact((await members.etcdctl(name, 'member', 'list', '-w', 'json')).output)).members;

describe('members that found an etcd', () => {
  it('wait for a majority, and are then active with the same etcd', async () => {
    const members = new Members(3);
    await members.start('m1');
    expect([members.active('m1'), keyOf(members, 'm1')]).toEqual(['activating', undefined]);
    await members.start('m2');
    expect(keyOf(members, 'm1')).toBeDefined();
    expect(['m1', 'm2'].map((name) => members.active(name))).toEqual(['active', 'active']);
    await members.start('m3');
    expect(new Set(members.names.map((name) => keyOf(members, name))).size).toBe(1);
  });

  it('say who they are, in the form of etcdctl', async () => {
    const members = await threeMembers();
    const { Endpoint, Status } = await statusOf(members, 'm2');
    expect(Endpoint).toBe('https://127.0.0.1:2379');
    const listed = await listOf(members, 'm2');
    expect(listed.map(({ name, peerURLs, clientURLs }) => ({ name, peerURLs, clientURLs }))).toEqual(
      members.names.map((name) => ({
        name,
        peerURLs: [members.url(name)],
        clientURLs: [members.url(name).replace('2380', '2379')],
      })),
    );
    expect(Status.header.member_id).toBe(listed[1]?.ID);
    expect(listed.map(({ ID }) => ID)).toContain(Status.leader);
    expect((await members.etcdctl('m1', 'alarm', 'list', '-w', 'json')).output).toMatch(/^\{"header":\{"cluster_id":\d+/);
  });

  it('have a revision that rises with every write, and the first key of a prefix', async () => {
    const members = await threeMembers();
    const keys = () => members.etcdctl('m3', 'get', '/registry/', '--prefix', '--keys-only', '--limit=1');
    expect(await keys()).toMatchObject({ status: 0, output: '' });
    const before = (await statusOf(members, 'm1')).Status.header.revision;
    write(members, 'm2');
    expect((await statusOf(members, 'm1')).Status.header.revision).toBe(before + 1);
    expect(await keys()).toMatchObject({ status: 0, output: '/registry/namespaces/sentinel\n\n' });
  });
});

describe('members that start again', () => {
  it('are who their data says, whatever their settings are', async () => {
    const members = await threeMembers();
    const before = [keyOf(members, 'm1'), (await statusOf(members, 'm1')).Status.header];
    write(members, 'm1');
    members.stop('m1', 'm2', 'm3');
    for (const name of members.names) members.configure(name, { initial: ['m3', 'm2', 'm1'], token: 'other' });
    await members.start('m1', 'm2', 'm3');
    const { header } = (await statusOf(members, 'm1')).Status;
    expect([keyOf(members, 'm1'), header]).toMatchObject([before[0], { member_id: (await listOf(members, 'm1'))[0]?.ID }]);
    expect(header.revision).toBe(2);
  });

  it('are another, empty etcd with the same ids where all of them were given other data directories', async () => {
    const members = await threeMembers();
    write(members, 'm1');
    const [before, { header }] = [keyOf(members, 'm1'), (await statusOf(members, 'm1')).Status];
    members.stop('m1', 'm2', 'm3');
    for (const name of members.names) members.configure(name, { dataDir: '/data/etcd' });
    await members.start('m1', 'm2', 'm3');
    const after = (await statusOf(members, 'm1')).Status.header;
    expect(keyOf(members, 'm1')).not.toBe(before);
    expect(after).toMatchObject({ cluster_id: header.cluster_id, member_id: header.member_id, revision: 1 });
    members.stop('m1', 'm2', 'm3');
    for (const name of members.names) members.configure(name);
    await members.start('m1', 'm2', 'm3');
    expect([keyOf(members, 'm1'), (await statusOf(members, 'm1')).Status.header.revision]).toEqual([before, header.revision]);
  });

  it('are refused without their data while another that knows them runs', async () => {
    const members = await threeMembers();
    members.empty('m1');
    await members.restart('m1');
    expect(members.active('m1')).toBe('activating');
    const ID = BigInt((await listOf(members, 'm2'))[0]?.ID ?? 0).toString(16);
    expect(failureOf(members, 'm1')).toContain(`member ${ID} has already been bootstrapped`);
    expect(keyOf(members, 'm2')).toBeDefined();
    expect(members.machine('m1').files.at('/var/lib/etcd/member')).toBeUndefined();
  });

  it('found an etcd of their own with another token, whatever runs', async () => {
    const members = await threeMembers();
    members.empty('m1');
    members.configure('m1', { initial: ['m1'], token: 'other' });
    expect(await members.restart('m1')).toEqual({});
    expect(keyOf(members, 'm1')).not.toBe(keyOf(members, 'm2'));
  });

  it('without data and alone are taken for themselves by the others, once these are back', async () => {
    const members = await threeMembers();
    write(members, 'm2');
    const before = keyOf(members, 'm2');
    members.stop('m1', 'm2', 'm3');
    members.empty('m1');
    await members.start('m1');
    expect([members.active('m1'), keyOf(members, 'm1')]).toEqual(['activating', undefined]);
    await members.start('m2', 'm3');
    expect(members.names.map((name) => keyOf(members, name))).toEqual([before, before, before]);
    expect(members.active('m1')).toBe('active');
  });

  it('are a majority that has forgotten everything where two of three lost their data and the third is away', async () => {
    const members = await threeMembers();
    const before = keyOf(members, 'm1');
    write(members, 'm1');
    members.stop('m1', 'm2', 'm3');
    members.empty('m1');
    members.empty('m2');
    await members.start('m1', 'm2');
    expect(keyOf(members, 'm1')).toBe(keyOf(members, 'm2'));
    expect(keyOf(members, 'm1')).not.toBe(before);
    await members.start('m3');
    expect(keyOf(members, 'm3')).toBeUndefined();
  });

  it('do not start with data that cannot be read', async () => {
    const members = await threeMembers();
    members.machine('m1').files.write('/var/lib/etcd/member/snap/db', 0o600, 'x');
    expect(await failsWith(members, 'm1')).toContain('wal');
  });
});

describe('an etcd without a majority', () => {
  it('changes and tells nothing but its members’ own state, and is the same when they are back', async () => {
    const members = await threeMembers();
    const before = keyOf(members, 'm1');
    members.stop('m2', 'm3');
    for (const words of [
      ['member', 'list', '-w', 'json'],
      ['alarm', 'list', '-w', 'json'],
      ['get', '/registry/', '--prefix', '--keys-only', '--limit=1'],
      ['endpoint', 'health', '--cluster', '-w', 'json'],
      ['endpoint', 'status', '--cluster', '-w', 'json'],
      ['member', 'add', 'm4', '--peer-urls=https://10.0.0.4:2380'],
    ]) {
      const said = await members.etcdctl('m1', ...words);
      expect([words.join(' '), said.status, said.output]).toEqual([words.join(' '), 1, '']);
      expect(said.errors).toContain('context deadline exceeded');
    }
    const { Status } = await statusOf(members, 'm1');
    expect(Status).toMatchObject({ errors: ['etcdserver: no leader'] });
    expect(Status.leader).toBeUndefined();
    await members.start('m2');
    expect(keyOf(members, 'm1')).toBe(before);
  });

  it('is led by another when its leader goes, in a later term', async () => {
    const members = await threeMembers();
    const { leader, raftTerm } = (await statusOf(members, 'm3')).Status;
    const at = (await listOf(members, 'm3')).findIndex(({ ID }) => ID === leader);
    const [gone = '', other = ''] = [members.names[at], members.names[(at + 1) % 3]];
    members.stop(gone);
    const after = (await statusOf(members, other)).Status;
    expect(after.leader).not.toBe(leader);
    expect(after.raftTerm).toBeGreaterThan(raftTerm);
  });
});

describe('a member that joins', () => {
  it('must be listed first; it is a learner until it is promoted', async () => {
    const members = new Members(4);
    const three = ['m1', 'm2', 'm3'];
    for (const name of three) members.configure(name, { initial: three });
    await members.start(...three);
    members.configure('m4', { state: 'existing' });
    expect(await failsWith(members, 'm4')).toContain('member count is unequal');
    members.stop('m4');
    const add = ['member', 'add', 'm4', '--learner', `--peer-urls=${members.url('m4')}`];
    expect((await members.etcdctl('m1', ...add)).status).toBe(0);
    expect((await listOf(members, 'm1'))[3]).not.toHaveProperty('clientURLs');
    expect(await members.restart('m4')).toEqual({});
    const [, , , joined] = await listOf(members, 'm1');
    expect(joined).toMatchObject({ name: 'm4', isLearner: true });
    expect((await statusOf(members, 'm4')).Status).toMatchObject({ isLearner: true });
    const promote = ['member', 'promote', BigInt(joined?.ID ?? 0).toString(16)];
    expect((await members.etcdctl('m1', ...promote)).status).toBe(0);
    expect((await listOf(members, 'm1'))[3]).not.toHaveProperty('isLearner');
  });

  it('without a member that answers learns of no cluster, and without its data panics', async () => {
    const members = await threeMembers();
    members.configure('m3', { state: 'existing' });
    members.stop('m1', 'm2', 'm3');
    members.empty('m3');
    expect(await failsWith(members, 'm3')).toContain('cannot fetch cluster info from peer urls');
    await members.start('m1', 'm2');
    expect(keyOf(members, 'm1')).toBeDefined();
    expect(failureOf(members, 'm3')).toMatch(/^tocommit\(\d+\) is out of range \[lastIndex\(0\)\]/);
  });

  it('is out for good once it is removed', async () => {
    const members = await threeMembers();
    const [, , third] = await listOf(members, 'm1');
    const remove = ['member', 'remove', BigInt(third?.ID ?? 0).toString(16)];
    expect((await members.etcdctl('m1', ...remove)).status).toBe(0);
    expect(keyOf(members, 'm3')).toBeUndefined();
    expect(await failsWith(members, 'm3')).toContain('the member has been permanently removed from the cluster');
    expect(keyOf(members, 'm1')).toBeDefined();
  });
});
