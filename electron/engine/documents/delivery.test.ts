import PizZip from 'pizzip';
import { describe, expect, test } from 'vitest';
import { ProblemError } from '../../../shared/problems/problem.ts';
import type { Report } from '../../../shared/report/report.ts';
import { reduce } from '../../../shared/run/reduce.ts';
import { initialRunState } from '../../../shared/run/state.ts';
import type { RunEvent } from '../../../shared/run/event.ts';
import { comparedWithBareHosts, samplePlan } from '../../../shared/runbook/plan.fixture.ts';
import { changeSheet, deliveryDocument } from './delivery.ts';
import { paragraph, wordPackage } from './word-package.ts';
import { wordTemplate } from './word-templates.ts';

const events: RunEvent[] = [
  {
    at: 1_767_340_800_000,
    type: 'run-started',
    run: '20260102-080000',
    cluster: 'demo',
    steps: [{ id: 'nodes-ready/m1', phase: 'verify', title: 'nodes-ready', host: 'm1' }],
  },
  { at: 1_767_340_801_000, type: 'step-started', step: 'nodes-ready/m1' },
  { at: 1_767_340_802_000, type: 'step-finished', step: 'nodes-ready/m1', outcome: 'changed', problems: [] },
  { at: 1_767_340_822_000, type: 'run-finished', outcome: 'success', problems: [] },
];
const report: Report = {
  cluster: { name: 'demo', kubernetes: '1.34.4', etcd: 'external', endpoint: 'https://10.0.0.5:6443' },
  networks: { pods: '10.244.0.0/16', services: '10.96.0.0/12', dnsDomain: 'cluster.local' },
  nodes: [
    { name: 'm1', address: '10.0.0.11', roles: ['master'] },
    { name: 'w1', address: '10.0.0.21', roles: ['worker'] },
  ],
  versions: [{ name: 'etcd', version: '3.6.5' }],
  certificates: ['2035-12-31', '2027-01-02'].map((day, i) => ({
    name: `cert-${i}.crt`,
    subject: 'CN=x',
    issuer: 'CN=y',
    notBefore: '2026-01-01T00:00:00.000Z',
    notAfter: `${day}T00:00:00.000Z`,
    authority: false,
    names: [],
  })),
  runs: [events.reduce(reduce, initialRunState)],
  accepted: [
    { check: 'firewall', code: 'check.firewall', host: 'm1', by: '张三 <&>', reason: 'line 1\nline 2 \u0007\ud800 {cluster}' },
  ],
};

