import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
import { digest } from '../../model/scalars.ts';
import { isPlainPath } from './debian.ts';
import type { Capability, Relation, RepositoryPackage } from './resolve.ts';

// Facts: createrepo_c's repomd.xml and primary.xml, https://rpm-software-management.github.io/rpm/manual/dependencies.html

/** One or several elements of a name read alike; attributes begin with `@`; entities beyond XML's own are not expanded. */
const parser = (several: readonly string[]) =>
  new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    parseTagValue: false,
    parseAttributeValue: false,
    isArray: (name) => several.includes(name),
  });

const checksum = z.object({ '#text': z.string(), '@type': z.string() });
const location = z.object({ '@href': z.string() });
const repomd = z.object({
  repomd: z.object({ data: z.array(z.object({ '@type': z.string(), checksum, location, size: z.coerce.number().optional() })) }),
});

/** Where primary.xml lies below the repository, and its digest; undefined where repomd.xml does not say so. */
export function primaryOf(
  xml: string,
): { readonly path: string; readonly digest: string; readonly size: number | undefined } | undefined {
  const { data } = repomd.safeParse(parser(['data']).parse(xml));
  const found = data?.repomd.data.find((one) => one['@type'] === 'primary');
  const of = digest.safeParse(`sha256:${found?.checksum['#text'] ?? ''}`).data;
  const path = found?.location['@href'] ?? '';
  return of !== undefined && isPlainPath(path) ? { path, digest: of, size: found?.size } : undefined;
}

const entry = z.object({
  '@name': z.string(),
  '@flags': z.string().optional(),
  '@epoch': z.string().optional(),
  '@ver': z.string().optional(),
  '@rel': z.string().optional(),
});
const entries = z
  .object({ 'rpm:entry': z.array(entry) })
  .optional()
  .catch(undefined);
const rpmPackage = z.object({
  name: z.string(),
  arch: z.string(),
  version: z.object({ '@epoch': z.string(), '@ver': z.string(), '@rel': z.string() }),
  checksum,
  size: z.object({ '@package': z.string().regex(/^\d{1,15}$/) }),
  location,
  format: z.object({
    'rpm:license': z.string().optional(),
    'rpm:provides': entries,
    'rpm:requires': entries,
    file: z.array(z.union([z.string(), z.object({ '#text': z.string() })])).optional(),
  }),
});
const primary = z.object({ metadata: z.object({ package: z.array(z.unknown()).default([]) }) });

const archs: Readonly<Record<string, RepositoryPackage['arch']>> = { x86_64: 'amd64', aarch64: 'arm64', noarch: 'any' };
const relations: Readonly<Record<string, Relation>> = { LT: '<', LE: '<=', EQ: '=', GE: '>=', GT: '>' };

/** The packages of a primary.xml. Those of other architectures, or without a SHA-256, are left out. */
export function rpmPackages(xml: string): RepositoryPackage[] {
  const { data } = primary.safeParse(parser(['package', 'rpm:entry', 'file']).parse(xml));
  return (data?.metadata.package ?? []).flatMap((one) => {
    const read = rpmPackage.safeParse(one).data;
    const arch = read && archs[read.arch];
    const of = digest.safeParse(`sha256:${read?.checksum['#text'] ?? ''}`).data;
    if (!read || arch === undefined || of === undefined || !isPlainPath(read.location['@href'])) return [];
    const files = (read.format.file ?? []).map((file) => (typeof file === 'string' ? file : file['#text']));
    return [
      {
        name: read.name,
        version: evr(read.version) ?? '',
        arch,
        path: read.location['@href'],
        digest: of,
        size: Number(read.size['@package']),
        licence: read.format['rpm:license'],
        provides: [...(read.format['rpm:provides']?.['rpm:entry'] ?? []).map(capability), ...files.map((name) => ({ name }))],
        requires: (read.format['rpm:requires']?.['rpm:entry'] ?? [])
          // what rpm itself can do, and conditions, which depend on what is installed
          .filter(({ '@name': name }) => !name.startsWith('rpmlib(') && !name.startsWith('('))
          .map((required) => [capability(required)]),
        essential: false,
      },
    ];
  });
}

const capability = (one: z.infer<typeof entry>): Capability => ({
  name: one['@name'],
  relation: relations[one['@flags'] ?? ''],
  version: evr(one),
});

function evr({ '@epoch': epoch, '@ver': version, '@rel': release }: Partial<z.infer<typeof entry>>): string | undefined {
  if (version === undefined) return undefined;
  return `${epoch === undefined || epoch === '0' ? '' : `${epoch}:`}${version}${release === undefined ? '' : `-${release}`}`;
}
