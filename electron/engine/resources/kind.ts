import type { Resource } from '../../../shared/model/resource.ts';
import type { Ask } from '../node/ask.ts';
import type { Difference } from './context.ts';
import type { Seen, Wants } from './seen.ts';

/** What a judgement is made of: what was seen on the host, and the documents with their late values in place. */
export interface Known {
  readonly seen: Seen;
  readonly contents: ReadonlyMap<Resource, Buffer>;
}

/** How one kind of resource is looked at and judged. All of it is pure. */
export interface Kind<R extends Resource> {
  readonly wants: (resource: R) => Wants;
  /** In what the host differs from the resource; nothing where it stands. */
  readonly differences: (resource: R, known: Known) => Difference[];
}

/** A kind that a few requests bring about, so that many of them share a round trip. */
export interface SimpleKind<R extends Resource> extends Kind<R> {
  readonly changes: (resource: R, known: Known) => Ask<void>[];
}

/** A difference, if there is one. */
export const differs = (aspect: string, found: string, wanted: string): Difference[] =>
  found === wanted ? [] : [{ aspect, found, wanted }];

export const octal = (mode: number): string => `0${mode.toString(8).padStart(3, '0')}`;
