import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { buildFace } from './face.ts';
import { buildDesktop } from './programs.ts';

const root = dirname(import.meta.dirname);

/**
 * Packs the desktop application with an Electron runtime that lies somewhere (`version` in its folder says which), as it is packed for
 * its users but for the installer, into `folder`. Returns the program to run. @throws where electron-builder does
 * @param inspectable whether a debugger may be attached to its main process: for tests
 */
export async function packApplication(runtime: string, folder: string, { inspectable = false } = {}): Promise<string> {
  const version = (await readFile(join(runtime, 'version'), 'utf8')).trim();
  const application = join(folder, 'application');
  await rm(folder, { recursive: true, force: true });
  await mkdir(application, { recursive: true });
  await writeFile(join(application, 'package.json'), await manifest());
  await Promise.all([buildDesktop(join(application, 'dist', 'desktop')), buildFace(join(application, 'dist', 'face'))]);
  const builder = fileURLToPath(import.meta.resolve('electron-builder/cli.js'));
  const settings = {
    electronDist: runtime,
    electronVersion: version,
    'directories.output': join(folder, 'packed'),
    'electronFuses.enableNodeCliInspectArguments': String(inspectable),
  };
  const overrides = Object.entries(settings).map(([name, value]) => `-c.${name}=${value}`);
  const config = join(root, 'build', 'electron-builder.yml');
  await promisify(execFile)(process.execPath, [builder, '--dir', '--projectDir', application, '--config', config, ...overrides], {
    cwd: application,
  });
  return join(
    folder,
    'packed',
    ...programs[process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux'],
  );
}

/** Where electron-builder puts the program, by platform. */
const programs = {
  linux: [process.arch === 'arm64' ? 'linux-arm64-unpacked' : 'linux-unpacked', 'barque'],
  win32: [process.arch === 'arm64' ? 'win-arm64-unpacked' : 'win-unpacked', 'Barque.exe'],
  darwin: [process.arch === 'arm64' ? 'mac-arm64' : 'mac', 'Barque.app', 'Contents', 'MacOS', 'Barque'],
} as const;

/** All that runs is bundled: what else the manifest names would only be looked for. */
async function manifest(): Promise<string> {
  const whole: unknown = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const kept = Object.entries(whole ?? {}).filter(([key]) => !/^(dependencies|devDependencies|scripts|bin)$/.test(key));
  return JSON.stringify(Object.fromEntries(kept));
}
