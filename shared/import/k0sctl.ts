import { problem, type Problem } from '../problems/problem.ts';
import { mostNodes, type Found, type FoundHost, type Roles } from './found.ts';
import { listOf, textOf, under } from './yaml.ts';

export const isK0sctl = (document: unknown): boolean =>
  (textOf(under(document, 'apiVersion')) ?? '').startsWith('k0sctl.k0sproject.io/') &&
  listOf(under(document, 'spec', 'hosts')).length > 0;

const roleOf: Readonly<Record<string, Roles>> = {
  controller: 'master',
  worker: 'worker',
  'controller+worker': 'both',
  single: 'both',
};

/** A k0sctl.yaml: hosts with their roles and how SSH reaches them. */
export function readK0sctl(document: unknown): Found {
  const problems: Problem[] = [];
  const hosts = listOf(under(document, 'spec', 'hosts'))
    .slice(0, mostNodes + 1)
    .map((host, i) => hostOf(host, `spec.hosts[${i}]`, problems));
  const network = (key: string): string | undefined => textOf(under(document, 'spec', 'k0s', 'config', 'spec', 'network', key));
  const cluster = {
    name: textOf(under(document, 'metadata', 'name')),
    podSubnet: network('podCIDR'),
    serviceSubnet: network('serviceCIDR'),
  };
  const known = Object.entries(cluster).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const]));
  return { hosts, cluster: Object.fromEntries(known), problems };
}

function hostOf(host: unknown, at: string, problems: Problem[]): FoundHost {
  const ssh = under(host, 'ssh') ?? under(host, 'openSSH');
  const role = textOf(under(host, 'role')) ?? '';
  const roles = Object.hasOwn(roleOf, role) ? roleOf[role] : undefined;
  if (roles === undefined) problems.push(problem('import.role', { at, found: role.slice(0, 80) }));
  const text = (key: string): string | undefined => textOf(under(ssh, key));
  const [address, port, user, keyFile] = ['address', 'port', 'user', 'keyPath'].map(text);
  if (keyFile !== undefined) problems.push(problem('import.key-file', { at, path: keyFile.slice(0, 200) }));
  const hostname = textOf(under(host, 'hostname'));
  const nodeAddress = textOf(under(host, 'privateAddress'));
  const card = textOf(under(host, 'privateInterface'));
  return {
    ...(hostname === undefined ? {} : { name: hostname, hostname }),
    ...(address === undefined ? {} : { address }),
    ...(port === undefined || port === '22' ? {} : { port }),
    ...(nodeAddress === undefined || nodeAddress === address ? {} : { nodeAddress }),
    ...(card === undefined ? {} : { interface: card }),
    roles,
    ...(user === undefined && keyFile === undefined ? {} : { login: { user, keyFile } }),
  };
}
