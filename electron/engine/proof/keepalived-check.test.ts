import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keepalivedCheck } from '../../../shared/templates/keepalived.ts';
import { sample } from '../../../shared/templates/sample.ts';

let dir: string;
let script: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'barque-check-'));
  script = join(dir, 'check-api');
  const s = sample();
  await writeFile(script, keepalivedCheck(s, s.first).replaceAll('/run/barque/keepalived', dir));
  await program('date', 'echo 1000');
  await answers(true);
});
afterEach(async () => rm(dir, { recursive: true }));

const program = (name: string, does: string) => writeFile(join(dir, name), `#!/bin/sh\n${does}\n`, { mode: 0o755 });
const answers = (ready: boolean) => program('curl', ready ? 'exit 0' : 'exit 22');
const check = (revision = 'abc') => spawnSync('/bin/sh', [script, revision], { env: { PATH: `${dir}:/usr/bin:/bin` } });

describe('the health check', () => {
  test('is what the API server answers, and says nothing', async () => {
    expect(check()).toMatchObject({ status: 0, stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) });
    await answers(false);
    expect(check().status).not.toBe(0);
  });

  test('notes the revision of the configuration that calls it', async () => {
    check('abc');
    expect(await readFile(join(dir, 'revision'), 'utf8')).toBe('abc\n');
    check('def');
    expect(await readFile(join(dir, 'revision'), 'utf8')).toBe('def\n');
  });

  test.each([
    ['1001\n', 'to come', false],
    ['2200\n', 'as far away as it may be', false],
    ['1000\n', 'over', true],
    ['2201\n', 'too far away, since the clock was set back', true],
    ['soon\n', 'no time', true],
    ['', 'not there', true],
    ['1001; exit 1\n', 'no time but a command', true],
  ])('with a mark of %j, a time that is %s, passes: %s', async (text, _, passes) => {
    await writeFile(join(dir, 'aside'), text);
    expect(check().status === 0).toBe(passes);
  });
});
