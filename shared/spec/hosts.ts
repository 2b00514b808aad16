import { load } from 'js-yaml';
import { z } from 'zod';
import { access, type ClusterSpec, endpoint, nodeSpec, registry } from '../model/spec.ts';
import { ProblemError } from '../problems/problem.ts';
import { parseSpec } from './parse.ts';

/** What of a spec it takes to reach its hosts and to look at them. */
export interface SpecHosts extends Pick<ClusterSpec, 'access' | 'nodes' | 'storage'> {
  readonly endpoint: ClusterSpec['endpoint'] | undefined;
  readonly registry?: ClusterSpec['registry'];
}

const rows = z.object({
  access,
  nodes: z.array(z.unknown()),
  endpoint: endpoint.optional().catch(undefined),
  registry: registry.optional().catch(undefined),
});

/**
 * The hosts of a spec that may not be a sound one yet: those nodes that are, as long as it says how to log in.
 * @throws {ProblemError} `spec.*`, what is wrong with it, where no host can be made of it
 */
export function hostsOf(text: string): SpecHosts {
  const parsed = parseSpec(text);
  if ('spec' in parsed) return parsed.spec;
  const read = rows.safeParse(documentIn(text));
  const nodes = read.success
    ? read.data.nodes.flatMap((row) => {
        const node = nodeSpec.safeParse(row);
        return node.success ? [node.data] : [];
      })
    : [];
  if (read.success && nodes.length > 0) {
    const { access, endpoint, registry } = read.data;
    return { access, endpoint, registry, nodes, storage: {} };
  }
  const [first, ...more] = parsed.problems;
  throw new ProblemError(first, ...more);
}

function documentIn(text: string): unknown {
  try {
    return load(text, { maxAliases: 0, maxDepth: 50 });
  } catch {
    return undefined;
  }
}
