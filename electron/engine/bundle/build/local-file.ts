import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { FAILSAFE_SCHEMA, load } from 'js-yaml';
import { z } from 'zod';
import { type BundlePart, chartPart, filePart } from '../../../../shared/model/bundle.ts';
import { problem, ProblemError } from '../../../../shared/problems/problem.ts';
import { reasonOf } from '../../workspace/durable-file.ts';
import type { Cache, Kept } from '../fetch/cache.ts';
import { gunzipped } from './gzip.ts';
import { untar } from './untar.ts';

const chartFile = z.object({ name: z.string(), version: z.string() });
const largestChartFile = 1024 * 1024;

/** A file of this machine as a part. @throws {ProblemError} `build.file-unreadable` */
export async function fileOf(path: string, cache: Cache): Promise<BundlePart> {
  const read = filePart.safeParse({ kind: 'file', name: basename(path), arch: 'any', ...(await kept(path, cache)) });
  if (read.success) return read.data;
  throw unreadable(path, 'its name has characters that a part cannot have');
}

/** A Helm chart of this machine as a part, by the name and version that it says itself. @throws {ProblemError} also `build.malformed` */
export async function chartOf(path: string, cache: Cache): Promise<BundlePart> {
  const blob = await kept(path, cache);
  for await (const { name, size, content } of untar(gunzipped(cache.read(blob.digest), path), path)) {
    if (!/^[^/]+\/Chart\.yaml$/.test(name) || size > largestChartFile) continue;
    const chunks: Buffer[] = [];
    for await (const chunk of content) chunks.push(chunk);
    let value: unknown;
    try {
      value = load(Buffer.concat(chunks).toString('utf8'), { schema: FAILSAFE_SCHEMA });
    } catch {
      break;
    }
    const says = chartFile.safeParse(value);
    const part = chartPart.safeParse({ kind: 'chart', ...says.data, arch: 'any', ...blob });
    if (part.success) return part.data;
  }
  throw new ProblemError(problem('build.malformed', { url: path, reason: 'no Chart.yaml with a name and a version' }));
}

async function kept(path: string, cache: Cache): Promise<Kept> {
  const stats = await stat(path).catch((error: unknown) => {
    throw unreadable(path, reasonOf(error));
  });
  if (!stats.isFile()) throw unreadable(path, 'not a file');
  async function* content() {
    for await (const chunk of createReadStream(path)) if (Buffer.isBuffer(chunk)) yield chunk;
  }
  return await cache.keep(content());
}

const unreadable = (path: string, reason: string) => new ProblemError(problem('build.file-unreadable', { path, reason }));
