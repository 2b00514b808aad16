import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';

/** A screen to open windows on, and what ends it. */
export interface Screen {
  readonly display: string;
  readonly close: () => void;
}

/** The screen that is there, or a virtual one (Xvfb); undefined where there is neither. */
export async function openScreen(): Promise<Screen | undefined> {
  const present = process.env['DISPLAY'];
  if (present) return { display: present, close: () => undefined };
  if (!existsSync('/usr/bin/Xvfb')) return undefined;
  const server = spawn('/usr/bin/Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const told = server.stdio[3];
  const display = await new Promise<string | undefined>((resolve) => {
    told?.once('data', (data) => resolve(`:${String(data).trim()}`));
    server.once('exit', () => resolve(undefined));
  });
  return display === undefined ? undefined : { display, close: () => server.kill() };
}
