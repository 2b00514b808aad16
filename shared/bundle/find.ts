import type { BinaryPart, BundleManifest, ImagePart } from '../model/bundle.ts';
import type { Arch } from '../model/scalars.ts';
import { problem, type Problem } from '../problems/problem.ts';

/** An image's name without its tag: `registry.k8s.io/pause:3.10.1` is `registry.k8s.io/pause`. */
export const repositoryOf = (name: string): string => name.slice(0, name.lastIndexOf(':'));

/** The first image of that repository (a name without a tag), of that architecture where one is asked for. */
export const findImage = (manifest: BundleManifest, repository: string, arch?: Arch): ImagePart | undefined =>
  images(manifest).find((part) => repositoryOf(part.name) === repository && (arch === undefined || part.arch === arch));

/** The first program or file of that name for that architecture. */
export const findBinary = (manifest: BundleManifest, name: string, arch: Arch): BinaryPart | undefined =>
  binaries(manifest).find((part) => part.name === name && part.arch === arch);

/** What a spec wants of a bundle; images by repository, binaries by name. */
export interface Wanted {
  readonly kubernetes: string;
  readonly arch: Arch;
  readonly images: readonly string[];
  readonly binaries: readonly string[];
}

/**
 * What a bundle lacks: `bundle.version-missing` alone where it was made for another Kubernetes version,
 * otherwise a `bundle.part-missing` for each part.
 */
export function requirements(manifest: BundleManifest, wanted: Wanted): Problem[] {
  if (manifest.kubernetes !== wanted.kubernetes)
    return [problem('bundle.version-missing', { wanted: wanted.kubernetes, held: manifest.kubernetes })];
  const { arch } = wanted;
  const lacking = (part: string, held: readonly (BinaryPart | ImagePart)[]) =>
    problem('bundle.part-missing', { part, arch, held: held.map((p) => `${p.name} (${p.arch})`) });
  return [
    ...wanted.binaries
      .filter((name) => findBinary(manifest, name, arch) === undefined)
      .map((name) => lacking(name, binaries(manifest))),
    ...wanted.images
      .filter((repository) => findImage(manifest, repository, arch) === undefined)
      .map((repository) => lacking(repository, images(manifest))),
  ];
}

const images = (manifest: BundleManifest) => manifest.parts.filter((part) => part.kind === 'image');
const binaries = (manifest: BundleManifest) => manifest.parts.filter((part) => part.kind === 'binary');
