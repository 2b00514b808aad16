import type { AccessDraft, Draft, NodeDraft } from '../draft/draft.ts';
import { emptyNode } from '../draft/draft.ts';
import { scopes } from '../draft/secret-names.ts';
import { problem, type Problem } from '../problems/problem.ts';

/** More than this is no list of a cluster's nodes. */
export const mostNodes = 1000;
/** In characters. */
export const mostText = 2_097_152;

export type Roles = NodeDraft['roles'];

/** How a list says that a host is logged in to. Its secrets are apart from everything that is kept in a draft. */
export interface FoundLogin {
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  /** The private key itself. */
  readonly key?: string | undefined;
  /** The key is in a file that only the operator can open. */
  readonly keyFile?: string | undefined;
  readonly become?: AccessDraft['become'] | undefined;
  readonly becomePassword?: string | undefined;
}

type Columns = Omit<NodeDraft, 'key' | 'access' | 'roles' | 'more'>;

/** A host of a list. What the list does not say is absent. */
export interface FoundHost extends Partial<Columns> {
  readonly roles?: Roles | undefined;
  readonly login?: FoundLogin;
}

/** What a list says of the cluster besides its nodes; each as a field of the draft takes it. */
export interface FoundCluster {
  readonly name?: string;
  readonly endpointAddress?: string;
  readonly endpointName?: string;
  readonly endpointPort?: string;
  readonly podSubnet?: string;
  readonly serviceSubnet?: string;
}

/** What a parser makes of a list. */
export interface Found {
  readonly hosts: readonly FoundHost[];
  readonly cluster?: FoundCluster;
  readonly problems: readonly Problem[];
}

/** A secret that stood in a list: for the vault, under the name by which the drafts refer to it. */
export interface FoundSecret {
  readonly name: string;
  readonly value: string;
}

/** Rows for the node table. */
export interface Imported {
  readonly nodes: readonly NodeDraft[];
  /** The login that most of the hosts share, where the list has any; the others have their own in their rows. */
  readonly access?: AccessDraft;
  readonly secrets: readonly FoundSecret[];
  readonly cluster: FoundCluster;
  /** What was left out or has to be looked at; the nodes are usable all the same. */
  readonly problems: readonly Problem[];
}

/** The draft with what a list says of the cluster, each in its field; what it does not say stays. */
export function withFound(draft: Draft, found: FoundCluster): Draft {
  const { name, endpointAddress, endpointName, endpointPort, podSubnet, serviceSubnet } = found;
  const { endpoint, network } = draft;
  return {
    ...draft,
    name: name ?? draft.name,
    endpoint: {
      ...endpoint,
      address: endpointAddress ?? endpoint.address,
      name: endpointName ?? endpoint.name,
      port: endpointPort ?? endpoint.port,
    },
    network: {
      ...network,
      podSubnet: podSubnet ?? network.podSubnet,
      serviceSubnet: serviceSubnet ?? network.serviceSubnet,
    },
  };
}

/**
 * Rows and secrets of the hosts of a list.
 * @param taken rows that are in the table already: their keys and names are not given again
 */
export function importedFrom({ hosts, cluster = {}, problems }: Found, taken: readonly NodeDraft[]): Imported {
  const kept = hosts.slice(0, mostNodes);
  const keys = freeKeys(taken, kept.length);
  const common = mostShared(kept);
  const rows = kept.map((host, i) => ({ host, key: keys[i] ?? `n${i}` }));
  const own = rows.filter(({ host }) => host.login && signature(host.login) !== common?.signature);
  const apart = new Map(own.map(({ host, key }) => [key, host.login ?? {}]));
  const nodes = rows.map(({ host, key }): NodeDraft => {
    const access = apart.get(key);
    return { ...emptyNode(key), ...given(host), ...(access && { access: accessOf(access) }) };
  });
  const secrets = [
    ...(common ? secretsOf(common.login, scopes.common) : []),
    ...[...apart].flatMap(([key, login]) => secretsOf(login, scopes.node(key))),
  ];
  return {
    nodes: named(nodes, taken),
    ...(common && { access: accessOf(common.login) }),
    secrets,
    cluster,
    problems: [
      ...problems,
      ...(kept.length < hosts.length
        ? [problem('import.too-large', { size: hosts.length, limit: mostNodes, what: 'nodes' })]
        : hosts.length === 0 && problems.length === 0
          ? [problem('import.no-nodes', { rows: 0 })]
          : []),
    ],
  };
}

