import { describe, expect, it } from 'vitest';
import { bundleOf, specOf } from '../../test/fixtures/site.ts';
import type { BundleManifest, OsPackagePart } from '../model/bundle.ts';
import { chosenPackages, lackingPackages, packagesFor, rootsOf, systemOf } from './os-packages.ts';

const part = (os: string, name: string, needs: string[] = [], arch: OsPackagePart['arch'] = 'amd64'): OsPackagePart => ({
  kind: 'os-package',
  name,
  version: '1',
  arch,
  os,
  file: `${name}.${os === 'debian12' ? 'deb' : 'rpm'}`,
  needs,
  digest: `sha256:${'1'.repeat(64)}`,
  size: 1,
});
const holding = (...parts: OsPackagePart[]): BundleManifest => ({ ...bundleOf(specOf()), parts });
const debian = { arch: 'amd64', os: { id: 'debian', version: '12' } };
const rocky = { arch: 'amd64', os: { id: 'rocky', version: '9.4' } };
const names = (parts: readonly OsPackagePart[]) => parts.map(({ name }) => name);

describe('OS packages of a bundle', () => {
  it.each([
    ['debian', '12', 'debian12'],
    ['rocky', '9.4', 'rocky9'],
    ['ubuntu', '22.04', 'ubuntu22.04'],
    ['openEuler', '24.03', 'openeuler24.03'],
  ])('of %s %s are called %s', (id, version, name) => {
    expect(systemOf({ os: { id, version } })).toBe(name);
  });

  it('are asked for on every system, or on one', () => {
    const choices = ['chrony', 'rocky9/conntrack-tools', 'debian12/conntrack', 'debian12/chrony'];
    expect(packagesFor(choices, 'debian12')).toEqual(['chrony', 'conntrack']);
    expect(packagesFor(choices, 'rocky9')).toEqual(['chrony', 'conntrack-tools']);
  });

  it('come with what they need, which comes first, and with nothing else', () => {
    const manifest = holding(
      part('debian12', 'app', ['lib', 'tool']),
      part('debian12', 'lib', ['tool'], 'any'),
      part('debian12', 'other'),
      part('debian12', 'tool', ['lib']),
      part('rocky9', 'app'),
      part('debian12', 'tool', [], 'arm64'),
    );
    expect(names(chosenPackages(manifest, ['app'], debian))).toEqual(['tool', 'lib', 'app']);
    expect(names(chosenPackages(manifest, ['app'], rocky))).toEqual(['app']);
    expect(chosenPackages(manifest, ['debian12/app'], rocky)).toEqual([]);
  });

  it('that are not there, or not all that they need, are named once for each system', () => {
    const manifest = holding(part('debian12', 'app', ['lib']), part('rocky9', 'other'));
    const found = lackingPackages(manifest, ['app', 'debian12/more'], [debian, debian, rocky]);
    expect(found.map(({ code, params }) => [code, params['system'], params['package']])).toEqual([
      ['doctor.package-missing', 'debian12', 'more'],
      ['doctor.package-missing', 'debian12', 'lib'],
      ['doctor.package-missing', 'rocky9', 'app'],
    ]);
    expect(lackingPackages(manifest, ['rocky9/other'], [debian, rocky])).toEqual([]);
  });

  it('were asked for where no other needs them: for all systems of the bundle, or for one', () => {
    const manifest = holding(
      part('debian12', 'app', ['lib']),
      part('debian12', 'lib'),
      part('rocky9', 'app', ['interface']),
      part('rocky9', 'interface'),
      part('rocky9', 'only'),
    );
    expect(rootsOf(manifest)).toEqual(['app', 'rocky9/only']);
  });
});