/** Whether every element is closed where it should be, and nothing stands there that has to be escaped. */
function wellFormed(text: string): boolean {
  const open: string[] = [];
  for (const [, close, name = '', alone, stray] of text.matchAll(
    /<(\/?)([\w:]+)(?:\s+[\w:]+="[^"<]*")*\s*(\/?)>|<\?xml[^<]*\?>|([<>])/g,
  )) {
    if (stray !== undefined) return false;
    if (name === '' || alone === '/') continue;
    if (close === '') open.push(name);
    else if (open.pop() !== name) return false;
  }
  return open.length === 0 && !/&(?!(amp|lt|gt|quot|apos|#\d+);)/.test(text);
}

/** The text of a document, a line for each paragraph; every part of it is well-formed XML. */
function textOf(content: Uint8Array): string {
  const zip = new PizZip(content);
  for (const [name, file] of Object.entries(zip.files))
    if (/\.(xml|rels)$/.test(name)) expect([name, wellFormed(file.asText())]).toEqual([name, true]);
  return (zip.file('word/document.xml')?.asText() ?? '')
    .replace(/<w:br\/>/g, '\n')
    .replace(/<\/w:p>/g, '\n')
    .replace(/<[^>]+>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
const refusal = (work: () => unknown) => {
  try {
    return work();
  } catch (error) {
    if (error instanceof ProblemError) return error.problems[0];
    throw error;
  }
};

describe.each(['en', 'zh'] as const)('the delivery document (%s)', (language) => {
  const text = textOf(deliveryDocument(report, language));
  test('has the record, the assets, what was proven, renewal dates, what was accepted, and places to sign', () => {
    for (const held of [
      'demo',
      '1.34.4',
      '20260102-080000',
      '2026-01-02 08:00',
      '10.0.0.21',
      '3.6.5',
      'check.firewall',
      '张三 <&>',
    ])
      expect(text).toContain(held);
    expect(text).toContain(language === 'en' ? 'Accepted by' : '接收方');
    expect(text).toContain(language === 'en' ? 'proof: every node is Ready' : '验证：所有节点 Ready');
    expect(text).toContain('cert-1.crt, 2027-01-02');
    expect(text.indexOf('cert-1.crt')).toBeLessThan(text.indexOf('cert-0.crt'));
  });
  test('leaves no tag behind, and takes what people typed as text', () => {
    expect(text.replace('line 2 \ufffd {cluster}', '')).not.toMatch(/[{}]|undefined/);
    expect(text).toContain('line 1\nline 2 \ufffd {cluster}');
  });
});

test('the delivery document says of a proof that was skipped that it was not made, who skipped it, and what that costs', () => {
  const [begun, started, , ended] = events;
  if (!begun || !started || !ended) throw new Error('there are four events');
  const id = 'nodes-ready/m1';
  const run: RunEvent[] = [
    ...[begun, started],
    { at: 1_767_340_802_000, type: 'step-skipped', step: id, by: 'ops@laptop', decided: 1 },
    { at: 1_767_340_802_000, type: 'step-finished', step: id, outcome: 'skipped', problems: [] },
    ended,
  ];
  const text = textOf(deliveryDocument({ ...report, runs: [run.reduce(reduce, initialRunState)] }, 'en'));
  for (const held of ['skipped: not proven', 'ops@laptop', 'It is not proven that every node is Ready.'])
    expect(text).toContain(held);
});

test.each(['en', 'zh'] as const)('the change sheet (%s) tells each host apart', (language) => {
  const text = textOf(changeSheet({ name: 'demo' }, comparedWithBareHosts(samplePlan), language));
  for (const held of ['m1', 'w1', 'kubeadm join --config /etc/barque/kubeadm.yaml', 'barque-containerd.service'])
    expect(text).toContain(held);
  expect(text).not.toMatch(/[{}]|undefined/);
});

test.each([
  ['en', 'demo (practice mode)', 'proven'],
  ['zh', 'demo（演练模式）', '已通过'],
] as const)(
  'of a practice cluster it says so beside the name, and a proof that holds is called that (%s)',
  (language, name, proven) => {
    expect(textOf(deliveryDocument({ ...report, practice: true }, language))).toContain(name);
    expect(textOf(changeSheet({ name: 'demo', practice: true }, comparedWithBareHosts(samplePlan), language))).toContain(name);
    expect(textOf(deliveryDocument(report, language))).not.toContain(name);
    expect(textOf(deliveryDocument(report, language))).toContain(proven);
  },
);

test("a template of one's own replaces it; a tag that is not known stays empty", () => {
  const content = wordPackage([paragraph('{cluster}: {#nodes}{name} {/nodes}{whatever}')]);
  expect(textOf(deliveryDocument(report, 'en', { name: 'own.docx', content })).trim()).toBe('demo: m1 w1');
});

test.each([
  ['a loop that is not closed', wordPackage([paragraph('{#nodes}{name}')]), 'nodes'],
  ['no Word document', Buffer.from('hello'), 'not a Word document'],
])('%s is told', (_, content, reason) => {
  const problem = refusal(() => deliveryDocument(report, 'en', { name: 'own.docx', content }));
  expect(problem).toMatchObject({ code: 'document.template', params: { path: 'own.docx' } });
  expect(JSON.stringify(problem)).toContain(reason);
});

test('nothing in a template is evaluated', () => {
  const content = wordPackage([paragraph('{cluster.constructor}{constructor}{__proto__}{1+1}')]);
  expect(textOf(deliveryDocument(report, 'en', { name: 'own.docx', content })).trim()).toBe('');
});

test('the same content gives the same template', () => {
  expect(wordTemplate('delivery', 'zh').equals(wordTemplate('delivery', 'zh'))).toBe(true);
});