/** The fields that a list gave; names as Barque takes them. */
function given({ roles, ...columns }: FoundHost): Partial<NodeDraft> {
  const texts = Object.entries(columns).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  const fields: Partial<Columns> = Object.fromEntries(texts.map(([field, text]) => [field, text.slice(0, 4096)]));
  return { ...fields, ...(roles && { roles }), ...(fields.name === undefined ? {} : { name: nameLike(fields.name) }) };
}

/** Names of other tools may have upper case and `_`. One that is an address is none. */
const nameLike = (name: string): string => (/^[\d.]+$/.test(name) ? '' : name.trim().toLowerCase().replaceAll('_', '-'));

/** Keys for new rows that no row has had. */
export function freeKeys(taken: readonly NodeDraft[], count: number): string[] {
  const last = Math.max(0, ...taken.map(({ key }) => Number(/^n(\d{1,9})$/.exec(key)?.[1] ?? 0)));
  return Array.from({ length: count }, (_, i) => `n${last + i + 1}`);
}

/** Gives the rows that have no name one: master01, worker01 and so on, none twice. */
export function named(nodes: readonly NodeDraft[], taken: readonly NodeDraft[] = []): NodeDraft[] {
  const names = new Set([...taken, ...nodes].map(({ name }) => name));
  const next = new Map<string, number>();
  return nodes.map((node) => {
    if (node.name !== '') return node;
    const stem = node.roles === 'both' ? 'node' : node.roles;
    let name: string;
    let number = next.get(stem) ?? 0;
    do name = `${stem}${String(++number).padStart(2, '0')}`;
    while (names.has(name));
    next.set(stem, number);
    names.add(name);
    return { ...node, name };
  });
}

const signature = (login: FoundLogin): string =>
  JSON.stringify([login.user, login.password, login.key, login.keyFile, login.become, login.becomePassword]);

/** The login that most hosts have. */
function mostShared(hosts: readonly FoundHost[]): { login: FoundLogin; signature: string } | undefined {
  const groups = new Map<string, { login: FoundLogin; signature: string; count: number }>();
  for (const { login } of hosts) {
    if (login === undefined) continue;
    const key = signature(login);
    const group = groups.get(key) ?? { login, signature: key, count: 0 };
    groups.set(key, { ...group, count: group.count + 1 });
  }
  return [...groups.values()].reduce<{ login: FoundLogin; signature: string; count: number } | undefined>(
    (best, group) => (best && best.count >= group.count ? best : group),
    undefined,
  );
}

function accessOf(login: FoundLogin): AccessDraft {
  const { user = 'root', become = user === 'root' ? 'none' : 'sudo' } = login;
  const auth = login.key !== undefined || login.keyFile !== undefined ? 'key' : 'password';
  // with a key, sudo is taken to ask for nothing unless a password for it stands there
  const same = login.becomePassword === undefined || (auth === 'password' && login.becomePassword === login.password);
  return { user: user.slice(0, 4096), auth, become, becomeSamePassword: same };
}

function secretsOf(login: FoundLogin, scope: string): FoundSecret[] {
  const access = accessOf(login);
  const value = access.auth === 'key' ? login.key : login.password;
  const become = access.becomeSamePassword || access.become === 'none' ? undefined : login.becomePassword;
  return [
    ...(value === undefined ? [] : [{ name: `${scope}.${access.auth}`, value }]),
    ...(become === undefined ? [] : [{ name: `${scope}.become`, value: become }]),
  ];
}
