import { secret } from '../model/content.ts';
import { nodeTrustKeyFile } from '../model/key-files.ts';
import { nodeTrustKey } from '../model/pki-names.ts';
import type { Resource } from '../model/resource.ts';
import type { Site, SiteNode } from '../site/site.ts';
import { stepId, type StepDraft } from './step.ts';

const home = '/root/.ssh';
/** What lets root of a node log in to the others. The key has a name of Barque's, so that no other key of root's is touched. */
export const trustPaths = {
  key: nodeTrustKeyFile,
  config: `${home}/config`,
  authorizedKeys: `${home}/authorized_keys`,
  knownHosts: `${home}/known_hosts`,
} as const;

/**
 * The manual's mutual trust, where the spec wants it: a key for each node, which all others accept, and all host keys known. Where it
 * is no longer wanted it is taken back from the nodes that have it.
 */
export function trust(site: Site): StepDraft[] {
  const blocks = blocksOf(site);
  const wanted = site.trust !== undefined;
  return site.nodes
    .filter((node) => wanted || node.facts.present.includes(trustPaths.key))
    .map((node) => ({
      phase: 'trust',
      title: 'trust',
      node,
      needs: [stepId('prepare', node)],
      // keys that are no longer wanted are not left on a node
      skippable: wanted,
      resources: wanted ? [...keyOf(node), ...blocks] : [...blocks, { kind: 'absent', path: trustPaths.key }],
    }));
}

const keyOf = ({ name }: SiteNode): Resource[] => [
  { kind: 'directory', path: home, mode: 0o700 },
  { kind: 'file', path: trustPaths.key, mode: 0o600, content: [secret(nodeTrustKey(name))] },
];

/** The same lines on every node; none where nobody trusts anybody any more. */
function blocksOf({ nodes, trust }: Site): Resource[] {
  const block = (path: string, lines: readonly string[]): Resource => ({
    kind: 'block',
    path,
    block: 'barque',
    lines: trust === undefined ? [] : lines,
  });
  const names = nodes.flatMap(namesOf);
  return [
    block(
      trustPaths.authorizedKeys,
      nodes.flatMap(({ name }) => [trust?.get(name)].flatMap((key) => (key === undefined ? [] : [`${key} barque ${name}`]))),
    ),
    block(
      trustPaths.knownHosts,
      nodes.flatMap((node) =>
        (node.facts.sshHostKeys ?? []).map((key) => `${namesOf(node).map(inKnownHosts(node)).join(',')} ${key}`),
      ),
    ),
    block(trustPaths.config, [
      `Host ${names.join(' ')}`,
      `  IdentityFile ${trustPaths.key}`,
      ...nodes.filter(({ port }) => port !== 22).flatMap((node) => [`Host ${namesOf(node).join(' ')}`, `  Port ${node.port}`]),
    ]),
  ];
}

/** What a node is called by those who log in to it. */
const namesOf = ({ hostname, nodeAddress, address }: SiteNode): string[] => [...new Set([hostname, nodeAddress, address])];

const inKnownHosts =
  ({ port }: SiteNode) =>
  (name: string): string =>
    port === 22 ? name : `[${name}]:${port}`;
