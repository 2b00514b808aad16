// npm run mutants [-- NAME...]: puts small faults into a copy of the repository, one at a time; a test must find each of them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type Mutant, mutants } from './mutants.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
/** What is of no use in a copy, or is linked into it. */
const leftOut = ['.git', 'node_modules', 'dist', 'coverage'];

const vitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  testResults: z.array(z.object({ assertionResults: z.array(z.object({ status: z.string(), fullName: z.string() })) })),
});
/** What became of a test file: how many of its tests passed, and the first that did not. A file that cannot be loaded has neither. */
interface Tested {
  readonly passed: number;
  readonly failed: string | undefined;
}

const say = (line: string) => process.stdout.write(`${line}\n`);

async function copyOf(): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'barque-mutants-'));
  await cp(root, copy, { recursive: true, filter: (path) => !leftOut.includes(relative(root, path)) });
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'), 'dir');
  return copy;
}

/** Runs a test file in the copy, up to its first test that fails. */
async function test(copy: string, file: string): Promise<Tested> {
  const report = join(copy, 'mutants-report.json');
  await rm(report, { force: true });
  const program = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  // a snapshot that differs fails, and is never written anew
  const args = [program, 'run', file, '--bail=1', '--no-cache', '--reporter=json', `--outputFile=${report}`];
  const vitest = spawn(process.execPath, args, { cwd: copy, stdio: 'ignore', env: { ...process.env, CI: '1' } });
  await once(vitest, 'exit');
  const parsed = vitestReport.safeParse(JSON.parse(await readFile(report, 'utf8').catch(() => 'null')));
  if (!parsed.success) return { passed: 0, failed: undefined };
  const { numPassedTests: passed, testResults } = parsed.data;
  const failed = testResults.flatMap(({ assertionResults }) => assertionResults).find(({ status }) => status === 'failed');
  return { passed, failed: failed?.fullName };
}

/** What is wrong with the tests as they are: one that fails without a fault, or is not run on this machine, shows nothing. */
async function ailing(copy: string, files: Iterable<string>): Promise<string[]> {
  const found: string[] = [];
  for (const file of files) {
    const { passed, failed } = await test(copy, file);
    if (failed !== undefined) found.push(`${file} fails without any fault: ${failed}`);
    else if (passed === 0) found.push(`${file} runs no test on this machine`);
  }
  return found;
}

/** Puts a mutant into the copy and asks its killers; what is wrong, or nothing where all of them found it. */
async function tried(copy: string, { name, file, text, instead, killers }: Mutant): Promise<string[]> {
  const path = join(copy, file);
  const before = await readFile(path, 'utf8');
  const times = before.split(text).length - 1;
  if (times !== 1) return [`${name}: its text is ${times} times in ${file}, and not once`];
  await writeFile(
    path,
    before.replace(text, () => instead),
  );
  try {
    const wrong: string[] = [];
    for (const killer of killers) {
      const { passed, failed } = await test(copy, killer);
      if (failed !== undefined) say(`${name} dies: ${killer}: ${failed}`);
      else wrong.push(`${name} ${passed > 0 ? 'survives' : 'is no program'}: ${killer}`);
    }
    return wrong;
  } finally {
    await writeFile(path, before);
  }
}

function chosen(names: readonly string[]): readonly Mutant[] {
  const unknown = names.filter((name) => !mutants.some((mutant) => mutant.name === name));
  if (unknown.length > 0)
    throw new TypeError(`no mutant '${unknown.join(', ')}'; there are: ${mutants.map((m) => m.name).join(', ')}`);
  return mutants.filter(({ name }) => names.length === 0 || names.includes(name));
}

async function main(names: readonly string[]): Promise<number> {
  const wanted = chosen(names);
  const copy = await copyOf();
  try {
    const wrong = await ailing(copy, new Set(wanted.flatMap(({ killers }) => killers)));
    if (wrong.length === 0) for (const mutant of wanted) wrong.push(...(await tried(copy, mutant)));
    for (const line of wrong) say(`WRONG: ${line}`);
    say(wrong.length === 0 ? `all ${wanted.length} mutants die` : `${wrong.length} things are wrong`);
    return wrong.length === 0 ? 0 : 1;
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof TypeError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
