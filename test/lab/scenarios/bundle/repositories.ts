import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { run } from '../../command.ts';

/** A key that signs package repositories. */
interface SigningKey {
  readonly publicKeys: string;
  readonly sign: (file: string, how: 'clear' | 'detached', out: string) => Promise<void>;
}

export async function makeSigningKey(directory: string, signal: AbortSignal): Promise<SigningKey> {
  const home = join(directory, 'gnupg');
  await mkdir(home, { mode: 0o700 });
  const gpg = (...args: string[]) => run('gpg', ['--homedir', home, '--batch', '--yes', ...args], { signal });
  await gpg('--passphrase', '', '--quick-generate-key', 'lab@example.com', 'ed25519', 'sign', 'never');
  const publicKeys = join(directory, 'repository.asc');
  await gpg('--armor', '--output', publicKeys, '--export');
  return {
    publicKeys,
    sign: async (file, how, out) => {
      await gpg('--output', out, ...(how === 'clear' ? ['--clear-sign'] : ['--armor', '--detach-sign']), file);
    },
  };
}

/** A real apt repository below `root`/debian: `app` depends on `app-lib`; `other` is there too. */
export async function makeAptRepository(root: string, key: SigningKey, signal: AbortSignal): Promise<void> {
  const base = join(root, 'debian');
  const pool = join(base, 'pool');
  await mkdir(pool, { recursive: true });
  const packages = { app: 'app-lib (>= 1.0), missing-here | app-lib', 'app-lib': '', other: '' };
  for (const [name, depends] of Object.entries(packages)) {
    const tree = join(root, '..', `deb-${name}`);
    await mkdir(join(tree, 'DEBIAN'), { recursive: true });
    const fields = {
      Package: name,
      Version: '1.0-1',
      Architecture: 'all',
      Maintainer: 'lab',
      Description: 'lab',
      ...(depends && { Depends: depends }),
    };
    await writeFile(
      join(tree, 'DEBIAN', 'control'),
      `${Object.entries(fields)
        .map(([field, value]) => `${field}: ${value}`)
        .join('\n')}\n`,
    );
    await run('dpkg-deb', ['--root-owner-group', '--build', tree, join(pool, `${name}_1.0-1_all.deb`)], { signal });
  }
  const binary = join(base, 'dists', 'stable', 'main', 'binary-amd64');
  await mkdir(binary, { recursive: true });
  const listed = await run('dpkg-scanpackages', ['--multiversion', 'pool'], { cwd: base, signal });
  await writeFile(join(binary, 'Packages'), listed);
  await writeFile(join(binary, 'Packages.gz'), gzipSync(listed));
  const suite = join(base, 'dists', 'stable');
  await writeFile(
    join(root, '..', 'Release'),
    await run('apt-ftparchive', ['-o', 'APT::FTPArchive::Release::Components=main', 'release', suite], { signal }),
  );
  await key.sign(join(root, '..', 'Release'), 'clear', join(suite, 'InRelease'));
}

/** A real rpm repository below `root`/rpm: `app` requires a file of `app-lib`; `other` is there too. */
export async function makeRpmRepository(root: string, key: SigningKey, signal: AbortSignal): Promise<void> {
  const base = join(root, 'rpm');
  await mkdir(base, { recursive: true });
  const top = join(root, '..', 'rpmbuild');
  await mkdir(top);
  for (const [name, requires, provides] of [
    ['app', 'Requires: app-interface >= 1.0', ''],
    ['app-lib', '', 'Provides: app-interface = 1.2'],
    ['other', '', ''],
  ] as const) {
    const spec = join(root, '..', `${name}.spec`);
    const lines = [
      `Name: ${name}`,
      'Version: 1.0',
      'Release: 1',
      'Summary: lab',
      'License: MIT',
      'BuildArch: noarch',
      requires,
      provides,
    ];
    await writeFile(spec, `${lines.filter((line) => line !== '').join('\n')}\n%description\nlab\n%files\n`);
    // rpmbuild closes every descriptor that a process may have, and where that is a thousand million, it takes a minute
    const limited = ['-c', 'ulimit -n 1024; exec rpmbuild "$@"', 'rpmbuild'];
    const defined = [`_topdir ${top}`, `_rpmdir ${base}`].flatMap((one) => ['--define', one]);
    // it asks a bash where ~/.rpmdb is, which reads the operator's own start-up files first, as its input is a socket
    await run('sh', [...limited, '-bb', ...defined, spec], { signal, env: { HOME: top } });
  }
  await run('createrepo_c', [base], { signal });
  const index = join(base, 'repodata', 'repomd.xml');
  await key.sign(index, 'detached', `${index}.asc`);
  if (!(await readdir(join(base, 'repodata'))).includes('repomd.xml.asc')) throw new Error(await readFile(index, 'utf8'));
}
