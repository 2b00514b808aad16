import { describe, expect, it } from 'vitest';
import { debianPackages, isPlainPath, releaseFiles } from './debian.ts';
import { resolvePackages } from './resolve.ts';
import { primaryOf, rpmPackages } from './rpm.ts';
import { compareDebian, compareRpm } from './versions.ts';

const hex = 'a'.repeat(64);
const stanza = (fields: Record<string, string>) =>
  Object.entries({
    Version: '1.0',
    Architecture: 'amd64',
    Size: '10',
    SHA256: hex,
    Filename: `pool/${fields['Package'] ?? ''}.deb`,
    ...fields,
  })
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
const debian = (...stanzas: Record<string, string>[]) => [...debianPackages(stanzas.map(stanza).join('\n\n'))];
const names = (wanted: string[], available: ReturnType<typeof debian>) => {
  const { packages, missing } = resolvePackages(wanted, available, compareDebian);
  return [packages.map(({ name, version }) => `${name} ${version}`), missing];
};

describe('packages of Debian', () => {
  it('come with what they depend on, all the way, in the newest version that will do', () => {
    const available = debian(
      { Package: 'app', Depends: 'lib (>= 1.2), base, tool:any | other' },
      { Package: 'lib', Version: '1.1' },
      { Package: 'lib', Version: '1.10', Depends: 'app' },
      { Package: 'base', Essential: 'yes' },
      { Package: 'other' },
    );
    expect(names(['app'], available)).toEqual([['app 1.0', 'lib 1.10', 'other 1.0'], []]);
  });

  it('say which of the others they depend on, by whatever name they ask for it', () => {
    const available = debian(
      { Package: 'app', Depends: 'lib, mail, base' },
      { Package: 'lib', Depends: 'app' },
      { Package: 'base', Essential: 'yes' },
      { Package: 'postfix', Provides: 'mail' },
    );
    const { needs } = resolvePackages(['app'], available, compareDebian);
    expect(Object.fromEntries([...needs].map(([{ name }, its]) => [name, its]))).toEqual({
      app: ['lib', 'postfix'],
      lib: ['app'],
      postfix: [],
    });
  });

  it('may be had by what they provide, in a version where one is asked for', () => {
    const available = debian(
      { Package: 'a', Depends: 'mail, iface (= 3)' },
      { Package: 'postfix', Provides: 'mail, iface (= 3)' },
      { Package: 'exim', Provides: 'mail, iface' },
    );
    expect(names(['a'], available)[1]).toEqual([]);
    expect(names(['a'], available)[0]).toContain('postfix 1.0');
  });

  it('that are not there are named, with those that need a version that is not', () => {
    expect(names(['x', 'a'], debian({ Package: 'a', Depends: 'lib (>> 2) | none' }, { Package: 'lib' }))).toEqual([
      ['a 1.0'],
      ['x', 'lib (> 2) | none'],
    ]);
  });

  it('whose path leads out of the repository, or that have no digest, are none', () => {
    expect(
      debian(
        { Package: 'a', Filename: '../../etc/passwd' },
        { Package: 'b', SHA256: 'x' },
        { Package: 'c', Architecture: 's390x' },
      ),
    ).toEqual([]);
    for (const path of ['/etc/passwd', 'a/../b', './a', 'a/..', '', 'a\\b', 'http://x']) expect(isPlainPath(path)).toBe(false);
    expect(isPlainPath('pool/main/g/g++/g++_1%3a2~3-1_amd64.deb')).toBe(true);
  });

  it('are listed by digest in a Release', () => {
    const text = `Origin: Debian\nMD5Sum:\n ${'b'.repeat(32)} 5 main/x\nSHA256:\n ${hex} 17 main/binary-amd64/Packages.gz\n`;
    expect(releaseFiles(text)).toEqual(new Map([['main/binary-amd64/Packages.gz', { digest: `sha256:${hex}`, size: 17 }]]));
  });
});

const rpm = (name: string, inner: string) => `<package type="rpm"><name>${name}</name><arch>noarch</arch>
  <version epoch="0" ver="1.0" rel="1"/><checksum type="sha256" pkgid="YES">${hex}</checksum><size package="10" installed="1"/>
  <location href="${name}.rpm"/><format><rpm:license>MIT</rpm:license>${inner}</format></package>`;
const metadata = (...packages: string[]) =>
  `<?xml version="1.0"?><metadata xmlns:rpm="x" packages="${packages.length}">${packages.join('')}</metadata>`;
const requires = (...entries: string[]) =>
  `<rpm:requires>${entries.map((entry) => `<rpm:entry ${entry}/>`).join('')}</rpm:requires>`;

describe('packages of rpm', () => {
  it('come with what provides what they require: names, versions and files', () => {
    const available = rpmPackages(
      metadata(
        rpm(
          'app',
          requires('name="iface" flags="GE" epoch="0" ver="1.0"', 'name="/usr/bin/tool"', 'name="rpmlib(X)"', 'name="(a if b)"'),
        ),
        rpm('lib', '<rpm:provides><rpm:entry name="iface" flags="EQ" epoch="0" ver="1.2" rel="1"/></rpm:provides>'),
        rpm('tool', '<file>/usr/bin/tool</file>'),
        rpm('other', ''),
      ),
    );
    const { packages, missing } = resolvePackages(['app'], available, compareRpm);
    expect(packages.map(({ name }) => name)).toEqual(['app', 'lib', 'tool']);
    expect(missing).toEqual([]);
    expect(packages[0]).toMatchObject({ version: '1.0-1', arch: 'any', licence: 'MIT', size: 10 });
  });

  it('are found by repomd.xml, whose path may not lead out', () => {
    const repomd = (href: string) =>
      `<repomd><data type="other"><checksum type="sha256">${hex}</checksum><location href="x"/></data>
       <data type="primary"><checksum type="sha256">${hex}</checksum><location href="${href}"/><size>12</size></data></repomd>`;
    expect(primaryOf(repomd('repodata/p.xml.gz'))).toEqual({ path: 'repodata/p.xml.gz', digest: `sha256:${hex}`, size: 12 });
    expect(primaryOf(repomd('../p.xml'))).toBeUndefined();
    expect(primaryOf('<html/>')).toBeUndefined();
    expect(rpmPackages('<html/>')).toEqual([]);
  });

  it('expand no entities', () => {
    const bomb = `<?xml version="1.0"?><!DOCTYPE m [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>${metadata(rpm('x', '')).slice(21)}`;
    const read = () => rpmPackages(bomb.replace('<rpm:license>MIT', '<rpm:license>&b;'));
    let licence: string | undefined;
    try {
      licence = read()[0]?.licence;
    } catch {
      licence = undefined;
    }
    expect(licence ?? '').not.toContain('aaaa');
  });
});
