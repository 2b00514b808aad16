import { succeeds } from '../../command.ts';
import { install, type Need } from '../../needs.ts';

/** What plays the internet: a registry, what fills it, and what makes package repositories. Commands and the packages that have them. */
const tools: readonly Need[] = Object.entries({
  'docker-registry': 'docker-registry',
  skopeo: 'skopeo',
  createrepo_c: 'createrepo-c',
  rpmbuild: 'rpm',
  'apt-ftparchive': 'apt-utils',
  'dpkg-scanpackages': 'dpkg-dev',
  gpg: 'gnupg',
  xorrisofs: 'xorriso',
}).map(([what, name]) => ({
  what,
  for: 'kit',
  package: name,
  met: () => succeeds('sh', ['-c', 'command -v "$0" >/dev/null', what]),
}));

/** Makes sure of them. @throws naming what cannot be had */
export async function provideTools(signal: AbortSignal): Promise<void> {
  const lacking = async () => {
    const met = await Promise.all(tools.map((tool) => tool.met()));
    return tools.filter((_, i) => !met[i]);
  };
  await install(await lacking(), signal);
  const still = await lacking();
  if (still.length > 0) throw new Error(`this machine lacks ${still.map(({ what }) => what).join(', ')}`);
}
