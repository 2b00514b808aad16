import { existsSync } from 'node:fs';
import { secretServiceHere } from '../desktop/secret-service.ts';
import { installPackages } from '../lab/needs.ts';

/** Where they cannot be had, the tests that want them are skipped by name. */
const tryPackages = (packages: readonly string[]) => installPackages(packages).catch(() => undefined);

/** A browser of this machine, or undefined where there is none. */
export const browserHere = (): string | undefined =>
  [process.env['BARQUE_BROWSER'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
    (path) => path && existsSync(path),
  );
const fonts = ['/usr/share/fonts/truetype/wqy', '/usr/share/fonts/opentype/noto', '/usr/share/fonts/noto-cjk'];

/** A browser of this machine, and Chinese letters for it: installed where Debian's packages can be; undefined where there is none. */
export async function provideBrowser(): Promise<string | undefined> {
  const lacking = [
    ...(browserHere() === undefined ? ['chromium'] : []),
    ...(process.platform === 'linux' && !fonts.some((folder) => existsSync(folder)) ? ['fonts-wqy-zenhei'] : []),
  ];
  if (lacking.length > 0) await tryPackages(lacking);
  return browserHere();
}

/** Whether there is a desktop's secret service (GNOME's keyring on a session bus); installed as the browser is. */
export async function provideSecretService(): Promise<boolean> {
  if (!secretServiceHere()) await tryPackages(['dbus', 'gnome-keyring']);
  return secretServiceHere();
}
