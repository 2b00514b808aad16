import { describe, expect, test } from 'vitest';
import { reduce } from '../run/reduce.ts';
import { initialRunState } from '../run/state.ts';
import type { RunEvent } from '../run/event.ts';
import { readmeText } from './readme.ts';
import { type Report, reportText } from './report.ts';
import { reportWords } from './words.ts';

const events: RunEvent[] = [
  {
    at: 1_767_340_800_000,
    type: 'run-started',
    run: '20260102-080000-000-9f86d081',
    cluster: 'demo',
    steps: [
      { id: 'prepare/m1', phase: 'prepare', title: 'prepare', host: 'm1' },
      { id: 'init/m1', phase: 'control-plane', title: 'init', host: 'm1' },
    ],
  },
  { at: 1_767_340_801_000, type: 'step-started', step: 'prepare/m1' },
  { at: 1_767_340_801_200, type: 'step-finished', step: 'prepare/m1', outcome: 'satisfied', problems: [] },
  { at: 1_767_340_801_200, type: 'step-started', step: 'init/m1' },
  { at: 1_767_340_821_500, type: 'step-finished', step: 'init/m1', outcome: 'changed', problems: [] },
  { at: 1_767_340_822_000, type: 'run-finished', outcome: 'success', problems: [] },
];
const report: Report = {
  cluster: { name: 'demo', kubernetes: '1.34.4', etcd: 'external', endpoint: 'https://10.0.0.5:6443' },
  networks: { pods: '10.244.0.0/16', services: '10.96.0.0/12', dnsDomain: 'cluster.local' },
  nodes: [{ name: 'm1', address: '10.0.0.11', roles: ['master', 'worker'] }],
  versions: [{ name: 'etcd', version: '3.6.5' }],
  certificates: [
    {
      name: 'pki.kubernetes-ca.crt',
      subject: 'CN=kubernetes',
      issuer: 'CN=kubernetes',
      notBefore: '2026-01-01T08:00:00.000Z',
      notAfter: '2035-12-31T08:00:00.000Z',
      authority: true,
      names: [],
    },
    {
      name: 'pki.etcd.m1.server.crt',
      host: 'm1',
      subject: 'CN=m1',
      issuer: 'CN=etcd-ca',
      notBefore: '2026-01-01T08:00:00.000Z',
      notAfter: '2027-01-02T08:00:00.000Z',
      authority: false,
      names: ['DNS:m1'],
    },
  ],
  runs: [events.reduce(reduce, initialRunState)],
  accepted: [{ check: 'firewall', code: 'check.firewall', host: 'm1', by: 'ops', reason: 'opened by hand | see <ticket> 17\n' }],
  erasure: { at: '2026-01-03T09:30:00Z', by: 'ops@bastion', erased: ['pki.etcd-ca.key'] },
};

