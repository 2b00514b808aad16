import { kubeadmPrograms } from '../../shared/catalog/kubeadm-programs.ts';
import { leftoverPaths } from '../../shared/checks/leftovers.ts';
import { timeProgramPaths } from '../../shared/checks/time.ts';
import type { HostFacts } from '../../shared/model/facts.ts';
import type { ClusterSpec } from '../../shared/model/spec.ts';
import { trustPaths } from '../../shared/planner/trust.ts';
import { type Problem, ProblemError } from '../../shared/problems/problem.ts';
import type { SpecHosts } from '../../shared/spec/hosts.ts';
import { runtimePaths } from '../../shared/survey/runtimes.ts';
import { concurrently } from './concurrently.ts';
import { type Fleet, handshakes, reaching } from './fleet.ts';
import { probe } from './node/facts.ts';
import type { Reaching } from './reach.ts';
import { registryAskedBy } from './registry/login.ts';

/** What the probe asks of each host of a spec. */
export const probeQueryOf = ({ endpoint }: Pick<SpecHosts, 'endpoint'>) => ({
  paths: [...leftoverPaths, ...timeProgramPaths, ...runtimePaths, trustPaths.key],
  programs: kubeadmPrograms,
  addresses: endpoint?.kind === 'keepalived' ? [endpoint.address] : [],
});

/** The facts of every host, by the spec's names, in one round trip each. Changes nothing. */
export async function survey(spec: ClusterSpec, fleet: Fleet, signal: AbortSignal): Promise<Map<string, HostFacts>> {
  const query = probeQueryOf(spec);
  const found = await concurrently([...fleet.nodes], fleet.nodes.size, async ([name, node]) => {
    return [name, await probe(node, query, signal)] as const;
  });
  return new Map(found);
}

/** How far a host has been surveyed. */
export type HostSurveyed =
  | { readonly type: 'connecting' | 'connected'; readonly host: string }
  | { readonly type: 'facts'; readonly host: string; readonly facts: HostFacts }
  | { readonly type: 'problem'; readonly host: string; readonly problems: readonly [Problem, ...Problem[]] };

/**
 * Reaches each host and probes it as soon as it is reached, then has it ask the customer's registry, telling how far it is (its facts
 * anew with that answer); one that fails does not end the others.
 */
export async function surveyEach(
  hosts: SpecHosts,
  { reach, conceal }: Pick<Reaching, 'reach' | 'conceal'>,
  tell: (surveyed: HostSurveyed) => void,
  signal: AbortSignal,
): Promise<void> {
  const { open, close } = reaching(hosts, reach);
  const query = probeQueryOf(hosts);
  const ask = await registryAskedBy(hosts, { secrets: reach.secrets, conceal });
  try {
    await concurrently(hosts.nodes, handshakes, async (of) => {
      const host = of.name;
      tell({ type: 'connecting', host });
      try {
        const node = await open(of, signal);
        tell({ type: 'connected', host });
        const facts = await probe(node, query, signal);
        tell({ type: 'facts', host, facts });
        // a registry that nobody answers for keeps nobody waiting for the rest
        if (ask) tell({ type: 'facts', host, facts: { ...facts, registry: await ask(node, signal) } });
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        tell({ type: 'problem', host, problems: error.problems });
      }
    });
  } finally {
    await close();
  }
}
