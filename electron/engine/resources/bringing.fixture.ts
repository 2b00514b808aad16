import { createHash } from 'node:crypto';
import type { Resource } from '../../../shared/model/resource.ts';
import { ProblemError } from '../../../shared/problems/problem.ts';
import type { ResourceContext, ResourceEvent } from './context.ts';
import { MemoryNode } from './memory-node.fixture.ts';
import { observeAll } from './observe.ts';

export const sha256 = (content: Buffer | string) => `sha256:${createHash('sha256').update(content).digest('hex')}`;

/** A node in memory, what resources are brought about with there, and what was told meanwhile. */
export interface Bringing {
  readonly node: MemoryNode;
  readonly context: ResourceContext;
  readonly events: ResourceEvent[];
  /** The proofs that were asked for, by name. */
  readonly proven: string[];
  /** Puts a blob into the bundle, and gives its digest. */
  readonly blob: (content: Buffer | string) => string;
  /** Whether each of them stands. */
  readonly states: (resources: readonly Resource[]) => Promise<string[]>;
}

export function bringing(): Bringing {
  const node = new MemoryNode();
  const events: ResourceEvent[] = [];
  const proven: string[] = [];
  const blobs = new Map<string, Buffer>();
  const context: ResourceContext = {
    node,
    resolve: (part) => Promise.resolve('secret' in part ? `value of ${part.secret}` : `certificate ${part.certificate}`),
    blobs: {
      open: async function* (digest) {
        yield await Promise.resolve(blobs.get(digest) ?? Buffer.alloc(0));
      },
      size: (digest) => blobs.get(digest)?.length ?? 0,
    },
    cluster: 'cluster-1',
    emit: (event) => events.push(event),
    prove: ({ proof }) => {
      proven.push(proof.name);
      return Promise.resolve();
    },
    signal: new AbortController().signal,
  };
  const blob = (content: Buffer | string): string => {
    blobs.set(sha256(content), Buffer.from(content));
    return sha256(content);
  };
  const states = async (resources: readonly Resource[]) => (await observeAll(resources, context)).map((j) => j.state);
  return { node, context, events, proven, blob, states };
}

/** The first problem that a promise fails with; `none` where it does not fail, and any other error as it is. */
export const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'none',
    (error: unknown) => (error instanceof ProblemError ? error.problems[0] : error),
  );
