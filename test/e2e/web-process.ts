import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { buildFace } from '../../build/face.ts';
import { buildPrograms } from '../../build/programs.ts';

/** The web host in a process of its own, as `npm start` starts it. */
export interface WebProcess {
  /** With the token of this launch. */
  readonly address: string;
  /** Ends it, by a signal of one's choice, and waits until it is gone. */
  readonly end: (signal: 'SIGTERM' | 'SIGKILL') => Promise<void>;
}

/** Builds the web host and its face into a folder. */
export async function buildWebHost(folder: string): Promise<void> {
  await Promise.all([buildPrograms(folder), buildFace(join(folder, 'face'))]);
}

/** Starts what was built, with clusters and settings in these folders. @throws where it does not serve, with what it said */
export function startWebHost(
  folder: string,
  { home, config }: { readonly home: string; readonly config: string },
): Promise<WebProcess> {
  return serving(
    spawn(process.execPath, [join(folder, 'barque-web.mjs'), '--no-browser'], {
      env: { ...process.env, BARQUE_HOME: home, BARQUE_CONFIG: config },
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  );
}

/** Waits until a web host that was started says where it serves. @throws where it does not, with what it said */
export async function serving(child: ChildProcessByStdio<null, Readable, Readable>): Promise<WebProcess> {
  const ended = once(child, 'close').catch(() => undefined);
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-4000)));
  for await (const line of createInterface({ input: child.stdout })) {
    const address = /^Barque is at (http:\S+)$/.exec(line)?.[1];
    if (address === undefined) continue;
    child.stdout.resume();
    return {
      address,
      end: async (signal) => {
        child.kill(signal);
        await ended;
      },
    };
  }
  throw new Error(`the web host did not serve:\n${said}`);
}