describe('the report', () => {
  test.each(['en', 'zh'] as const)('reads like this (%s)', async (language) => {
    await expect(reportText(report, language)).toMatchFileSnapshot(`golden/report.${language}.md`);
  });

  test('every proof that holds is told, also one that had nothing to do', () => {
    const proofs = (['changed', 'satisfied'] as const).map((outcome, i): RunEvent[] => [
      { at: 1_767_340_801_000, type: 'step-started', step: `proof-${i}` },
      { at: 1_767_340_802_000, type: 'step-finished', step: `proof-${i}`, outcome, problems: [] },
    ]);
    const started: RunEvent = {
      at: 1_767_340_800_000,
      type: 'run-started',
      run: '20260102-080000-000-9f86d081',
      cluster: 'demo',
      steps: [
        { id: 'proof-0', phase: 'verify', title: 'nodes-ready', host: 'm1' },
        { id: 'proof-1', phase: 'verify', title: 'nodes-ready', host: 'm2' },
      ],
    };
    const run = [started, ...proofs.flat()].reduce(reduce, initialRunState);
    const told = (language: 'en' | 'zh', result: string) =>
      reportText({ ...report, runs: [run] }, language)
        .split('\n')
        .filter((line) => line.includes(`| ${result} |`)).length;
    expect(told('en', 'proven')).toBe(2);
    expect(told('zh', '已通过')).toBe(2);
  });

  test('says of a practice cluster that it is one, before anything else', () => {
    const heading = (language: 'en' | 'zh') => reportText({ ...report, practice: true }, language).split('\n## ')[0];
    expect(heading('en')).toContain('Practice mode');
    expect(heading('zh')).toContain('演练模式');
    expect(reportText(report, 'en')).not.toContain('Practice');
  });

  test('the same content gives the same text, in whatever order certificates come', () => {
    const reversed = { ...report, certificates: [...report.certificates].reverse() };
    expect(reportText(reversed, 'en')).toBe(reportText(report, 'en'));
  });

  test('what people typed cannot leave its cell', () => {
    const [line = ''] = reportText(report, 'en')
      .split('\n')
      .filter((one) => one.includes('ticket'));
    expect(line.match(/(?<!\\)\|/g)).toHaveLength(5);
    expect(line).not.toMatch(/(?<!\\)</);
  });

  test('names what was skipped, by whom and at what cost, and says of a proof that it was not made', () => {
    const [started, ...rest] = events;
    const steps = ['helm', 'pod-network'].map((title) => ({
      ...{ id: `${title}/m1`, title, host: 'm1', skippable: true as const },
      phase: title === 'helm' ? ('add-ons' as const) : ('verify' as const),
    }));
    if (started?.type !== 'run-started') throw new Error('a run begins with its start');
    const skips = steps.flatMap(({ id }): RunEvent[] => [
      { at: 1_767_340_821_600, type: 'step-started', step: id },
      { at: 1_767_340_821_600, type: 'step-skipped', step: id, by: 'ops@laptop', decided: 1_767_340_700_000 },
      { at: 1_767_340_821_600, type: 'step-finished', step: id, outcome: 'skipped', problems: [] },
    ]);
    const run = [{ ...started, steps: [...started.steps, ...steps] }, ...rest.slice(0, -1), ...skips, ...rest.slice(-1)];
    const text = reportText({ ...report, runs: [run.reduce(reduce, initialRunState)] }, 'en');
    expect(text).toContain('## Skipped steps');
    expect(text).toMatch(/\| Helm \| m1 \| ops@laptop \| 2026-01-02 07:58 \| There is no Helm on this master/);
    expect(text).toMatch(/\| proof: pods reach each other.*\| m1 \| skipped: not proven \|/);
    expect(text).toContain('1 of 4 steps did something');
    expect(reportText(report, 'en')).not.toContain('Skipped');
  });

  test('without an erasure has no word of one', () => {
    expect(reportText({ ...report, erasure: undefined }, 'en')).not.toContain(reportWords.en.erasure);
  });
});

describe('the README of an export', () => {
  const content = { cluster: 'demo', endpoint: 'https://10.0.0.5:6443', keys: true, pkcs12: true, paper: true };
  test.each(['en', 'zh'] as const)('names the same files in both languages (%s)', (language) => {
    const names = (text: string) => new Set(text.match(/(?<=`)[\w/.-]+\.(md|yaml|conf|p12|pem)(?=`)/g));
    expect(names(readmeText(content, language))).toEqual(names(readmeText(content, 'en')));
  });

  test('says of a practice cluster that it is one', () => {
    expect(readmeText({ ...content, practice: true }, 'en')).toContain('Practice mode');
    expect(readmeText({ ...content, practice: true }, 'zh')).toContain('演练模式');
    expect(readmeText(content, 'en')).not.toContain('Practice');
  });

  test('says what keys mean where there are some, and that there are none where not', () => {
    expect(readmeText(content, 'en')).toContain('be its administrator');
    const without = readmeText({ ...content, keys: false, pkcs12: false }, 'en');
    expect(without).toContain('no private key');
    expect(without).not.toContain('admin.conf');
  });
});
