import { leftoverPaths } from '../../shared/checks/leftovers.ts';
import type { HostFacts } from '../../shared/model/facts.ts';
import type { ClusterSpec } from '../../shared/model/spec.ts';
import { timeProgramPaths } from '../../shared/checks/time.ts';
import { concurrently } from './concurrently.ts';
import type { Fleet } from './fleet.ts';
import { probe } from './node/facts.ts';

/** The facts of every host, by the spec's names, in one round trip each. Changes nothing. */
export async function survey(spec: ClusterSpec, fleet: Fleet, signal: AbortSignal): Promise<Map<string, HostFacts>> {
  const query = {
    paths: [...leftoverPaths, ...timeProgramPaths],
    programs: [],
    addresses: spec.endpoint.kind === 'keepalived' ? [spec.endpoint.address] : [],
  };
  const found = await concurrently([...fleet.nodes], fleet.nodes.size, async ([name, node]) => {
    return [name, await probe(node, query, signal)] as const;
  });
  return new Map(found);
}
