import { digest } from '../../model/scalars.ts';
import type { Capability, Relation, RepositoryPackage } from './resolve.ts';

// Facts: https://wiki.debian.org/DebianRepository/Format, deb822(5), Debian Policy 7.1

/** Paragraphs of fields; a field goes on in lines that begin with a space. */
function* paragraphs(text: string): Generator<ReadonlyMap<string, string>> {
  let fields = new Map<string, string>();
  let last = '';
  for (const line of text.split('\n')) {
    if (line.trim() === '') {
      if (fields.size > 0) yield fields;
      fields = new Map();
    } else if (/^[ \t]/.test(line)) fields.set(last, `${fields.get(last) ?? ''}\n${line.trim()}`);
    else {
      const colon = line.indexOf(':');
      last = line.slice(0, colon).toLowerCase();
      fields.set(last, line.slice(colon + 1).trim());
    }
  }
  if (fields.size > 0) yield fields;
}

/** The SHA-256 sums of a Release file: digest and size by path. */
export function releaseFiles(release: string): ReadonlyMap<string, { readonly digest: string; readonly size: number }> {
  const [fields] = paragraphs(release);
  const lines = (fields?.get('sha256') ?? '').split('\n').map((line) => /^([0-9a-f]{64})\s+(\d+)\s+(\S+)$/.exec(line));
  return new Map(
    lines.flatMap((found) => (found ? [[found[3] ?? '', { digest: `sha256:${found[1]}`, size: Number(found[2]) }]] : [])),
  );
}

/** The components that a Release file names (main, contrib). */
export function releaseComponents(release: string): string[] {
  const [fields] = paragraphs(release);
  return (fields?.get('components') ?? '').split(/\s+/).filter(isPlainPath);
}

const archs: Readonly<Record<string, RepositoryPackage['arch']>> = { amd64: 'amd64', arm64: 'arm64', all: 'any' };

/** The packages of a Packages file. Those of other architectures, or without a SHA-256, are left out. */
export function* debianPackages(text: string): Generator<RepositoryPackage> {
  for (const fields of paragraphs(text)) {
    const field = (name: string) => fields.get(name) ?? '';
    const arch = archs[field('architecture')];
    const of = digest.safeParse(`sha256:${field('sha256')}`).data;
    const path = field('filename');
    if (arch === undefined || of === undefined || !isPlainPath(path) || !/^\d{1,15}$/.test(field('size'))) continue;
    yield {
      name: field('package'),
      version: field('version'),
      arch,
      path,
      digest: of,
      size: Number(field('size')),
      provides: dependencies(field('provides')).flat(),
      requires: [...dependencies(field('pre-depends')), ...dependencies(field('depends'))],
      essential: field('essential') === 'yes',
    };
  }
}

/** A path below the repository: no way out of it. */
export const isPlainPath = (path: string): boolean =>
  /^(?!.*(?:^|\/)\.\.?(?:\/|$))(?!.*\/\/)[A-Za-z0-9][A-Za-z0-9._+~:%\/-]*$/.test(path);

const relations: Readonly<Record<string, Relation>> = { '<<': '<', '<=': '<=', '=': '=', '>=': '>=', '>>': '>' };

/** `a (>= 1) | b:any, c` */
function dependencies(text: string): Capability[][] {
  return text
    .split(',')
    .map((group) =>
      group.split('|').flatMap((one): Capability[] => {
        const [, name, relation = '', version] = /^\s*([^\s:(]+)(?::\S+)?\s*(?:\(\s*([<>=]+)\s*([^\s)]+)\s*\))?/.exec(one) ?? [];
        return name === undefined ? [] : [{ name, relation: relations[relation], version }];
      }),
    )
    .filter((group) => group.length > 0);
}
