import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ProblemError } from '../../shared/problems/problem.ts';
import { createWorkspace, type Workspace } from '../engine/workspace/workspace.ts';
import { readArguments } from './arguments.ts';
import type { Console } from './console.ts';
import { openVault } from './vault.ts';

let dir = '';
let workspace: Workspace;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'barque-open-vault-'));
  workspace = await createWorkspace(join(dir, 'demo.barque'), 'demo', { spec: 'spec' }, { cost: { N: 16, r: 1, p: 1 } });
});
afterEach(() => rm(dir, { recursive: true }));

const signal = new AbortController().signal;
/** Opens the vault as somebody who types these secrets, one after the other; without any, nobody is there. */
async function opened(typed: readonly string[], ...options: string[]) {
  const left = [...typed];
  const [asked, warned]: [string[], string[]] = [[], []];
  const console: Console = {
    language: 'en',
    interactive: typed.length > 0,
    print: () => undefined,
    problems: () => undefined,
    warnings: (findings) => warned.push(...findings.map(({ problem }) => problem.code)),
    confirm: () => Promise.reject(new Error('asked to confirm')),
    secret: (question) => {
      asked.push(question);
      const answer = left.shift();
      return answer === undefined ? Promise.reject(new Error('asked once too often')) : Promise.resolve(answer);
    },
    line: () => Promise.reject(new Error('asked for a line')),
  };
  const end = await openVault(workspace, readArguments(['apply', ...options]), console, signal).then(
    () => workspace.vault.state(),
    (error: unknown) => (error instanceof ProblemError ? error.problems[0].code : String(error)),
  );
  return { end, asked: asked.length, warned, left };
}

describe('a new workspace', () => {
  test.each([
    ['typed twice', ['three masts', 'three masts'], 'unlocked', 2],
    ['typed again after a slip', ['three masts', 'three mists', 'three masts', 'three masts'], 'unlocked', 4],
    ['not wanted', [''], 'plain', 1],
    ['too short', ['short', 'short'], 'vault.passphrase-short', 2],
  ] as const)('asks for a passphrase on a terminal: %s', async (_, typed, end, asked) => {
    expect(await opened(typed)).toMatchObject({ end, asked, left: [], warned: end === 'plain' ? ['vault.plain'] : [] });
  });

  test('is encrypted with the passphrase that is given, and asks for none', async () => {
    const file = join(dir, 'passphrase');
    await writeFile(file, 'three masts\n', { mode: 0o600 });
    expect(await opened(['never'], '--passphrase', file)).toMatchObject({ end: 'unlocked', asked: 0, warned: [] });
    workspace.vault.lock();
    expect(await opened(['three masts'])).toMatchObject({ end: 'unlocked', asked: 1 });
  });

  test.each([[[]], [['--yes']]])(
    'stays plain where nobody is there or nothing is to be asked (%j), and is warned of',
    async (options) => {
      const typed = options.length === 0 ? [] : ['never'];
      expect(await opened(typed, ...options)).toMatchObject({ end: 'plain', asked: 0, warned: ['vault.plain'] });
    },
  );
});

test('a plain vault that is in use is warned of, and no passphrase is asked for', async () => {
  await workspace.vault.set('ssh', 'x');
  expect(await opened(['never'])).toMatchObject({ end: 'plain', asked: 0, warned: ['vault.plain'] });
});

describe('a locked vault', () => {
  beforeEach(async () => {
    await workspace.vault.protect('three masts');
    workspace.vault.lock();
  });
  test.each([
    ['the right one', ['three masts'], 'unlocked'],
    ['a slip, then the right one', ['three mists', 'three masts'], 'unlocked'],
    ['three wrong ones', ['a', 'b', 'c'], 'vault.wrong-passphrase'],
    ['nobody', [], 'vault.locked'],
  ] as const)('is opened by typing: %s', async (_, typed, end) => {
    expect(await opened(typed)).toMatchObject({ end, left: [], warned: [] });
  });
});
