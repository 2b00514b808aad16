import { problem, type Problem } from '../problems/problem.ts';
import type { Found, FoundHost, FoundLogin, Roles } from './found.ts';
import { mostNodes } from './found.ts';
import { entriesOf, listOf, textOf } from './yaml.ts';

export type Variables = ReadonlyMap<string, unknown>;

/** A group of an Ansible inventory. */
export interface Group {
  readonly hosts: Set<string>;
  readonly children: Set<string>;
  readonly variables: Map<string, unknown>;
}

/** An Ansible inventory, as both of its forms have it. */
export class Inventory {
  readonly groups = new Map<string, Group>();
  readonly hosts = new Map<string, { at: string; variables: Map<string, unknown> }>();

  group(name: string): Group {
    const group = this.groups.get(name) ?? { hosts: new Set(), children: new Set(), variables: new Map() };
    this.groups.set(name, group);
    return group;
  }

  host(name: string, at: string): Map<string, unknown> {
    const host = this.hosts.get(name) ?? { at, variables: new Map<string, unknown>() };
    this.hosts.set(name, host);
    return host.variables;
  }

  /** Whether there is room for another host. */
  get full(): boolean {
    return this.hosts.size > mostNodes;
  }
}

/** kubespray's names of groups, today's and those of before, and what others call them. */
const masterGroups = /^(kube[-_])?(control[-_]?plane|masters?|controllers?)$/;
const workerGroups = /^(kube[-_])?(nodes?|workers?|agents?)$/;

/** Hosts of an inventory, with roles by the groups they are in, and everything that Ansible would know about how to reach them. */
export function hostsOfInventory(inventory: Inventory): Found {
  const problems: Problem[] = [];
  const members = (wanted: RegExp): Set<string> => {
    const roots = [...inventory.groups.keys()].filter((name) => wanted.test(name.toLowerCase()));
    return new Set(roots.flatMap((name) => [...membersOf(inventory, name)]));
  };
  const [masters, workers] = [members(masterGroups), members(workerGroups)];
  const known = masters.size + workers.size > 0;
  const levels = groupsByDepth(inventory);
  const hosts = [...inventory.hosts]
    // with roles known, others are bastions, load balancers, etcd of their own
    .filter(([name]) => !known || masters.has(name) || workers.has(name))
    .map(([name, { at, variables }]): FoundHost => {
      const inherited = levels.flatMap(({ members, group }) => (members.has(name) ? [...group.variables] : []));
      const roles: Roles | undefined = !known ? undefined : !masters.has(name) ? 'worker' : workers.has(name) ? 'both' : 'master';
      return hostOf(name, new Map([...inherited, ...variables]), roles, at, problems);
    });
  return { hosts, problems: distinct(problems) };
}

/** Groups that most is inherited from last: `all`, then groups by how deep they are nested. */
function groupsByDepth(inventory: Inventory) {
  const depth = new Map<string, number>();
  let level: readonly string[] = [...inventory.groups.keys()];
  // a group as deep as there are groups is in a circle
  for (let d = 0; level.length > 0 && d <= inventory.groups.size; d++) {
    for (const name of level) depth.set(name, d);
    level = [...new Set(level.flatMap((name) => [...(inventory.groups.get(name)?.children ?? [])]))];
  }
  return [...inventory.groups]
    .map(([name, group]) => ({
      group,
      depth: name === 'all' ? -1 : (depth.get(name) ?? 0),
      members: name === 'all' ? new Set(inventory.hosts.keys()) : membersOf(inventory, name),
    }))
    .sort((a, b) => a.depth - b.depth);
}

/** Hosts of a group and of all groups below it; circles are walked once. */
function membersOf(inventory: Inventory, name: string): Set<string> {
  const seen = new Set<string>();
  const hosts = new Set<string>();
  const open = [name];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const group = inventory.groups.get(next);
    group?.hosts.forEach((host) => hosts.add(host));
    open.push(...(group?.children ?? []));
  }
  return hosts;
}

function hostOf(name: string, variables: Variables, roles: Roles | undefined, at: string, problems: Problem[]): FoundHost {
  const pick = (...names: readonly string[]): string | undefined => {
    const value = names.map((n) => textOf(variables.get(n))).find((v) => v !== undefined);
    if (value === undefined || !/\{\{|\$ANSIBLE_VAULT/.test(value)) return value;
    problems.push(problem('import.encrypted', { at }));
    return undefined;
  };
  const address = pick('ansible_host', 'ansible_ssh_host') ?? (/^[\d.]+$/.test(name) ? name : pick('access_ip', 'ip'));
  const nodeAddress = pick('ip');
  const port = pick('ansible_port', 'ansible_ssh_port');
  const hostname = pick('hostname', 'override_hostname');
  const labels = entriesOf(variables.get('node_labels')).map(([key, value]) => `${key}=${textOf(value) ?? ''}`);
  const taints = listOf(variables.get('node_taints')).flatMap((taint) => textOf(taint) ?? []);
  return {
    name,
    ...(address === undefined ? {} : { address }),
    ...(port === undefined || port === '22' ? {} : { port }),
    ...(nodeAddress === undefined || nodeAddress === address ? {} : { nodeAddress }),
    ...(hostname === undefined ? {} : { hostname }),
    ...(labels.length > 0 && { labels: labels.join(', ') }),
    ...(taints.length > 0 && { taints: taints.join(', ') }),
    roles,
    ...loginOf(pick, at, problems),
  };
}

function loginOf(
  pick: (...names: readonly string[]) => string | undefined,
  at: string,
  problems: Problem[],
): { login?: FoundLogin } {
  const keyFile = pick('ansible_ssh_private_key_file', 'ansible_private_key_file');
  if (keyFile !== undefined) problems.push(problem('import.key-file', { at, path: keyFile.slice(0, 200) }));
  const become = pick('ansible_become', 'ansible_sudo');
  const login: FoundLogin = {
    user: pick('ansible_user', 'ansible_ssh_user'),
    password: pick('ansible_password', 'ansible_ssh_pass', 'ansible_ssh_password'),
    keyFile,
    become:
      become === undefined
        ? undefined
        : !/^(true|yes|1)$/i.test(become)
          ? 'none'
          : pick('ansible_become_method') === 'su'
            ? 'su'
            : 'sudo',
    becomePassword: pick('ansible_become_password', 'ansible_become_pass', 'ansible_sudo_pass'),
  };
  return Object.values(login).some((value) => value !== undefined) ? { login } : {};
}

/** What concerns a group is found at each of its hosts, and told once a place. */
function distinct(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((p) => [JSON.stringify([p.code, p.params]), p])).values()];
}
