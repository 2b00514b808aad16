import { beforeEach, describe, expect, test } from 'vitest';
import type { Proof } from '../../../shared/model/resource.ts';
import { apiServerServes, kubeletServes } from '../../../shared/planner/renew/serving.ts';
import { MemoryNode } from '../resources/memory-node.fixture.ts';
import { lookOf } from './prove.ts';

const { signal } = new AbortController();
let node: MemoryNode;
beforeEach(() => {
  node = new MemoryNode();
});
const look = (proof: Proof) => lookOf(proof, node, new Map()).look(signal);

describe('API servers', () => {
  test('are each asked, and those that are not ready are named', async () => {
    node.run = (argv) => ({ status: argv.includes('https://10.0.0.12:6443') ? 1 : 0 });
    const servers = ['https://10.0.0.12:6443', 'https://10.0.0.13:6443'];
    expect(await look({ name: 'api-servers-ready', servers })).toEqual(['not-ready: https://10.0.0.12:6443']);
  });
});

describe('a master that stands aside', () => {
  const proof = {
    name: 'stands-aside',
    until: '/run/barque/keepalived/aside',
    seconds: 600,
    marker: '/etc/barque/keepalived/aside',
    address: '10.0.0.5',
  } as const;
  let clock = '1000\n';
  let holds = true;
  beforeEach(() => {
    [clock, holds] = ['1000\n', true];
    node.run = ([program]) => ({
      status: 0,
      output: program === 'date' ? clock : holds ? '2: eth0    inet 10.0.0.5/24 scope global eth0\n' : '',
    });
  });

  test('is marked at once, for as long as its turn takes by its own clock, and has done so when the address is gone', async () => {
    expect(await look(proof)).toEqual(['still-held: 10.0.0.5']);
    expect(node.text(proof.until)).toBe('1600\n');
    holds = false;
    clock = '1001\n';
    expect(await look(proof)).toEqual([]);
    expect(node.text(proof.until)).toBe('1601\n');
  });

  test('is marked for the check of an earlier Barque too', async () => {
    await look(proof);
    expect(node.text(proof.marker)).toBe('');
  });

  test('is not marked where its clock tells nothing', async () => {
    for (clock of ['', 'x\n', '1000 2\n', '-5\n', '9'.repeat(30)]) expect(await look(proof)).toEqual(['no-clock: ']);
    expect(node.files.size).toBe(0);
  });
});

describe("etcd's leadership", () => {
  const proof = { name: 'follows', pki: { ca: 'ca', certificate: 'c', key: 'k' } } as const;
  // two ids that differ only where a double has no place for them
  const [own, other] = ['10276657743932975437', '10276657743932975438'];
  const state = (member: string, leader: string) =>
    `{"Endpoint":"x","Status":{"header":{"cluster_id":14841639068965178418,"member_id":${member},"raft_term":2},"version":"3.6.5","leader":${leader}}}`;
  const etcd =
    (leader: string, moved: string[] = []) =>
    (argv: readonly string[]) => {
      if (argv.includes('move-leader')) moved.push(argv.at(-1) ?? '');
      const members = argv.includes('--cluster') ? [own, other] : [own];
      return { status: 0, output: `[${members.map((member) => state(member, leader)).join(',')}]\n` };
    };

  test('stays where it is if this member follows', async () => {
    const moved: string[] = [];
    node.run = etcd(other, moved);
    expect(await look(proof)).toEqual([]);
    expect(moved).toEqual([]);
  });

  test('goes to another member, by its exact id', async () => {
    const moved: string[] = [];
    node.run = etcd(own, moved);
    expect(await look(proof)).toEqual([]);
    expect(moved).toEqual([BigInt(other).toString(16)]);
  });

  test('is not known where etcd does not answer', async () => {
    node.run = () => ({ status: 1, output: 'garbage', errors: 'context deadline exceeded' });
    expect(await look(proof)).toEqual(['etcd-silent: ']);
  });
});

describe('a served certificate', () => {
  test('is the right one where the only one that is trusted will do, also for somebody who may not ask', async () => {
    node.run = () => ({ status: 0, output: 'ok' });
    expect(await look(apiServerServes('https://10.0.0.11:6443'))).toEqual([]);
    for (const why of ['Unauthorized', 'the server has asked for the client to provide credentials']) {
      node.run = () => ({ status: 1, errors: `error: You must be logged in to the server (${why})\n` });
      expect(await look(kubeletServes('10.0.0.11'))).toEqual([]);
    }
  });

  test('is asked for with a token that is none: without one kubectl asks a person who they are', () => {
    expect(kubeletServes('10.0.0.11').query).toContain('--token=none');
  });

  test('is not where another is served', async () => {
    node.run = () => ({
      status: 1,
      errors: 'tls: failed to verify certificate: x509: certificate signed by unknown authority\n',
    });
    expect((await look(apiServerServes('https://10.0.0.11:6443'))).join()).toMatch(/^not-served: .*apiserver.crt: .*x509/);
  });
});
