import type { ResourceContext } from './context.ts';
import type { Progress } from './progress.ts';

/**
 * Whether the host's store has all of these blobs, having waited for those that are on their way to it. False where they are to be sent
 * from here; why that is so although others have theirs from node to node is told.
 */
export async function isDelivered(
  digests: readonly string[],
  { supply, blobs, node, emit, signal }: Pick<ResourceContext, 'supply' | 'blobs' | 'node' | 'emit' | 'signal'>,
  progress: Progress,
): Promise<boolean> {
  if (!supply) return false;
  const size = [...new Set(digests)].reduce((sum, digest) => sum + blobs.size(digest), 0);
  let told: ((bytes: number) => void) | undefined;
  const source = await supply.arrived(node.host, digests, signal, (bytes) => (told ??= progress.transfer(size))(bytes));
  if (source.from === 'store') return true;
  if (source.why !== undefined) emit({ type: 'step-output', line: `sent from the operator's machine: ${source.why}` });
  return false;
}
