import { homedir } from 'node:os';
import { join } from 'node:path';

/** How many downloads go on at once, unless told otherwise. */
export const downloadsAtOnce = 6;

/** Where the system keeps what can be fetched again. */
export function downloadsFolder(env: NodeJS.ProcessEnv): string {
  const base =
    process.platform === 'win32' ? (env['LOCALAPPDATA'] ?? homedir()) : (env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'));
  return join(base, 'barque', 'downloads');
}

/** The same inputs give the same bytes, so the time of making is no input unless it is given (reproducible-builds.org). */
export function createdAt({ SOURCE_DATE_EPOCH: seconds }: NodeJS.ProcessEnv): string {
  const date = new Date(Number(seconds ?? '0') * 1000);
  return `${(Number.isNaN(date.getTime()) ? new Date(0) : date).toISOString().slice(0, 19)}Z`;
}
