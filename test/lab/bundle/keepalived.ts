import { join } from 'node:path';
import { provideKeepalived } from '../../../electron/engine/bundle/build/keepalived-image.ts';
import { type Cache, openCache } from '../../../electron/engine/bundle/fetch/cache.ts';
import { httpClient } from '../../../electron/engine/bundle/fetch/client.ts';
import type { ImagePart } from '../../../shared/model/bundle.ts';
import type { Lab } from '../settings.ts';

/** Keepalived's image as `bundle build` makes it, so that the lab measures what is shipped; the cache has its blobs. */
export async function keepalivedImage(
  lab: Pick<Lab, 'cache'>,
  arch: 'amd64' | 'arm64',
  signal = new AbortController().signal,
): Promise<{ readonly part: ImagePart; readonly cache: Cache }> {
  const cache = openCache(join(lab.cache, 'downloads'));
  const means = { cache, client: httpClient(new Map(), signal), mirrors: [], onBytes: () => undefined };
  return { part: await provideKeepalived(arch, means), cache };
}
