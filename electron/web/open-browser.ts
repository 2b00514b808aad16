import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { makeDirectory, writeDurably } from '../engine/workspace/durable-file.ts';

/** What opens a page in the operator's browser; undefined where there is no screen to open one on. */
function opener(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): readonly [string, ...string[]] | undefined {
  if (platform === 'darwin') return ['open'];
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler'];
  return environment['DISPLAY'] || environment['WAYLAND_DISPLAY'] ? ['xdg-open'] : undefined;
}

/**
 * Opens an address in the browser, if there is one. The address holds the token, and a command line is for everybody to see: the
 * browser is given a file, for its owner alone, that leads there. Returns what removes that file.
 */
export async function openBrowser(address: string, folder: string, environment: NodeJS.ProcessEnv): Promise<() => Promise<void>> {
  const how = opener(environment, process.platform);
  if (how === undefined) return () => Promise.resolve();
  const [program, ...args] = how;
  const page = join(folder, `open-${randomBytes(8).toString('hex')}.html`);
  await makeDirectory(folder);
  const html = `<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=${address}"><title>Barque</title>\n`;
  await writeDurably(page, html, 0o600);
  const child = spawn(program, [...args, pathToFileURL(page).href], { stdio: 'ignore', detached: true });
  // no browser is no fault: the address was printed
  child.on('error', () => undefined).unref();
  return () => rm(page, { force: true });
}
