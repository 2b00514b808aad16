import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Where the application has its things. */
export interface Folders {
  /** Where new clusters' workspaces are made. */
  readonly home: string;
  /** Its settings. */
  readonly config: string;
}

/** `~/Barque`, and the system's place for settings; `BARQUE_HOME` and `BARQUE_CONFIG` name others. */
export function foldersOf(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): Folders {
  const user = homedir();
  const places: Partial<Record<NodeJS.Platform, string>> = {
    darwin: join(user, 'Library', 'Application Support', 'Barque'),
    win32: join(environment['APPDATA'] ?? join(user, 'AppData', 'Roaming'), 'Barque'),
  };
  return {
    home: resolve(environment['BARQUE_HOME'] ?? join(user, 'Barque')),
    config: resolve(
      environment['BARQUE_CONFIG'] ?? places[platform] ?? join(environment['XDG_CONFIG_HOME'] ?? join(user, '.config'), 'barque'),
    ),
  };
}
