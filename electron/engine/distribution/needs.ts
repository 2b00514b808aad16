import type { Deployment } from '../deployment.ts';
import type { Judgement } from '../resources/context.ts';
import { blobsOf as blobsOfImage } from '../resources/oci-archive.ts';

/** The digests of the blobs that each host lacks for what it is to have, in the order of the plan; the most important host first. */
export function needsOf({
  plan,
  judgements,
  site,
}: Pick<Deployment, 'plan' | 'judgements' | 'site'>): Map<string, readonly string[]> {
  const needs = new Map([...site.masters, ...site.workers].map(({ name }) => [name, new Set<string>()]));
  for (const step of plan.steps)
    for (const judgement of judgements.get(step.id) ?? [])
      for (const digest of blobsOf(judgement)) needs.get(step.host)?.add(digest);
  return new Map([...needs].flatMap(([host, digests]) => (digests.size > 0 ? [[host, [...digests]] as const] : [])));
}

function blobsOf({ resource, state, detail }: Judgement): string[] {
  if (state === 'satisfied') return [];
  if (resource.kind === 'binary') return [resource.blob.digest];
  if (resource.kind === 'packages') return resource.files.map(({ digest }) => digest);
  if (resource.kind !== 'images') return [];
  const lacking = new Set(detail.flatMap(({ aspect, found }) => (found === 'unpinned' ? [] : [aspect])));
  return resource.images.filter(({ name }) => lacking.has(name)).flatMap(blobsOfImage);
}
