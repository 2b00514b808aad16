import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { changesByHost, runbookMarkdown } from './markdown.ts';
import { comparedWithBareHosts, samplePlan } from './plan.fixture.ts';
import { runbookShell } from './shell.ts';
import { comment } from './shell-words.ts';

const planned = comparedWithBareHosts(samplePlan);

describe.each(['en', 'zh'] as const)('the runbook (%s)', (language) => {
  test('as Markdown: what changes on each host, which services are touched, how it is undone', async () => {
    await expect(runbookMarkdown({ name: 'demo' }, planned, language)).toMatchFileSnapshot(`golden/runbook.${language}.md`);
  });

  test('as a shell script', async () => {
    await expect(runbookShell(samplePlan, language)).toMatchFileSnapshot(`golden/runbook.${language}.sh.golden`);
  });
});

test('the script holds no step that is done, and waits for no such step', () => {
  const script = runbookShell(
    samplePlan,
    'en',
    planned.map((step) => ({ ...step, satisfied: step.id === 'init/m1' })),
  );
  expect(script).not.toContain('kubeadm init');
  expect(script).not.toMatch(/^ {2}wait_for 'm1/m);
  expect(runbookShell(samplePlan, 'en')).toContain("  wait_for 'm1: kubeadm init'\n  say 'w1: kubeadm join'");
});

test('values that are known only later are read from files, which are asked for before anything is changed', () => {
  const script = runbookShell(samplePlan, 'en');
  expect([...script.matchAll(/^ {2}need (.*)$/gm)].map(([, names]) => names)).toEqual(['pki.ca.crt pki.ca.key', 'join']);
  expect(script).toContain('late join base64');
});

test('a file with a secret in it is for root alone, whatever its mode', () => {
  expect(runbookShell(samplePlan, 'en')).toContain('put 600 /etc/barque/join.conf');
});

test('a comment stays one line', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(comment(text)).toMatch(/^#[^\r\n\u2028\u0085]*$/);
    }),
  );
});

test('a plan that changes nothing says so, and proofs are no changes', () => {
  const done = planned.map((step) => (step.changes.every(({ kind }) => kind === 'proof') ? step : { ...step, satisfied: true }));
  expect(changesByHost(done, 'en')).toEqual([]);
  expect(runbookMarkdown({ name: 'demo' }, done, 'en')).toContain('Nothing is to be changed');
});

test.each([
  ['en', 'Practice mode: '],
  ['zh', '演练模式：'],
] as const)('a practice cluster’s plan says before anything else that it is one (%s)', (language, note) => {
  const markdown = runbookMarkdown({ name: 'demo', practice: true }, planned, language);
  const script = runbookShell(samplePlan, language, [], true);
  for (const head of [markdown.split('\n## ')[0], script.split('\nset -eu')[0]]) expect(head).toContain(note);
  expect(runbookShell(samplePlan, language)).not.toContain(note);
});

test('what is said in Chinese has Chinese punctuation, and no name of the program’s own', () => {
  const does = changesByHost(planned, 'zh').flatMap(({ steps }) => steps.flatMap((step) => step.does));
  expect(does).toContain('写入文件：/etc/kubernetes/pki/ca.crt、/etc/kubernetes/pki/ca.key');
  expect(does).toContain('将 1 个镜像导入 containerd');
  for (const text of does) expect(text).not.toMatch(/: |, |nodes-ready|static pods/);
});
