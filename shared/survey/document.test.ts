import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { factsOf } from '../../test/fixtures/site.ts';
import { sheet } from '../contract/documents.ts';
import { emptyDraft, emptyNode } from '../draft/draft.ts';
import type { HostFacts } from '../model/facts.ts';
import { problem } from '../problems/problem.ts';
import { type Found, surveyMarkdown, surveySheets, type Surveyed } from './document.ts';
import { surveyOf } from './survey.ts';

const uid = 'c0ffee00c0ffee00c0ffee00c0ffee00';
const names = ['a', 'b', 'c', 'd'] as const;

function surveyed(change: Partial<Record<(typeof names)[number], Partial<HostFacts>>>): Surveyed {
  const nodes = names.map((name, i) => ({
    ...emptyNode(name),
    name,
    address: `10.0.0.${i + 1}`,
    roles: name === 'a' ? ('master' as const) : ('worker' as const),
  }));
  const draft = { ...emptyDraft('site', 'survey'), nodes };
  const facts = new Map(nodes.slice(0, 2).map(({ name, address }) => [name, factsOf(name, address, change[name])]));
  const failed = problem('ssh.unreachable', { address: '10.0.0.3', port: 22, reason: 'timeout' }, { host: 'c' });
  return {
    ...surveyOf(draft, facts, uid),
    ...{ site: 'site', cluster: uid, nodes },
    found: new Map<string, Found>([
      ...[...facts].map(([name, of]) => [name, { facts: of }] as const),
      ['c', { problems: [failed] }],
    ]),
  };
}
const site = surveyed({
  a: {
    firewalls: ['firewalld'],
    selinux: 'enforcing',
    skewMs: -4240,
    mounts: [
      { path: '/', type: 'ext4', sizeBytes: 1e11, freeBytes: 8e10 },
      { path: '/boot', type: 'ext4', sizeBytes: 1e9, freeBytes: 8e8 },
      { path: '/dev/shm', type: 'tmpfs', sizeBytes: 4e9, freeBytes: 4e9 },
      { path: '/data', type: 'xfs', sizeBytes: 2e12, freeBytes: 2e12 },
    ],
  },
  b: { cgroup: 'hybrid', present: ['/run/docker.sock'], swapBytes: 2e9 },
});

describe('the document of a survey', () => {
  test.each(['en', 'zh'] as const)('tells all of it (%s)', async (language) => {
    await expect(surveyMarkdown(site, language)).toMatchFileSnapshot(`golden/survey.${language}.md`);
  });

  test('is made of sheets that a workbook takes, with a cell for each column', () => {
    for (const one of surveySheets(site, 'en')) {
      expect(sheet.safeParse(one).success).toBe(true);
      for (const row of one.rows) expect(row.length).toBeLessThanOrEqual(one.head.length);
    }
    expect(surveySheets(site, 'en')[1]?.rows[0]).toHaveLength(15);
  });

  test('holds whatever a host says of itself within its cell', () => {
    const lines = surveyMarkdown(surveyed({}), 'en').split('\n').length;
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 4096 }), (said) => {
        const hostile = surveyed({
          a: { hostname: said, kernel: `6.1 ${said}`, os: { id: 'debian', version: '12', name: said } },
        });
        const text = surveyMarkdown({ ...hostile, findings: [] }, 'en');
        expect(text.split('\n')).toHaveLength(lines);
        expect(surveySheets(hostile, 'en').every((one) => sheet.safeParse(one).success)).toBe(true);
      }),
    );
  });
});
