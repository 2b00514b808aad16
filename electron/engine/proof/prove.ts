import { setTimeout as sleep } from 'node:timers/promises';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import type { Proof, ProofResource } from '../../../shared/model/resource.ts';
import { waitingFor } from '../../../shared/run/waiting.ts';
import type { Node } from '../node/node.ts';
import type { ResourceContext } from '../resources/context.ts';
import { apiServersReady, follows, serves, standsAside } from './aside.ts';
import { etcdQuorum } from './etcd-quorum.ts';
import { nodesReady, systemPodsReady } from './kubernetes.ts';
import { podNetwork } from './pod-network.ts';
import { singleVip } from './single-vip.ts';

/** One look at whether a proof holds: what is amiss, in a few words each; nothing if it holds. */
export type Look = (signal: AbortSignal) => Promise<readonly string[]>;

const pauseMs = 500;

/** The nodes of a fleet, by the spec's names. */
export type Nodes = ReadonlyMap<string, Node>;

/** One look at a proof from its host, and what is to be cleaned up when no more looks are taken. */
export function lookOf(proof: Proof, node: Node, nodes: Nodes): { look: Look; done?: (signal: AbortSignal) => Promise<void> } {
  switch (proof.name) {
    case 'etcd-quorum':
      return { look: etcdQuorum(node, proof) };
    case 'nodes-ready':
      return { look: nodesReady(node, proof) };
    case 'system-pods-ready':
      return { look: systemPodsReady(node, proof) };
    case 'single-vip':
      return { look: singleVip(nodes, proof) };
    case 'api-servers-ready':
      return { look: apiServersReady(node, proof) };
    case 'stands-aside':
      return { look: standsAside(node, proof) };
    case 'follows':
      return { look: follows(node, proof) };
    case 'serves':
      return { look: serves(node, proof) };
    case 'pod-network':
      return podNetwork(node, proof);
  }
}

/** Looks until the proof holds. @throws {ProblemError} `proof.failed` with what was still amiss when its time was over */
export async function prove({ proof, timeoutSeconds }: ProofResource, context: ResourceContext, nodes: Nodes): Promise<void> {
  const { look, done } = lookOf(proof, context.node, nodes);
  const { signal, emit } = context;
  const timeout = AbortSignal.timeout(timeoutSeconds * 1000);
  const both = AbortSignal.any([signal, timeout]);
  let amiss: readonly string[] = [];
  try {
    for (;;) {
      const found = await look(both);
      if (found.length === 0) return;
      if (found.join() !== amiss.join()) emit({ type: 'step-waiting', what: waitingFor(found) });
      amiss = found;
      await sleep(pauseMs, undefined, { signal: both });
    }
  } catch (error) {
    if (signal.aborted || !timeout.aborted) throw error;
    throw new ProblemError(
      problem('proof.failed', { proof: proof.name, amiss, seconds: timeoutSeconds }, { host: context.node.host }),
    );
  } finally {
    // also after a failure; a cancelled run is not kept waiting
    if (!signal.aborted) await done?.(signal);
  }
}
