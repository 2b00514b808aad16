import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

/** A desktop's secret service: the environment in which an application finds it, and what ends it. */
export interface SecretService {
  readonly env: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
}

const programs = { bus: '/usr/bin/dbus-daemon', keyring: '/usr/bin/gnome-keyring-daemon' };

/** Whether GNOME's keyring and a session bus are here. */
export const secretServiceHere = (): boolean => Object.values(programs).every((program) => existsSync(program));

/**
 * A session bus of its own in a folder, and GNOME's keyring on it, unlocked: what a desktop's login gives.
 * @param folder empty; the keyring's files are left in it
 */
export async function openSecretService(folder: string): Promise<SecretService> {
  const socket = join(folder, 'bus');
  await mkdir(join(folder, 'run'), { recursive: true, mode: 0o700 });
  const env = {
    DBUS_SESSION_BUS_ADDRESS: `unix:path=${socket}`,
    XDG_RUNTIME_DIR: join(folder, 'run'),
    XDG_DATA_HOME: join(folder, 'data'),
    // by which Electron tells which service to ask
    XDG_CURRENT_DESKTOP: 'GNOME',
  };
  const bus = spawn(programs.bus, ['--session', '--nofork', '--print-address', `--address=unix:path=${socket}`], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await new Promise<void>((resolve, reject) => {
    bus.stdout.once('data', () => resolve());
    bus.once('exit', (code) => reject(new Error(`dbus-daemon ended with ${String(code)} before it was ready`)));
  });
  // it stays behind as a daemon once it is ready, and ends with its bus
  const keyring = spawn(programs.keyring, ['--daemonize', '--unlock', '--components=secrets'], {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  keyring.stdin.end('the password of a login');
  await once(keyring, 'exit');
  const code = keyring.exitCode;
  if (code !== 0) throw new Error(`gnome-keyring-daemon ended with ${String(code)}`);
  return {
    env,
    close: async () => {
      bus.kill();
      await once(bus, 'exit');
    },
  };
}
