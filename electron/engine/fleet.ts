import type { ClusterSpec, NodeSpec } from '../../shared/model/spec.ts';
import { type Problem, ProblemError } from '../../shared/problems/problem.ts';
import { resolveNode } from '../../shared/spec/resolve.ts';
import { concurrently } from './concurrently.ts';
import { type Node, openNode } from './node/node.ts';
import { Bastions } from './transport/bastion.ts';
import { CredentialGate } from './transport/credential-gate.ts';
import type { HostKeys } from './transport/host-keys.ts';
import { openLocal } from './transport/local.ts';
import type { Secrets } from './transport/secrets.ts';
import { type Reopening, reopening } from './transport/reopening.ts';
import { connect, type ConnectDeps } from './transport/ssh-connect.ts';
import type { Transport } from './transport/transport.ts';

/** What reaching the hosts needs from the operator's side. */
export interface Reach extends Pick<ConnectDeps, 'ask' | 'onFirstContact'> {
  readonly secrets: Secrets;
  readonly hostKeys: HostKeys;
  /** The spec's name of the node that this program runs on, if it does: it is reached without SSH. */
  readonly local: string | undefined;
  /** Hosts that are in this process, by the spec's names: practice hosts that are more than handshakes are worth. */
  readonly inProcess?: ((host: string) => Transport | undefined) | undefined;
}

/** Every host of a spec, reached and with the node helper ready, by the spec's names. */
export interface Fleet {
  readonly nodes: ReadonlyMap<string, Node>;
  /** Why nodes are missing, where only whoever answers was asked for. */
  readonly unreachable: readonly Problem[];
  /** Connects a host anew whose connection broke. @throws {ProblemError} `ssh.*` and `root.*` */
  readonly reconnect: (host: string, signal: AbortSignal) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** So many handshakes at once: each costs the operator's machine some 90 ms of processor time. */
export const handshakes = 32;

/**
 * Reaches every node of the spec. All are tried; where `all` are wanted and one fails, the others are closed again.
 * @throws {ProblemError} `ssh.*` and `root.*`, of every host that could not be reached
 */
export async function openFleet(
  spec: ClusterSpec,
  reach: Reach,
  signal: AbortSignal,
  wanted: 'all' | 'whoever-answers' = 'all',
): Promise<Fleet> {
  const nodes = new Map<string, Node>();
  const { open, reconnect, close } = reaching(spec, reach);
  let unreachable: readonly Problem[] = [];
  try {
    await concurrently(spec.nodes, handshakes, async (node) => void nodes.set(node.name, await open(node, signal)));
  } catch (error) {
    if (wanted === 'all' || !(error instanceof ProblemError)) {
      await close();
      throw error;
    }
    unreachable = error.problems;
  }
  return { nodes, unreachable, reconnect, close };
}

/** Reaches hosts one by one, through the same bastions and with the same care for their credentials. */
export function reaching(spec: Pick<ClusterSpec, 'access' | 'storage'>, reach: Reach) {
  const bastions = new Bastions();
  const deps = { ...reach, gate: new CredentialGate(), bastions };
  const opened = new Map<string, { readonly node: Node; readonly transport: Transport | Reopening }>();
  return {
    /** @throws {ProblemError} `ssh.*` and `root.*` */
    open: async (of: NodeSpec, signal: AbortSignal): Promise<Node> => {
      const { name, address, port, access } = resolveNode(spec, of);
      const here = name === reach.local ? openLocal(name, access.become, deps) : reach.inProcess?.(name);
      const transport = here ?? (await reopening((abort) => connect({ name, address, port, access }, deps, abort), signal));
      const node = openNode(transport);
      opened.set(name, { node, transport });
      return node;
    },
    /** Connects a host anew whose connection broke. @throws {ProblemError} `ssh.*` and `root.*` */
    reconnect: async (host: string, signal: AbortSignal): Promise<void> => {
      const transport = opened.get(host)?.transport;
      if (transport && 'reopen' in transport) await transport.reopen(signal);
    },
    close: async (): Promise<void> => {
      for (const { node } of opened.values()) node.close();
      await Promise.all([...opened.values()].map(({ transport }) => transport.close()));
      await bastions.close();
    },
  };
}
