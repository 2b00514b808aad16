import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
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

test('run on its host, the script keeps swap off over a restart: no line of fstab and no unit turns it on', () => {
  const dir = mkdtempSync(join(tmpdir(), 'runbook-'));
  const program = (name: string, text: string) => writeFileSync(join(dir, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  try {
    const unit = (id: string, load: string, file: string, source = '') =>
      `SourcePath=${source}\nFragmentPath=${file}\nId=${id}\nLoadState=${load}\n`;
    writeFileSync(
      join(dir, 'units'),
      [
        unit('dev-vda2.swap', 'loaded', '/run/systemd/generator/dev-vda2.swap', '/etc/fstab'),
        unit('dev-zram0.swap', 'loaded', '/run/systemd/generator/dev-zram0.swap'),
        unit('swapfile.swap', 'loaded', ''),
        unit('gone.swap', 'masked', '/dev/null'),
      ].join('\n'),
    );
    program('systemctl', `[ "$1" != show ] || cat '${dir}/units'`);
    program('swapoff', `echo "$@" >'${dir}/off'`);
    program('id', 'echo 0');
    writeFileSync(join(dir, 'fstab'), '/dev/a / ext4 x 0 1\n# /dev/c none swap sw 0 0\nUUID=1\tnone\tswap\tsw 0 0\n');
    const plan: Plan = {
      ...samplePlan,
      steps: samplePlan.steps.slice(0, 1).map((step) => ({ ...step, resources: [{ kind: 'swap-off' }] })),
    };
    const script = runbookShell(plan, 'en')
      .replace(/^PATH=/m, `PATH=${dir}:`)
      .replaceAll('/etc/systemd/system', dir)
      .replace('swap_off /etc/fstab', `swap_off ${dir}/fstab`);
    const run = () => spawnSync('sh', ['-s', 'm1'], { input: script, encoding: 'utf8' });
    expect([run(), run()].map(({ status, stderr }) => [status, stderr])).toEqual(Array(2).fill([0, '']));
    expect(readFileSync(join(dir, 'fstab'), 'utf8')).toBe(
      '/dev/a / ext4 x 0 1\n# /dev/c none swap sw 0 0\n# off for Kubernetes (Barque): UUID=1\tnone\tswap\tsw 0 0\n',
    );
    expect(readFileSync(join(dir, 'off'), 'utf8')).toBe('-a\n');
    expect(readdirSync(dir).filter((name) => name.endsWith('.swap'))).toEqual(['dev-zram0.swap']);
    expect(readlinkSync(join(dir, 'dev-zram0.swap'))).toBe('/dev/null');
  } finally {
    rmSync(dir, { recursive: true });
  }
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
