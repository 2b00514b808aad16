import { Readable } from 'node:stream';
import { problem, ProblemError } from '../../../../../shared/problems/problem.ts';
import { type Client, clientBy } from '../../fetch/client.ts';
import { openHashStreams } from '../../hash/hash-streams.ts';
import type { Origin } from '../origin.ts';
import { type IsoImage, openIso } from './image.ts';

/** What an operator says an image must be: one of these digests. Without any, its repositories have to be signed. */
export type Checksums = ReadonlySet<string>;

/** ISO images, each opened and hashed once in a build. */
export interface IsoShelf {
  /**
   * The repositories of an image: every suite below `dists` with a Release, every directory at or right below its root with `repodata`.
   * @throws {ProblemError} `build.iso-malformed`, `build.iso-other`, `build.iso-no-repository`
   */
  readonly repositories: (path: string, sums: Checksums) => Promise<readonly IsoRepository[]>;
  readonly close: () => Promise<void>;
}

export type IsoRepository =
  { readonly kind: 'deb'; readonly suite: string; readonly origin: Origin } | { readonly kind: 'rpm'; readonly origin: Origin };

export function openIsoShelf(signal: AbortSignal): IsoShelf {
  const opened: IsoImage[] = [];
  const images = new Map<string, Promise<{ readonly image: IsoImage; readonly digest: () => Promise<string> }>>();

  async function begin(path: string) {
    const image = await openIso(path);
    opened.push(image);
    let digest: Promise<string> | undefined;
    return { image, digest: () => (digest ??= digestOf(image, signal)) };
  }
  function imageOf(path: string) {
    const known = images.get(path) ?? begin(path);
    images.set(path, known);
    return known;
  }
  return {
    repositories: async (path, sums) => {
      const { image, digest } = await imageOf(path);
      const proven = sums.size > 0;
      if (proven && !sums.has(await digest()))
        throw new ProblemError(problem('build.iso-other', { path, found: await digest(), given: sums.size }));
      const found = await repositoriesOf(image, proven, signal);
      if (found.length === 0) throw new ProblemError(problem('build.iso-no-repository', { path }));
      return found;
    },
    close: async () => {
      for (const image of opened) await image.close();
    },
  };
}

async function digestOf({ extent, path }: IsoImage, signal: AbortSignal): Promise<string> {
  const streams = openHashStreams(1, extent.size, signal);
  try {
    return await streams.digestOf([extent], () => undefined);
  } catch (error) {
    signal.throwIfAborted();
    throw new ProblemError(
      problem('build.iso-malformed', { path, reason: error instanceof Error ? error.message : String(error) }),
    );
  } finally {
    await streams.end();
  }
}

async function repositoriesOf(image: IsoImage, proven: boolean, signal: AbortSignal): Promise<IsoRepository[]> {
  const found: IsoRepository[] = [];
  for (const [suite, { isDirectory }] of await image.list('dists'))
    if (isDirectory && (await image.find(`dists/${suite}/Release`)))
      found.push({ kind: 'deb', suite, origin: originOf(image, '', proven, signal) });
  for (const directory of ['', ...(await image.list('/')).keys()])
    if (await image.find(`${directory}/repodata/repomd.xml`))
      found.push({ kind: 'rpm', origin: originOf(image, directory, proven, signal) });
  return found;
}

/** A directory of an image as a place that a repository is read from. */
function originOf(image: IsoImage, directory: string, proven: boolean, signal: AbortSignal): Origin {
  const base = `iso:///${[image.name, directory].filter((one) => one !== '').join('/')}`;
  const url = (path: string) => new URL(`${base}/${path}`.split('/').map(encodeSegment).join('/'));
  return {
    base,
    url,
    client: isoClient(image, signal),
    isLocal: true,
    isProven: proven,
    has: async (path) => (await image.find(`${directory}/${path}`)) !== undefined,
    unproven: (lacks) => new ProblemError(problem('build.iso-unproven', { path: image.path, lacks })),
  };
}

/** The first segment is the scheme. */
const encodeSegment = (segment: string, at: number): string => (at === 0 ? segment : encodeURIComponent(segment));

/** Answers as a web server does that has the image's files. */
function isoClient(image: IsoImage, signal: AbortSignal): Client {
  return clientBy(async (url, headers) => {
    signal.throwIfAborted();
    // the first segment is the image
    const path = url.pathname.split('/').slice(2).map(decodeURIComponent).join('/');
    const entry = await image.find(path);
    if (!entry || entry.isDirectory) throw new ProblemError(problem('build.iso-lacks', { path: image.path, file: path }));
    const from = Number(/^bytes=(\d+)-$/.exec(headers?.['range'] ?? '')?.[1] ?? 0);
    return {
      status: from > 0 ? 206 : 200,
      headers: { 'content-length': String(Math.max(0, entry.size - from)) },
      body: Readable.from(image.read(entry, from)),
    };
  }, signal);
}
