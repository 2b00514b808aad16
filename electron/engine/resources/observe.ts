import type { Resource } from '../../../shared/model/resource.ts';
import type { Ask } from '../node/ask.ts';
import type { Judgement, ResourceContext } from './context.ts';
import { renderAll } from './documents.ts';
import { judgeAll, wantsOf } from './judge.ts';
import type { Known } from './kind.ts';
import { looking } from './seen.ts';

/** Looks at any number of a host's resources in one round trip, and judges each. Nothing is changed. @throws as `Node.ask` */
export async function observeAll(resources: readonly Resource[], context: ResourceContext): Promise<Judgement[]> {
  const known = await look(resources, await renderAll(resources, context), context);
  return judgeAll(resources, known);
}

/** Looks at resources, in the same round trip as the requests in `first`, which are done before it. */
export async function look(
  resources: readonly Resource[],
  contents: Known['contents'],
  { node, signal }: Pick<ResourceContext, 'node' | 'signal'>,
  first: readonly Ask<void>[] = [],
): Promise<Known> {
  const { asks, seen } = looking(resources.map(wantsOf));
  await node.ask([...first, ...asks], signal);
  return { seen, contents };
}
