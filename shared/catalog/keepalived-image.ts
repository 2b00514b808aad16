import { z } from 'zod';
import { arch, digest } from '../model/scalars.ts';
import data from './keepalived-image.json' with { type: 'json' };

/** A path in an image or a package, relative to its root. */
const path = z.string().regex(/^(?!.*(?:^|\/)\.\.?(?:\/|$))[A-Za-z0-9][A-Za-z0-9._+/-]*$/);

/** A Debian package, and what is taken out of it: the path in the image, and that of the regular file in the package. */
const imagePackage = z.strictObject({
  name: z.string(),
  version: z.string(),
  /** Below `https://deb.debian.org/`. */
  path: z.string().regex(/^debian(-security)?\/pool\/[A-Za-z0-9._+~%\/-]+\.deb$/),
  digest,
  size: z.int().positive(),
  files: z.record(path, path),
});
export type ImagePackage = z.infer<typeof imagePackage>;

const imageContents = z.strictObject({
  /** SHA-256 of the layer as a tar archive that is not compressed: the same packages give the same bytes. */
  layer: digest,
  packages: z.array(imagePackage).min(1),
});

export const keepalivedImageData = z.strictObject({
  /** Keepalived's version, which is the image's tag. */
  version: z.string().regex(/^\d+(\.\d+)+$/),
  /** When these packages were Debian's current ones: by that time snapshot.debian.org has them. */
  snapshot: z.string().regex(/^\d{8}T\d{6}Z$/),
  contents: z.record(arch, imageContents),
});

/**
 * What the image of Keepalived is made of: packages of Debian by their digests (docs/decisions/keepalived-image.md).
 * `build/keepalived-image.ts` refreshes it.
 */
export const keepalivedImage = keepalivedImageData.parse(data);

/** Where a package is to be had: from Debian while it is the current one, and from Debian's archive of all that ever was. */
export function packageUrls({ path: below }: ImagePackage, snapshot: string): readonly [string, string] {
  const [archive = '', ...rest] = below.split('/');
  return [`https://deb.debian.org/${below}`, `https://snapshot.debian.org/archive/${archive}/${snapshot}/${rest.join('/')}`];
}
