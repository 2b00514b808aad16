// `npm start`: the desktop application where there is a screen and an Electron runtime, else the web host. Everything is built before.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildFace } from './face.ts';
import { packApplication } from './packaged.ts';
import { buildDesktop, buildPrograms } from './programs.ts';

const environment = process.env;
const given = process.argv.slice(2);
const say = (line: string) => void process.stderr.write(`${line}\n`);

/** Why there can be no window here; undefined where there can. */
function noWindow(): string | undefined {
  if (given.includes('--web')) return 'The web host was asked for';
  const screen = process.platform !== 'linux' || environment['DISPLAY'] || environment['WAYLAND_DISPLAY'];
  if (!screen) return 'There is no screen here';
  if (process.platform === 'linux' && process.getuid?.() === 0 && !given.includes('--no-sandbox'))
    return 'Electron keeps its sandbox only for users other than root (to open the window all the same: npm start -- --no-sandbox)';
  return undefined;
}

/** The Electron that came with npm's package; fetched now where it was not, as npm runs no hooks here. */
function installedElectron(): string | undefined {
  const folder = resolve('node_modules', 'electron', 'dist');
  const programs = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe', linux: 'electron' };
  const { platform } = process;
  const program = join(folder, programs[platform === 'darwin' || platform === 'win32' ? platform : 'linux']);
  if (existsSync(program)) return program;
  say('Fetching the Electron runtime once (some 100 MB) …');
  const install = resolve('node_modules', 'electron', 'install.js');
  spawnSync(process.execPath, [install], { stdio: ['ignore', 'ignore', 'ignore'], timeout: 180_000 });
  return existsSync(program) ? program : undefined;
}

/** What starts the desktop application: the program and what comes before its arguments. */
async function desktop(): Promise<readonly [string, ...string[]] | undefined> {
  const override = environment['ELECTRON_OVERRIDE_DIST_PATH'];
  if (override) {
    say(`Packing the application with the Electron runtime of ${override} …`);
    return [await packApplication(override, resolve('dist', 'app'))];
  }
  const program = installedElectron();
  if (program === undefined) return undefined;
  await Promise.all([buildDesktop(), buildFace()]);
  return [program, resolve('.')];
}

const reason = noWindow();
const started = reason === undefined ? await desktop() : undefined;
if (started === undefined) {
  say(`${reason ?? 'The Electron runtime is not here and could not be fetched'}: Barque is served to a browser on this machine.`);
  await Promise.all([buildPrograms(), buildFace()]);
}
const [program, ...args] = started ?? [process.execPath, resolve('dist', 'barque-web.mjs')];
const child = spawn(program, [...args, ...given.filter((word) => word !== '--web')], { stdio: 'inherit' });
// Ctrl+C reaches the child by itself; it says when it is over
process.on('SIGINT', () => undefined).on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
