import { plain } from '../../../shared/draft/lists.ts';

const shape = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** The cluster's name that typed text means, whatever input method typed it; undefined where it is none. */
export function clusterName(typed: string): string | undefined {
  const name = plain(typed).toLowerCase();
  return shape.test(name) ? name : undefined;
}
