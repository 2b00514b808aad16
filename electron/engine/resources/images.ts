import { layout } from '../../../shared/model/layout.ts';
import type { ImagesResource } from '../../../shared/model/resource.ts';
import { ProblemError } from '../../../shared/problems/problem.ts';
import { content, images as listImages, importImages, pin, type ImageState } from '../node/image-verbs.ts';
import type { Difference, ResourceContext } from './context.ts';
import { isDelivered } from './delivery.ts';
import type { Kind } from './kind.ts';
import { blobsOf, ociArchive, storedArchive } from './oci-archive.ts';
import type { Progress } from './progress.ts';

const socket = layout.containerdSocket;

type Image = ImagesResource['images'][number];
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
 * Imports what the host lacks, unpacked and pinned: each image as soon as the host's store has been brought it, and what is not brought
 * there in one archive from here.
 * @throws {ProblemError} `node.verb-failed` where containerd refuses it
 */
export async function bringImages(resource: ImagesResource, context: ResourceContext, progress: Progress): Promise<void> {
  const { node, blobs, signal } = context;
  const [present, held] = await node.ask([listImages(socket), content(socket)], signal);
  const missing = resource.images.filter((image) => ['missing', 'other'].includes(standing(image, present)));
  const unpinned = resource.images.filter((image) => standing(image, present) === 'unpinned').map((image) => image.name);

  const importWithout = async (omit: ReadonlySet<string>) => {
    const archive = await ociArchive(unsent, blobs, omit, undefined);
    await node.ask([importImages(socket, { ...archive, progress: progress.transfer(archive.size) })], signal);
  };
  const refuses = (error: unknown) => error instanceof ProblemError && error.problems[0].code === 'node.verb-failed';
  /** False where containerd refuses it: for it to be sent from here, which tells why. */
  const importStored = async (image: Image): Promise<boolean> => {
    try {
      await node.ask([importImages(socket, await storedArchive([image], blobs, held))], signal);
      return true;
    } catch (error) {
      if (!refuses(error)) throw error;
      return false;
    }
  };
  const unsent: Image[] = [];
  for (const image of missing) {
    const isHere = await isDelivered(
      blobsOf(image).filter((digest) => !held.has(digest)),
      context,
      progress,
    );
    if (!isHere || !(await importStored(image))) unsent.push(image);
  }
  if (unsent.length > 0) {
    try {
      await importWithout(held);
    } catch (error) {
      // what is not part of an image may be collected as garbage between the look and the import
      if (!refuses(error) || held.size === 0) throw error;
      await importWithout(new Set());
    }
  }
  if (unpinned.length > 0) await node.ask([pin(socket, unpinned)], signal);
}
