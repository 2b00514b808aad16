import { readdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { problem, ProblemError } from '../../../../shared/problems/problem.ts';
import { evidenceOf } from '../../transport/evidence.ts';

/** So many names tell somebody who mistyped one. */
const most = 10;

/** That nothing is at the path of a bundle, and what lies in the nearest folder that there is: what is called as bundles are first. */
export async function nothingThere(path: string): Promise<ProblemError> {
  const folder = await nearest(dirname(path));
  const called = (name: string) => Number(/\.barque(\.\d+)?$/.test(name));
  const names = (await readdir(folder).catch(() => [])).sort((a, b) => called(b) - called(a) || a.localeCompare(b));
  const lies = names.slice(0, most).flatMap((name) => evidenceOf(name, 1));
  return new ProblemError(problem('bundle.missing', { path, folder, lies, others: names.length - lies.length }));
}

async function nearest(folder: string): Promise<string> {
  const found = await stat(folder).catch(() => undefined);
  const above = dirname(folder);
  return found?.isDirectory() === true || above === folder ? folder : nearest(above);
}
