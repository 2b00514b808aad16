import type { LateValue } from '../../../shared/model/content.ts';
import type { ProofResource, Resource } from '../../../shared/model/resource.ts';
import type { Happening } from '../../../shared/run/event.ts';
import type { Supply } from '../distribution/supply.ts';
import type { Node } from '../node/node.ts';

/** The blobs of the bundle, by digest (`sha256:...`). */
export interface Blobs {
  /** @throws {ProblemError} `bundle.*` where it is not there or no longer has its digest */
  readonly open: (digest: string) => AsyncIterable<Buffer>;
  readonly size: (digest: string) => number;
}

type WithoutStep<E> = E extends unknown ? Omit<E, 'step'> : never;
/** What happens to the resources of a step; whoever runs the step adds its id and the time. */
export type ResourceEvent = WithoutStep<
  Extract<Happening, { type: 'resource-changing' | 'resource-changed' | 'step-progress' | 'step-output' | 'step-waiting' }>
>;

/** What resources need of the world to be observed and brought about. */
export interface ResourceContext {
  readonly node: Node;
  /** A late value as it goes into the document: its `encoding` is already applied. */
  readonly resolve: (part: LateValue) => Promise<string | Buffer>;
  readonly blobs: Blobs;
  /** What brings blobs to the host by way of others, where something does. */
  readonly supply?: Pick<Supply, 'arrived'> | undefined;
  /** The cluster's uid. */
  readonly cluster: string;
  readonly emit: (event: ResourceEvent) => void;
  readonly prove: (resource: ProofResource, context: ResourceContext) => Promise<void>;
  readonly signal: AbortSignal;
}

/** One way in which a host differs from a resource, as data: `aspect` is such as `mode`, `content`, `state`. */
export interface Difference {
  readonly aspect: string;
  readonly found: string;
  readonly wanted: string;
}

/** Whether a resource stands as it should; where not, in what it differs. */
export interface Judgement<R extends Resource = Resource> {
  readonly resource: R;
  readonly state: 'satisfied' | 'unsatisfied';
  readonly detail: readonly Difference[];
}
