import { join } from 'node:path';

/** One lab: two with different `net` and `root` can stand side by side on one machine. */
export interface Lab {
  /** The network namespace, and the parent of the nodes' cgroups. */
  readonly net: string;
  /** Where the nodes, the key and the state are. */
  readonly root: string;
  /** Where what was built once is kept: file systems, binaries, bundles. */
  readonly cache: string;
}

/** The lab that the environment names: BARQUE_LAB_NET, BARQUE_LAB, BARQUE_LAB_CACHE. */
export function labFromEnvironment(env: NodeJS.ProcessEnv = process.env): Lab {
  const net = env['BARQUE_LAB_NET'] ?? 'barque-lab';
  if (!/^[a-z0-9][a-z0-9-]{0,30}$/.test(net)) throw new Error(`BARQUE_LAB_NET: '${net}' is no name of a network namespace`);
  const root = env['BARQUE_LAB'] ?? `/var/lib/${net}`;
  const cache = env['BARQUE_LAB_CACHE'] ?? '/var/cache/barque-lab';
  for (const path of [root, cache])
    if (!/^\/[\w./-]+$/.test(path))
      throw new Error(`'${path}' must be an absolute path without spaces, colons or commas (LXC, overlayfs)`);
  return { net, root, cache };
}

/** Files of a lab. */
export const files = {
  nodes: (lab: Lab): string => join(lab.root, 'nodes'),
  node: (lab: Lab, name: string): string => join(lab.root, 'nodes', name),
  state: (lab: Lab): string => join(lab.root, 'lab.json'),
  key: (lab: Lab): string => join(lab.root, 'id'),
  knownHosts: (lab: Lab): string => join(lab.root, 'known_hosts'),
  secrets: (lab: Lab): string => join(lab.root, 'secrets.json'),
};
