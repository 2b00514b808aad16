import type { ClusterSpec, NodeSpec, Storage } from '../model/spec.ts';
import { problem, type Problem } from '../problems/problem.ts';
import { resolveStorage } from './resolve.ts';

/** Emptied by the system: with a start, or after some days (Filesystem Hierarchy Standard; systemd's tmpfiles.d). */
const volatile = ['/dev', '/proc', '/run', '/sys', '/tmp', '/var/run', '/var/tmp'];
const system = ['/bin', '/boot', '/etc', '/lib', '/lib64', '/sbin', '/usr'];

const within = (directory: string, above: string): boolean => directory === above || directory.startsWith(`${above}/`);
const isIn = (directory: string, places: readonly string[]): boolean => places.some((above) => within(directory, above));

type Place = readonly [path: string, directory: string];

/** The directories that a spec names for data: each lasts, is its system's business alone nowhere, and is within no other. */
export function directories(spec: ClusterSpec): Problem[] {
  const own = spec.nodes.flatMap((node, i) => (node.storage ? [[`nodes[${i}].storage`, node.storage, node] as const] : []));
  const said: readonly (readonly [string, Storage, NodeSpec?])[] = [['storage', spec.storage], ...own];
  return said.flatMap(([at, storage, node]) => {
    const named = Object.entries(storage).flatMap(([key, directory]): Place[] =>
      directory === undefined ? [] : [[`${at}.${key}`, directory]],
    );
    return [...named.flatMap(unfit), ...nested(named, Object.values(resolveStorage(spec, node)))];
  });
}

function unfit([path, directory]: Place): Problem[] {
  const why = isIn(directory, volatile) ? 'volatile' : isIn(directory, system) ? 'system' : undefined;
  return why === undefined ? [] : [problem('spec.directory-unfit', { path, directory, why })];
}

/** Of those that are named, the ones that are, hold or lie within another that the node has. */
function nested(named: readonly Place[], all: readonly string[]): Problem[] {
  const touching = (directory: string) => all.filter((other) => within(directory, other) || within(other, directory)).length;
  return named
    .filter(([path, directory]) => !path.endsWith('.root') && all.includes(directory) && touching(directory) > 1)
    .map(([path, directory]) => problem('spec.directory-unfit', { path, directory, why: 'shared' }));
}
