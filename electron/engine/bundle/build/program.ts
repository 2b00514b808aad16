import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Component } from '../../../../shared/catalog/components.ts';
import type { BinaryPart } from '../../../../shared/model/bundle.ts';
import { type Arch, digest } from '../../../../shared/model/scalars.ts';
import { problem, ProblemError } from '../../../../shared/problems/problem.ts';
import { writeDurably } from '../../workspace/durable-file.ts';
import type { Cache, Kept, OnBytes } from '../fetch/cache.ts';
import { type Client, shown } from '../fetch/client.ts';
import { type Mirror, placeOfUrl } from '../fetch/mirrors.ts';
import { gunzipped, gzipped } from './gzip.ts';
import { untar } from './untar.ts';

/** A component of the catalogue at a version, for an architecture. */
export interface ProgramOrder {
  readonly component: Component;
  readonly version: string;
  readonly arch: Arch;
}

/**
 * Fetches a component, proves it by its published checksum, and takes its programs out of it.
 * @throws {ProblemError} `build.*`
 */
export async function providePrograms(
  { component, version, arch }: ProgramOrder,
  { cache, client, mirrors, onBytes }: { cache: Cache; client: Client; mirrors: readonly Mirror[]; onBytes: OnBytes },
): Promise<BinaryPart[]> {
  const source = component.url(version, arch);
  const url = placeOfUrl(source, mirrors);
  const checksums = placeOfUrl(component.checksum(version, arch), mirrors);
  const fileName = source.slice(source.lastIndexOf('/') + 1);
  const expected = checksumIn((await client.document(checksums, {}, 1024 * 1024)).bytes.toString('utf8'), fileName);
  if (expected === undefined)
    throw new ProblemError(problem('build.malformed', { url: shown(checksums), reason: `no SHA-256 of ${fileName}` }));
  const download = await cache.provide({ url, digest: expected }, client, onBytes);
  const programs = await (component.programs === 'itself'
    ? packed(cache, [[component.name, download]])
    : extracted(cache, download, component.programs, shown(url)));
  return programs.map(({ name, raw, blob }) => ({
    kind: 'binary',
    name,
    version,
    arch,
    ...blob,
    compression: 'gzip',
    installed: raw,
    licence: component.licence,
    source,
  }));
}

/** The digest of a file in a checksum document: a line that names it, or the only digest that there is. */
export function checksumIn(text: string, fileName: string): string | undefined {
  const lines = text.split('\n').flatMap((line) => {
    const [, hex, name = ''] = /^\s*([0-9a-f]{64})(?:\s+[*]?(.*?))?\s*$/i.exec(line) ?? [];
    return hex === undefined ? [] : [{ hex: hex.toLowerCase(), name: name.slice(name.lastIndexOf('/') + 1) }];
  });
  const named = lines.find(({ name }) => name === fileName);
  const [only, ...more] = lines;
  const found = named ?? (more.length === 0 && only?.name === '' ? only : undefined);
  return found && `sha256:${found.hex}`;
}

interface Packed {
  readonly name: string;
  readonly raw: Kept;
  readonly blob: Kept;
}
const kept = z.strictObject({ digest, size: z.int().min(0) });
const note = z.record(z.string(), z.strictObject({ raw: kept, blob: kept }));

/** The programs of an archive, by their files' names in whatever directory. What was made once of a download is noted beside it. */
async function extracted(
  cache: Cache,
  download: Kept,
  wanted: Readonly<Record<string, string>>,
  where: string,
): Promise<Packed[]> {
  return await noted(cache, download, Object.keys(wanted), async () => {
    const names = new Map(Object.entries(wanted).map(([name, file]) => [file, name]));
    const found: [string, Kept][] = [];
    const archive = gunzipped(cache.read(download.digest), where);
    for await (const { name: path, content } of untar(archive, where)) {
      const file = path.slice(path.lastIndexOf('/') + 1);
      const name = names.get(file);
      if (name === undefined) continue;
      names.delete(file);
      found.push([name, await cache.keep(content)]);
      if (names.size === 0) break;
    }
    if (names.size > 0)
      throw new ProblemError(problem('build.malformed', { url: where, reason: `it lacks ${[...names.keys()].join(', ')}` }));
    return found;
  });
}

const packed = (cache: Cache, [program]: readonly [readonly [string, Kept]]): Promise<Packed[]> =>
  noted(cache, program[1], [program[0]], () => Promise.resolve([program]));

/** Compresses programs, unless a note of the download's says that this was done and all of it is still there. */
async function noted(
  cache: Cache,
  { digest: of }: Kept,
  names: readonly string[],
  make: () => Promise<readonly (readonly [string, Kept])[]>,
): Promise<Packed[]> {
  const path = join(cache.directory, `${of.slice('sha256:'.length)}.programs.json`);
  const before = note.safeParse(parsed(await readFile(path, 'utf8').catch(() => ''))).data;
  const known = names.flatMap((name) => (before?.[name] ? [{ name, ...before[name] }] : []));
  const there = await Promise.all(known.map(({ blob }) => cache.find(blob.digest)));
  if (known.length === names.length && there.every((found, i) => found?.size === known[i]?.blob.size)) return known;

  const made: Packed[] = [];
  for (const [name, raw] of await make()) {
    made.push({ name, raw, blob: await cache.keep(gzipped(cache.read(raw.digest))) });
  }
  await writeDurably(path, JSON.stringify(Object.fromEntries(made.map(({ name, raw, blob }) => [name, { raw, blob }]))), 0o600);
  return made;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
