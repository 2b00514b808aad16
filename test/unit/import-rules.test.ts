import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, test } from 'vitest';

// files that need not exist have no types: the rules about rooms need none
const eslint = new ESLint({ overrideConfig: [{ files: ['**/*.ts', '**/*.tsx'], ...tseslint.configs.disableTypeChecked }] });

/** What the rules about rooms (imports, clocks, randomness) say of a file with this text. */
async function errorsOf(filePath: string, text: string): Promise<string[]> {
  const [result] = await eslint.lintText(text, { filePath });
  const messages = result?.messages ?? [];
  expect(messages.filter((m) => m.fatal)).toEqual([]);
  return messages.filter((m) => m.severity === 2 && m.ruleId?.startsWith('no-restricted-')).map((m) => m.message);
}
const using = (from: string) => `import * as it from '${from}';\nexport const used = it;\n`;

describe('what each room must not import', () => {
  test.each([
    ['shared/model/x.ts', 'node:fs', 'pure'],
    ['shared/model/x.ts', 'fs', 'pure'],
    ['shared/planner/x.ts', '../../electron/engine/fleet.ts', 'one way'],
    ['shared/planner/x.ts', '../../renderer/app/shell.ts', 'one way'],
    ['shared/run/x.ts', 'electron', 'electron'],
    ['shared/checks/x.ts', '../../test/fixtures/site.ts', 'tests'],
    ['electron/engine/x.ts', '../cli/main.ts', 'hosts'],
    ['electron/engine/node/x.ts', '../../desktop/window.ts', 'hosts'],
    ['electron/engine/node/x.ts', '../../web/server.ts', 'hosts'],
    ['electron/engine/x.ts', 'electron', 'electron'],
    ['electron/engine/x.ts', '../../renderer/app/shell.ts', 'face'],
    ['electron/engine/x.ts', '../../test/lab/lab.ts', 'tests'],
    ['electron/cli/x.ts', 'electron', 'electron'],
    ['electron/cli/x.ts', '../../renderer/app/shell.ts', 'face'],
    ['renderer/app/x.ts', 'electron', 'electron'],
    ['renderer/app/x.tsx', 'electron/renderer', 'electron'],
    ['renderer/app/x.tsx', '../../electron/engine/fleet.ts', 'EngineApi'],
    ['renderer/app/x.ts', 'node:path', 'EngineApi'],
  ])('%s must not import %s', async (file, from, why) => {
    expect(await errorsOf(file, using(from))).toContainEqual(expect.stringContaining(why));
  });

  test('nor pass on what it must not import', async () => {
    expect(await errorsOf('shared/model/x.ts', "export * from 'node:fs';\n")).toHaveLength(1);
    expect(await errorsOf('shared/model/x.ts', "export { readFile } from 'node:fs';\n")).toHaveLength(1);
  });

  test('the brain has neither a clock nor randomness', async () => {
    for (const text of ['Date.now()', 'new Date()', 'Math.random()'])
      expect(await errorsOf('shared/run/x.ts', `export const it = ${text};\n`)).toHaveLength(1);
    expect(await errorsOf('electron/engine/x.ts', 'export const now = Date.now();\n')).toEqual([]);
  });
});

describe('what each room may import', () => {
  test.each([
    ['shared/planner/x.ts', '../model/plan.ts'],
    ['shared/planner/x.ts', 'zod'],
    ['shared/planner/x.test.ts', '../../test/fixtures/site.ts'],
    ['electron/engine/x.ts', 'node:fs'],
    ['electron/engine/x.ts', '../../shared/model/plan.ts'],
    ['electron/cli/x.ts', '../engine/fleet.ts'],
    ['electron/desktop/x.ts', 'electron'],
    ['electron/preload/x.ts', 'electron'],
    ['renderer/app/x.tsx', '../../shared/run/reduce.ts'],
    ['renderer/app/x.tsx', 'react'],
  ])('%s may import %s', async (file, from) => {
    expect(await errorsOf(file, using(from))).toEqual([]);
  });

  test('a time that is given is no clock', async () => {
    expect(await errorsOf('shared/run/x.ts', 'export const at = (ms: number) => new Date(ms);\n')).toEqual([]);
  });
});
