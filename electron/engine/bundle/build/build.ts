import type { KeyObject } from 'node:crypto';
import { blobsOf } from '../../../../shared/bundle/blobs.ts';
import { readReference, referenceName } from '../../../../shared/bundle/reference.ts';
import { components } from '../../../../shared/catalog/components.ts';
import { type PublishedImage, publishedImages } from '../../../../shared/catalog/published.ts';
import { newestOf, releaseOf, releases } from '../../../../shared/catalog/releases.ts';
import { bundleManifest, type BundlePart } from '../../../../shared/model/bundle.ts';
import type { Arch } from '../../../../shared/model/scalars.ts';
import { problem, ProblemError } from '../../../../shared/problems/problem.ts';
import { concurrently } from '../../concurrently.ts';
import { openIsoShelf } from '../packages/iso/repositories.ts';
import { type PackageOrder, providePackages } from '../packages/provide.ts';
import { withSignature } from '../signature/signature.ts';
import { documentsFor } from '../write/documents.ts';
import { writeBundle } from '../write/write-bundle.ts';
import { type OnBytes, openCache } from '../fetch/cache.ts';
import { httpClient } from '../fetch/client.ts';
import type { Login } from '../fetch/credentials.ts';
import type { Mirror } from '../fetch/mirrors.ts';
import { type ImageOrder, provideImage, resolveImage } from './image.ts';
import { provideKeepalived } from './keepalived-image.ts';
import { chartOf, fileOf } from './local-file.ts';
import { providePrograms } from './program.ts';

/** What a bundle is to hold, and how it is to be had. */
export interface BuildOrder {
  /** 1.34.4, or 1.34 for the newest of it that the catalogue has. */
  readonly kubernetes: string;
  readonly network: 'flannel';
  readonly archs: readonly Arch[];
  /** Further images, by name. */
  readonly images: readonly string[];
  /** Paths on this machine. */
  readonly charts: readonly string[];
  readonly files: readonly string[];
  /** Components of the catalogue that go in only where they are asked for, by name. */
  readonly onDemand?: readonly string[];
  readonly packages: readonly PackageOrder[];
  readonly mirrors: readonly Mirror[];
  readonly logins: ReadonlyMap<string, Login>;
  /** The directory of downloads. */
  readonly cache: string;
  /** How many downloads go on at once. */
  readonly parallel: number;
  readonly out: string;
  /** The size of a part in bytes. */
  readonly split: number | undefined;
  /** Signs it. */
  readonly key: KeyObject | undefined;
  /** ISO 8601, for the bill of materials. */
  readonly created: string;
}

/** Who looks on. */
export interface BuildOnlooker {
  readonly stage: (stage: 'resolve' | 'fetch' | 'write') => void;
  readonly progress: (progress: { readonly done: number; readonly total: number }) => void;
}

export interface Built {
  /** The file, or its parts. */
  readonly files: readonly string[];
  readonly parts: number;
  /** Bytes of content that came over the line in this build, and those that were here already. */
  readonly fetched: number;
  readonly present: number;
}

/**
 * Makes a bundle: finds everything, fetches what is not here yet, proves it, and writes it into a file. What has arrived is kept: a build
 * that was cut off goes on in the middle of a download, and the same inputs give the same bytes.
 * @throws {ProblemError} `build.*`, `bundle.*`, with the problems of all downloads that failed
 */
export async function buildBundle(order: BuildOrder, onlooker: BuildOnlooker, signal: AbortSignal): Promise<Built> {
  const kubernetes = versionOf(order.kubernetes);
  const release = releaseOf(kubernetes);
  if (!release) throw unknownVersion(order.kubernetes);
  const client = httpClient(order.logins, signal);
  const cache = openCache(order.cache);
  const isos = openIsoShelf(signal);
  const { mirrors, parallel } = order;
  const counted = { fetched: 0, present: 0, total: 0 };

  onlooker.stage('resolve');
  const images = await concurrently(imageOrders(order, publishedImages(release)), parallel, (image) =>
    resolveImage(image, client, mirrors),
  );
  const sizes = new Map(images.flatMap(({ blobs }) => blobs.map(({ digest, size }) => [digest, size] as const)));
  counted.total = [...sizes.values()].reduce((sum, size) => sum + size, 0);

  onlooker.stage('fetch');
  /** @param known whether the total has it already; otherwise what a server says will come is added to it, and what comes unannounced */
  const counting = (known: boolean): OnBytes => {
    let announced = 0;
    return (bytes, kind) => {
      if (kind !== 'expected') counted[kind] += bytes;
      if (kind === 'fetched' && (announced > 0 || bytes < 0)) announced -= bytes;
      else if (!known) {
        counted.total += bytes;
        if (kind === 'expected') announced += bytes;
      }
      onlooker.progress({ done: counted.fetched + counted.present, total: counted.total });
    };
  };
  const chosen = components.filter(({ name, onDemand }) => !onDemand || order.onDemand?.includes(name));
  const programs = order.archs.flatMap((arch) =>
    chosen.map((component) => ({ component, version: component.version(release), arch })),
  );
  const work: (() => Promise<readonly BundlePart[]>)[] = [
    // the longest downloads first
    ...programs.map((program) => () => providePrograms(program, { cache, client, mirrors, onBytes: counting(false) })),
    ...images.map((image) => async () => {
      await provideImage(image, cache, client, counting(true));
      return [image.part];
    }),
    ...order.archs.map((arch) => async () => [
      await provideKeepalived(arch, { cache, client, mirrors, onBytes: counting(false) }),
    ]),
    ...order.packages.map(
      (packages) => () => providePackages(packages, { cache, client, mirrors, isos, onBytes: counting(false) }),
    ),
    ...order.charts.map((path) => async () => [await chartOf(path, cache)]),
    ...order.files.map((path) => async () => [await fileOf(path, cache)]),
  ];
  const parts = (await concurrently(work, parallel, (begin) => begin()).finally(isos.close)).flat();

  onlooker.stage('write');
  const documents = new Map(documentsFor(kubernetes, parts, order.created));
  const manifest = documents.get('barque.json') ?? Buffer.alloc(0);
  if (order.key) documents.set('barque.json.sig', withSignature(manifest, undefined, order.key, order.out));
  const listed = blobsOf(bundleManifest.parse(JSON.parse(manifest.toString('utf8'))));
  if ('fault' in listed) throw new Error(listed.fault);
  const files = await writeBundle(
    order.out,
    { documents, blobs: listed.blobs, open: cache.read },
    { signal, split: order.split, onProgress: onlooker.progress },
  );
  return { files, parts: parts.length, fetched: counted.fetched, present: counted.present };
}

/** A minor version means the newest of it. */
function versionOf(asked: string): string {
  const release = releases.find(({ minor }) => asked === `1.${minor}`);
  return release ? newestOf(release) : asked;
}

const unknownVersion = (version: string) =>
  new ProblemError(problem('build.unknown-version', { version, known: releases.map(newestOf) }));

function imageOrders({ images, archs }: BuildOrder, published: readonly PublishedImage[]): ImageOrder[] {
  const own = images.map((name) => ({ name: referenceName(referenceOf(name)), licence: undefined }));
  return [...published, ...own].flatMap(({ name, licence }) =>
    archs.map((arch) => ({ name, from: referenceOf(name), arch, licence })),
  );
}

function referenceOf(image: string) {
  const reference = readReference(image);
  if (!reference) throw new ProblemError(problem('build.image-name', { image }));
  return reference;
}
