import { layout } from '../../../shared/model/layout.ts';
import type { ImagesResource } from '../../../shared/model/resource.ts';
import { ProblemError } from '../../../shared/problems/problem.ts';
import { content, images as listImages, importImages, pin, type ImageState } from '../node/image-verbs.ts';
import type { Difference, ResourceContext } from './context.ts';
import type { Kind } from './kind.ts';
import { ociArchive } from './oci-archive.ts';
import type { Progress } from './progress.ts';

const socket = layout.containerdSocket;

type Standing = 'pinned' | 'unpinned' | 'other' | 'missing';
/** containerd lists an image once it is unpacked. */
function standing({ name, digest }: ImagesResource['images'][number], present: readonly ImageState[]): Standing {
  const image = present.find((i) => i.name === name);
  if (!image) return 'missing';
  if (image.digest !== digest) return 'other';
  return image.pinned ? 'pinned' : 'unpinned';
}

export const images: Kind<ImagesResource> = {
  wants: () => ({ images: [socket] }),
  differences: (resource, { seen }) =>
    resource.images.flatMap((image): Difference[] => {
      const found = standing(image, seen.images.get(socket) ?? []);
      return found === 'pinned' ? [] : [{ aspect: image.name, found, wanted: 'pinned' }];
    }),
};

/**
 * Sends what the host lacks in one archive, imported unpacked and pinned.
 * @throws {ProblemError} `node.verb-failed` where containerd refuses it
 */
export async function bringImages(resource: ImagesResource, context: ResourceContext, progress: Progress): Promise<void> {
  const { node, blobs, signal } = context;
  const [present, held] = await node.ask([listImages(socket), content(socket)], signal);
  const missing = resource.images.filter((image) => ['missing', 'other'].includes(standing(image, present)));
  const unpinned = resource.images.filter((image) => standing(image, present) === 'unpinned').map((image) => image.name);

  const importWithout = async (omit: ReadonlySet<string>) => {
    const archive = await ociArchive(missing, blobs, omit, undefined);
    await node.ask([importImages(socket, { ...archive, progress: progress.transfer(archive.size) })], signal);
  };
  if (missing.length > 0) {
    try {
      await importWithout(held);
    } catch (error) {
      // what is not part of an image may be collected as garbage between the look and the import
      const refused = error instanceof ProblemError && error.problems[0].code === 'node.verb-failed';
      if (!refused || held.size === 0) throw error;
      await importWithout(new Set());
    }
  }
  if (unpinned.length > 0) await node.ask([pin(socket, unpinned)], signal);
}
