import { join } from 'node:path';
import { z } from 'zod';
import { seenHost, type SeenHost } from '../../../shared/contract/hosts.ts';
import { ProblemError } from '../../../shared/problems/problem.ts';
import { writeDurably } from './durable-file.ts';
import { readOwnJson } from './own-file.ts';

const seenHosts = z.strictObject({ schema: z.literal('barque-seen-hosts/v1'), hosts: z.array(seenHost).max(5000) });

const fileOf = (dir: string) => join(dir, 'seen-hosts.json');

/** The hosts of a survey as they were last seen; none before the first. */
export const readSeenHosts = async (dir: string): Promise<SeenHost[]> => (await readOwnJson(fileOf(dir), seenHosts))?.hosts ?? [];

/**
 * Keeps what a survey has seen beside what was seen before, as far as that can be read and is still about a host that there is.
 * @param there the names of all hosts
 */
export async function keepSeenHosts(dir: string, seen: readonly SeenHost[], there: ReadonlySet<string>): Promise<void> {
  const now = new Set(seen.map(({ host }) => host));
  const known = await readSeenHosts(dir).catch((error: unknown) => {
    if (error instanceof ProblemError) return [];
    throw error;
  });
  const before = known.filter(({ host }) => there.has(host) && !now.has(host));
  await writeDurably(fileOf(dir), `${JSON.stringify({ schema: 'barque-seen-hosts/v1', hosts: [...before, ...seen] })}\n`, 0o600);
}
