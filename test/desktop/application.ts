import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { chromium, type Page } from 'playwright';

/** The folder of an Electron runtime on this machine: the one named, else the one that is installed; undefined where there is none. */
export function electronRuntime(): string | undefined {
  const named = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  const installed = join(dirname(import.meta.dirname), '..', 'node_modules', 'electron', 'dist');
  return [named, installed].find((folder) => folder && existsSync(join(folder, 'version')));
}

/** The desktop application, running. */
export interface Desktop {
  readonly page: Page;
  /** Resolves with its exit code when it has ended. */
  readonly ended: Promise<number | null>;
  readonly kill: () => void;
}

/** Starts the packed application on a screen, with folders of its own, and attaches to its window as a debugger does. */
export async function startApplication(
  program: string,
  { display, home, config }: { readonly display: string; readonly home: string; readonly config: string },
): Promise<Desktop> {
  const isRoot = process.getuid?.() === 0;
  const application = spawn(program, [...(isRoot ? ['--no-sandbox'] : []), '--remote-debugging-port=0'], {
    env: { ...process.env, DISPLAY: display, BARQUE_HOME: home, BARQUE_CONFIG: config },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => application.once('exit', resolve));
  const debugger_ = await new Promise<string>((resolve, reject) => {
    let said = '';
    application.stderr.on('data', (data) => {
      said += String(data);
      const address = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
      if (address !== undefined) resolve(address);
    });
    void ended.then((code) => reject(new Error(`the application ended with ${code}: ${said}`)));
  });
  const browser = await chromium.connectOverCDP(debugger_);
  const [context] = browser.contexts();
  const page = context?.pages()[0] ?? (await context?.waitForEvent('page'));
  if (page === undefined) throw new Error('the application has no window');
  await page.waitForURL('app://barque/');
  await page.waitForLoadState();
  return { page, ended, kill: () => application.kill('SIGKILL') };
}
