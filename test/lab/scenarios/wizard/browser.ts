import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright';
import { complaintsOf } from '../../../e2e/face.ts';
import { serving, type WebProcess } from '../../../e2e/web-process.ts';
import { argvInLab, type Lab } from '../../lab.ts';
import { program, trusting } from '../barque.ts';
import type { Stage } from '../stage.ts';

/** What `npm run build` makes for those who have no window. */
const webHost = join(program, '..', 'barque-web.mjs');
/** A screen may wait for the hosts; a run is waited for longer, by who watches it. */
const longestWait = 60_000;

export interface OpenWizard {
  readonly page: Page;
  /** What the page complained of: errors, and whatever its content security policy refused. */
  readonly complaints: readonly string[];
  readonly close: () => Promise<void>;
}

/**
 * The web host in the lab's network, and a browser beside it: that network has a loopback of its own.
 * @param directory of an operator, who has nothing in it yet
 * @throws where the host does not serve, with what it said
 */
export async function openWizard({ lab, signal }: Stage, browser: string, directory: string): Promise<OpenWizard> {
  const host = await startHost(lab, directory, signal);
  try {
    const opened = await chromium.launch({ executablePath: await inNetwork(lab, browser, directory), args: ['--no-sandbox'] });
    const end = () => void opened.close();
    signal.addEventListener('abort', end, { once: true });
    const context = await opened.newContext({
      viewport: { width: 1280, height: 720 },
      locale: 'en-GB',
      reducedMotion: 'reduce',
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    context.setDefaultTimeout(longestWait);
    const page = await context.newPage();
    const complaints = complaintsOf(page);
    await page.goto(host.address);
    return {
      page,
      complaints,
      close: async () => {
        signal.removeEventListener('abort', end);
        await opened.close();
        await host.end('SIGTERM');
      },
    };
  } catch (error) {
    await host.end('SIGTERM');
    throw error;
  }
}

/** The program that runs another in the lab's network: a browser is started by its path alone. */
async function inNetwork(lab: Lab, browser: string, directory: string): Promise<string> {
  const path = join(directory, 'browser-in-lab');
  const words = argvInLab(lab, [browser]).map((word) => `'${word.replaceAll("'", `'\\''`)}'`);
  await writeFile(path, `#!/bin/sh\nexec ${words.join(' ')} "$@"\n`, { mode: 0o700 });
  return path;
}

async function startHost(lab: Lab, directory: string, signal: AbortSignal): Promise<WebProcess> {
  const [file, ...argv] = argvInLab(lab, [process.execPath, webHost, '--no-browser']);
  const config = join(directory, 'config');
  await mkdir(config);
  const env = { ...process.env, ...trusting(lab), HOME: directory, BARQUE_HOME: directory, BARQUE_CONFIG: config };
  return serving(spawn(file, argv, { stdio: ['ignore', 'pipe', 'pipe'], env, signal }));
}
