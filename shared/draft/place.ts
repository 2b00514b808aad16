import type { Json } from '../model/scalars.ts';
import { isObject } from '../templates/merge.ts';

/** A field of a draft: its path (`network.podSubnet`), or, with `node`, a column of the row of that key. */
export interface Place {
  readonly field: string;
  readonly node?: string;
}

type Table = readonly (readonly [prefix: string, field: string])[];
const same = (...paths: readonly string[]): Table => paths.map((path) => [path, path]);

/** Paths in the spec and the fields that they come from; the first that fits. */
const fields: Table = [
  ['etcd.extraSans', 'etcdSans'],
  ...same('nodes', 'name', 'kubernetes', 'etcd', 'access.user', 'access.become', 'time.servers'),
  ...same('endpoint.address', 'endpoint.name', 'endpoint.port', 'endpoint.virtualRouterId'),
  ...same('network.podSubnet', 'network.serviceSubnet', 'network.nodePorts', 'network.dnsDomain'),
  ...same('storage.root', 'storage.etcd', 'storage.containerd', 'storage.kubelet', 'storage.logs'),
  ['network.plugin', 'network.backend'],
  ['access.bastion.address', 'bastion.address'],
  ['access.bastion.port', 'bastion.port'],
  ['access.bastion.user', 'bastion.user'],
  ['access.bastion', 'bastion.auth'],
  ['access', 'access.auth'],
  ['apiServer.extraSans', 'extraSans'],
  ['time', 'time.source'],
  ['certificates.algorithm', 'certificates.algorithm'],
  ['certificates.validity.authorities', 'certificates.authorities'],
  ['certificates.validity.leaves', 'certificates.leaves'],
  ['certificates.parent', 'parent'],
  ...same('registry.address', 'registry.port', 'registry.project', 'registry.ca'),
  ['registry.login', 'registry.user'],
  ['registry', 'registry.kind'],
  ...same('mutualTrust'),
];

/** The same within a node. */
const columns: Table = [
  ...same('name', 'address', 'port', 'nodeAddress', 'interface', 'hostname', 'roles', 'labels', 'taints'),
  ...same('access.user', 'access.become'),
  ['access.bastion', 'bastion.auth'],
  ['access', 'access.auth'],
  ['storage.root', 'storageRoot'],
];

const within = (path: string, prefix: string): boolean =>
  path === prefix || path.startsWith(`${prefix}.`) || path.startsWith(`${prefix}[`);
const lookUp = (table: Table, path: string): string => table.find(([prefix]) => within(path, prefix))?.[1] ?? 'more';

/** Whether a merged document decides what stands at a path (`a.b[0]`). */
function decidedBy(patch: Json | undefined, path: string): boolean {
  let inside = patch;
  for (const key of path.split(/[.[]/)) {
    if (!isObject(inside)) return inside !== undefined;
    inside = Object.hasOwn(inside, key) ? inside[key] : undefined;
  }
  return inside !== undefined && !isObject(inside);
}

/** What was merged over the fields: over the whole, and over the rows by their position. */
export interface Merged {
  readonly all: Json | undefined;
  readonly rows: readonly { readonly key: string; readonly more: Json | undefined }[];
}

/** The field that a path of the spec comes from. */
export function placeOf(path: string, { all, rows }: Merged): Place {
  if (path === '' || decidedBy(all, path)) return { field: 'more' };
  const [, position, , inside = ''] = /^nodes\[(\d+)\](\.(.*))?$/.exec(path) ?? [];
  if (position === undefined) return { field: lookUp(fields, path) };
  const row = rows[Number(position)];
  if (!row) return { field: 'more' };
  const field = inside === '' || decidedBy(row.more, inside) ? 'more' : lookUp(columns, inside);
  return { field, node: row.key };
}
