import { repositories } from '../catalog/images.ts';
import type { SiteNode, SurveyedSite } from '../site/site.ts';

/** Names that every host has for itself. */
const local = /^(localhost|ip6-(localhost|loopback|allnodes|allrouters|localnet|mcastprefix))(\.|$)|\.localhost$/;
const kubernetes = new Set(['kubernetes', 'kubernetes.default']);
/** What ends in a number is read as an address (RFC 3696, 2). */
const address = /(^|\.)\d+$/;
const registries = new Set(Object.values(repositories).map((repository) => repository.slice(0, repository.indexOf('/'))));

/**
 * Whose name a node would take, as a path of the spec or a word for it; undefined where nobody has it. A node's name goes into /etc/hosts
 * of every node and into certificates: a host may not choose it so that what is meant for another reaches it. A name that the operator
 * gave the node, as its row's or to set it, may stand elsewhere in the spec: there it means this node.
 */
export function takenBy(site: SurveyedSite, node: SiteNode): string | undefined {
  const name = node.hostname;
  const { dnsDomain } = site.spec.network;
  if (local.test(name)) return 'localhost';
  if (address.test(name)) return 'an address';
  if (kubernetes.has(name) || name === dnsDomain) return 'Kubernetes';
  if (['svc', `svc.${dnsDomain}`, `pod.${dnsDomain}`].some((zone) => name === zone || name.endsWith(`.${zone}`)))
    return 'Kubernetes';
  if (registries.has(name)) return 'an image registry';
  const row = site.spec.nodes.find((one) => one.name === node.name);
  const isGiven = node.name === name || row?.hostname === name;
  return [...nodesNames(site, node), ...(isGiven ? [] : othersNames(site, node))].find(
    ([, taken]) => taken.toLowerCase() === name,
  )?.[0];
}

type Named = readonly [path: string, name: string];

/** The names of the other nodes; one that is away keeps its own. */
const nodesNames = ({ spec, away }: SurveyedSite, { name: own }: SiteNode): Named[] => [
  ...spec.nodes.filter(({ name }) => name !== own).map(({ name }): Named => [`nodes.${name}`, name]),
  ...away.map(({ name, hostname }): Named => [`nodes.${name}`, hostname]),
];

/** The names that the spec gives to something that is no node. What a master serves by may be the master's own name. */
function othersNames({ spec }: SurveyedSite, { master }: SiteNode): Named[] {
  const { endpoint, registry, time, apiServer, etcd } = spec;
  return [
    ...(endpoint.kind === 'external' ? [['endpoint.address', endpoint.address] as const] : []),
    ...(endpoint.kind === 'keepalived' && endpoint.name !== undefined ? [['endpoint.name', endpoint.name] as const] : []),
    ...(registry?.kind === 'external' ? [['registry.address', registry.address] as const] : []),
    ...(time.source === 'servers' ? time.servers.map((server) => ['time.servers', server] as const) : []),
    ...(master ? [] : apiServer.extraSans.map((san) => ['apiServer.extraSans', san] as const)),
    ...(master ? [] : etcd.extraSans.map((san) => ['etcd.extraSans', san] as const)),
  ];
}
