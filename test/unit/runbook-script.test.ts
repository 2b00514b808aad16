import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Plan } from '../../shared/model/plan.ts';
import { planCluster } from '../../shared/planner/plan.ts';
import { runbookShell } from '../../shared/runbook/shell.ts';
import { samplePlan } from '../../shared/runbook/plan.fixture.ts';
import { quoted } from '../../shared/runbook/shell-words.ts';
import { bundleOf, clusterUid, factsOfAll, specOf } from '../fixtures/site.ts';

const spec = specOf();
const whole = planCluster(spec, clusterUid, factsOfAll(spec), bundleOf(spec));

test.each(['en', 'zh'] as const)('every POSIX shell here takes the script (%s) of a whole cluster', (language) => {
  for (const plan of [whole, samplePlan]) {
    const script = runbookShell(plan, language);
    for (const argv of [
      ['sh', '-n'],
      ['dash', '-n'],
      ['busybox', 'sh', '-n'],
    ]) {
      const [shell = '', ...rest] = argv;
      const { error, status, stderr } = spawnSync(shell, rest, { input: script, encoding: 'utf8' });
      if (error === undefined) expect([argv, status, stderr]).toEqual([argv, 0, '']);
    }
    const { error, stdout } = spawnSync('shellcheck', ['-s', 'sh', '-'], { input: script, encoding: 'utf8' });
    if (error === undefined) expect(stdout).toBe('');
  }
});

test('a word is one word to a shell, whatever is in it', () => {
  const word = fc.string({ unit: 'binary' }).filter((s) => /^[^\0\p{Cs}]*$/u.test(s));
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), (words) => {
      const out = execFileSync('sh', ['-c', `printf '%s\\0' ${words.map(quoted).join(' ')}`], { encoding: 'utf8' });
      expect(out.split('\0').slice(0, -1)).toEqual(words);
    }),
    { numRuns: 50 },
  );
});

test('run on its host, the script puts files, blocks and late values in place, keeps what stood there, and may be run again', () => {
  const dir = mkdtempSync(join(tmpdir(), 'runbook-'));
  try {
    mkdirSync(join(dir, 'values'));
    mkdirSync(join(dir, 'bin'));
    writeFileSync(join(dir, 'values/pki.ca.key'), 'KEY\n');
    writeFileSync(join(dir, 'hosts'), '127.0.0.1 localhost\n');
    // the script asks who runs it; as root it may write anywhere, so everything here is below one directory
    writeFileSync(join(dir, 'bin/id'), '#!/bin/sh\necho 0\n');
    chmodSync(join(dir, 'bin/id'), 0o755);
    const plan: Plan = {
      ...samplePlan,
      steps: samplePlan.steps.slice(0, 1).map((step) => ({
        ...step,
        resources: [
          { kind: 'block', path: join(dir, 'hosts'), block: 'barque demo', lines: ['10.0.0.11 m1'] },
          {
            kind: 'file',
            path: join(dir, 'new/it\'s "$x"'),
            mode: 0o640,
            content: ['a `b` $c\n', { secret: 'pki.ca.key', encoding: 'base64' }, '\n'],
          },
        ],
      })),
    };
    const script = runbookShell(plan, 'en').replace(/^PATH=/m, `PATH=${join(dir, 'bin')}:`);
    const env = { ...process.env, VALUES: join(dir, 'values') };
    const run = () => spawnSync('sh', ['-s', 'm1'], { input: script, env, encoding: 'utf8' });
    expect([run().status, run().status]).toEqual([0, 0]);
    expect(readFileSync(join(dir, 'hosts'), 'utf8')).toBe(
      '127.0.0.1 localhost\n# BEGIN barque demo (kept by Barque; changes here are lost)\n10.0.0.11 m1\n# END barque demo\n',
    );
    expect(readFileSync(join(dir, 'hosts.before'), 'utf8')).toBe('127.0.0.1 localhost\n');
    expect(readFileSync(join(dir, 'new/it\'s "$x"'), 'utf8')).toBe('a `b` $c\nS0VZCg==\n');
    rmSync(join(dir, 'values/pki.ca.key'));
    rmSync(join(dir, 'new'), { recursive: true });
    expect(run().status).toBe(1);
    expect(existsSync(join(dir, 'new'))).toBe(false);
  } finally {
    rmSync(dir, { recursive: true });
  }
});
