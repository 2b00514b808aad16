import assert from 'node:assert/strict';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { bundleManifest } from '../../../../shared/model/bundle.ts';
import { run } from '../../command.ts';
import { program } from '../barque.ts';
import type { Stage } from '../stage.ts';
import { build, buildArguments, startBuild } from './build.ts';
import type { Internet } from './internet.ts';

/**
 * Makes a bundle whose packages come from ISO images, as distributions' DVDs are: without anything that is signed. Its packages are those
 * of the bundle that was made from the repositories.
 */
export async function builtFromDvds(stage: Stage, directory: string, internet: Internet, site: string): Promise<void> {
  const { step, check, signal } = stage;
  const isos = await step('DVDs of the two systems, by xorriso', () => makeDvds(directory, signal));
  const sums = join(directory, 'SHA256SUMS');
  await writeFile(sums, await run('sha256sum', Object.values(isos), { signal }));
  const out = join(directory, 'dvd.barque');
  const order = [
    ...buildArguments,
    ...without(internet.means('cache'), ['--repository', '--repository-keys']),
    ...Object.entries(isos).flatMap(([system, iso]) => ['--repository', `${system}=${iso}`]),
    ...['-o', out],
  ];
  await check('what nobody signed is refused without the sums of the images', async () => {
    const { status, stderr } = await startBuild(order).ended;
    assert.ok(status === 2 && stderr.includes('build.iso-unproven'), stderr);
  });
  await step('built from the DVDs: the same packages', async () => {
    const theirs = await packagesIn(site);
    // what is kept would not be read again
    for (const { digest } of theirs) await rm(join(directory, 'cache', 'sha256', digest.slice('sha256:'.length)));
    await build(stage, [...order, '--iso-sha256', sums]);
    const ours = await packagesIn(out);
    assert.deepEqual(
      ours.map(({ digest }) => digest),
      theirs.map(({ digest }) => digest),
    );
    for (const { os, source } of ours) assert.ok(source?.startsWith(`iso:///${basename(isos[os] ?? '')}/`), source);
    await rm(out);
  });
}

/** The repositories as DVDs have them, without their signatures. */
async function makeDvds(directory: string, signal: AbortSignal): Promise<Readonly<Record<string, string>>> {
  const [debian, rocky] = [join(directory, 'debian-dvd'), join(directory, 'rocky-dvd')];
  await cp(join(directory, 'web', 'debian'), debian, { recursive: true });
  await rm(join(debian, 'dists', 'stable', 'InRelease'));
  await cp(join(directory, 'Release'), join(debian, 'dists', 'stable', 'Release'));
  await mkdir(rocky);
  await cp(join(directory, 'web', 'rpm'), join(rocky, 'BaseOS'), { recursive: true });
  await rm(join(rocky, 'BaseOS', 'repodata', 'repomd.xml.asc'));
  for (const tree of [debian, rocky]) await run('xorrisofs', ['-quiet', '-r', '-J', '-o', `${tree}.iso`, tree], { signal });
  return { debian12: `${debian}.iso`, rocky9: `${rocky}.iso` };
}

/** Arguments but for these options and their values. */
const without = (args: readonly string[], options: readonly string[]): string[] =>
  args.filter((arg, i) => !options.includes(arg) && !options.includes(args[i - 1] ?? ''));

async function packagesIn(bundle: string) {
  const listed = await run(process.execPath, [program, 'bundle', 'inspect', bundle, '--json']);
  const { parts } = z.object({ parts: bundleManifest.shape.parts }).parse(JSON.parse(listed));
  return parts.flatMap((part) => (part.kind === 'os-package' ? [part] : []));
}
