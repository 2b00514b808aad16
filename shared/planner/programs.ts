import { findBinary, findImage } from '../bundle/find.ts';
import type { BinaryPart, BundleManifest, ImagePart } from '../model/bundle.ts';
import { layout } from '../model/layout.ts';
import type { BinaryResource, ImagesResource } from '../model/resource.ts';
import type { Arch } from '../model/scalars.ts';
import { problem, ProblemError } from '../problems/problem.ts';

/** Programs of the bundle as resources, by name, in Barque's own directory. */
export const programs = (bundle: BundleManifest, arch: Arch, names: readonly string[]): BinaryResource[] =>
  names.map((name) => asResource(findBinary(bundle, name, arch) ?? missing(bundle, arch, name), `${layout.bin}/${name}`));

/** The CNI plugins of the bundle (its binaries named `cni-*`), where every CNI looks for them. */
export const cniPlugins = (bundle: BundleManifest, arch: Arch): BinaryResource[] =>
  bundle.parts
    .filter((part) => part.kind === 'binary')
    .filter((part) => part.arch === arch && part.name.startsWith('cni-'))
    .map((part) => asResource(part, `${layout.cniBin}/${part.name.slice('cni-'.length)}`));

const asResource = ({ digest, size, compression, installed }: BinaryPart, path: string): BinaryResource => ({
  kind: 'binary',
  path,
  blob: { digest, size, compression },
  installed: installed.digest,
});

/** The bundle's image of a repository (a name without a tag). */
export const imageOf = (bundle: BundleManifest, arch: Arch, repository: string): ImagePart =>
  findImage(bundle, repository, arch) ?? missing(bundle, arch, repository);

/** Images of the bundle as one resource, by repository. */
export const imagesResource = (bundle: BundleManifest, arch: Arch, repositories: readonly string[]): ImagesResource => ({
  kind: 'images',
  images: repositories.map((repository) => {
    const { name, digest, blobs } = imageOf(bundle, arch, repository);
    return { name, digest, blobs: blobs.map((blob) => blob.digest) };
  }),
});

/** The checks have found this before (checks/bundle.ts); a plan that is made without them says it here. */
function missing(bundle: BundleManifest, arch: Arch, part: string): never {
  throw new ProblemError(problem('bundle.part-missing', { part, arch, held: bundle.parts.map((p) => `${p.name} (${p.arch})`) }));
}
