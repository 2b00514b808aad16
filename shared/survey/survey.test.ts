import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { factsOf } from '../../test/fixtures/site.ts';
import { parseInventory, inventoryText } from '../bundle/inventory.ts';
import { newestOf, releases } from '../catalog/releases.ts';
import { anyDraft } from '../draft/draft.fixture.ts';
import { emptyDraft, emptyNode, type Draft } from '../draft/draft.ts';
import type { HostFacts } from '../model/facts.ts';
import { occupantsOf } from './host.ts';
import { surveyOf } from './survey.ts';

const uid = 'c0ffee00c0ffee00c0ffee00c0ffee00';
const addressOf = (i: number) => `10.0.0.${i + 1}`;
/** Nodes of these names, about which nothing else has been typed. */
const draftOf = (...names: string[]): Draft => ({
  ...emptyDraft('site', 'survey'),
  nodes: names.map((name, i) => ({ ...emptyNode(`n${i}`), name, address: addressOf(i) })),
});
const factsFor = (draft: Draft, change: Readonly<Record<string, Partial<HostFacts>>> = {}) =>
  new Map(draft.nodes.map(({ name, address }) => [name, factsOf(name, address, change[name])]));
const codes = (draft: Draft, change: Readonly<Record<string, Partial<HostFacts>>>) =>
  surveyOf(draft, factsFor(draft, change), uid).findings.map(({ problem }) => `${problem.host ?? ''} ${problem.code}`);
const newest = releases.map(newestOf).at(-1);

describe('a survey', () => {
  test('needs no package, no endpoint and no roles to say what it found', () => {
    const found = codes(draftOf('a', 'b'), {
      a: { firewalls: ['firewalld'], skewMs: 90_000 },
      b: { machineId: 'id-of-a', present: ['/etc/kubernetes/admin.conf'], mounts: [] },
    });
    expect(found).toEqual(
      expect.arrayContaining(['a check.firewall', 'b check.machine-id-duplicate', 'b check.leftovers', 'a check.clock']),
    );
    expect(codes(draftOf('a', 'b'), {})).toEqual([]);
  });

  test('checks a host in the role that it was given', () => {
    const draft = draftOf('a');
    const small = { a: { cpus: 1 } };
    expect(codes(draft, small)).toEqual([]);
    expect(codes({ ...draft, nodes: draft.nodes.map((node) => ({ ...node, roles: 'master' })) }, small)).toEqual([
      'a check.cpus',
    ]);
  });

  test('says of a cluster’s own hosts nothing, and of another’s that they are taken', () => {
    expect(codes(draftOf('a', 'b'), { a: { cluster: uid }, b: { cluster: 'another' } })).toEqual(['b check.other-cluster']);
  });

  test('is of the architecture that most hosts have: the others are told', () => {
    expect(codes(draftOf('a', 'b', 'c'), { a: { arch: 'arm64' }, c: { arch: 'arm64' } })).toEqual(['b check.arch']);
  });

  test('makes an inventory that is read back, of the newest version that all hosts run', () => {
    const draft = draftOf('a', 'b');
    const { inventory, newest: found } = surveyOf(draft, factsFor(draft, { b: { cgroup: 'v1' } }), uid);
    expect(found).toMatchObject({
      version: inventory?.kubernetes,
      next: { minor: '1.35', limits: [{ host: 'b', of: 'cgroup' }] },
    });
    expect(inventory && parseInventory(inventoryText(inventory), 'site.json')).toEqual(inventory);
    expect(surveyOf(draft, factsFor(draft), uid).inventory?.kubernetes).toBe(newest);
    expect(JSON.stringify(inventory)).not.toContain(addressOf(0));
  });

  test('makes none where no version runs on all hosts, or none is known', () => {
    const draft = draftOf('a');
    expect(surveyOf(draft, factsFor(draft, { a: { kernel: '2.6.32' } }), uid)).toMatchObject({
      newest: { version: undefined },
      inventory: undefined,
    });
    expect(surveyOf(draft, new Map(), uid)).toMatchObject({ findings: [], inventory: undefined });
  });

  test('knows only hosts that are on the list', () => {
    const { inventory, findings } = surveyOf(
      draftOf('a'),
      new Map([
        ['a', factsOf('a', addressOf(0))],
        ['gone', factsOf('gone', '10.9.9.9', { firewalls: ['ufw'], kernel: '2.6.32' })],
      ]),
      uid,
    );
    expect(findings).toEqual([]);
    expect(inventory).toMatchObject({ kubernetes: newest, hosts: [{ name: 'a' }] });
  });

  test('comes of whatever has been typed', () => {
    fc.assert(
      fc.property(anyDraft, (draft) => {
        const facts = new Map(draft.nodes.map(({ name, address }) => [name, factsOf(name, address)]));
        expect(surveyOf(draft, facts, uid).newest.version).toBe(newest);
      }),
    );
  });
});

test('what is on a host already is named, once it runs or was left behind', () => {
  const facts = factsOf('a', '10.0.0.1', {
    firewalls: ['ufw'],
    present: ['/run/docker.sock', '/etc/k0s'],
    selinux: 'permissive',
    swapBytes: 2e9,
  });
  expect(occupantsOf(facts, uid)).toEqual([
    { what: 'firewall', name: 'ufw' },
    { what: 'runtime', name: 'Docker' },
    { what: 'selinux', mode: 'permissive' },
    { what: 'swap', bytes: 2e9 },
    { what: 'leftovers', paths: ['/etc/k0s'] },
  ]);
  expect(occupantsOf({ ...facts, cluster: uid }, uid).map(({ what }) => what)).not.toContain('leftovers');
  expect(occupantsOf(factsOf('a', '10.0.0.1', { cluster: 'another' }), uid)).toEqual([{ what: 'cluster' }]);
  expect(occupantsOf(factsOf('a', '10.0.0.1'), uid)).toEqual([]);
});
