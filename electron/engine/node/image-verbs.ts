import { z } from 'zod';
import { okay, type Answer, type Ask, type Payload } from './ask.ts';

const lines = (answer: Answer): string[] =>
  okay(answer)
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');

/** An image in containerd's namespace k8s.io. */
export interface ImageState {
  readonly name: string;
  readonly digest: string;
  readonly pinned: boolean;
}

/** The images that containerd has; none where it does not run. */
export const images = (socket: string): Ask<ImageState[]> => ({
  verb: 'images',
  args: [socket],
  seconds: 60,
  // REF TYPE DIGEST SIZE PLATFORMS LABELS
  read: (answer) =>
    lines(answer)
      .slice(1)
      .flatMap((line) => {
        const [name, , digest] = line.split(/\s+/);
        if (name === undefined || !/^sha256:[0-9a-f]{64}$/.test(digest ?? '')) return [];
        return [{ name, digest: digest ?? '', pinned: /[\s,]io\.cri-containerd\.pinned=pinned(,|\s|$)/.test(line) }];
      }),
});

/** The digests of what containerd's content store holds; nothing where it does not run. */
export const content = (socket: string): Ask<ReadonlySet<string>> => ({
  verb: 'content',
  args: [socket],
  seconds: 60,
  read: (answer) => new Set(lines(answer).map((line) => z.string().max(200).parse(line.trim()))),
});

/** An archive in pieces: so many bytes that are sent, or a blob, by its digest, that the host's store has. */
export interface Pieces extends Payload {
  readonly pieces: readonly (number | string)[];
}

/** Imports an OCI archive, unpacked and pinned; names are those of its index's `io.containerd.image.name` annotations. */
export const importImages = (socket: string, archive: Payload & Partial<Pieces>): Ask<void> => ({
  verb: 'import',
  args: [String(archive.size), socket, ...(archive.pieces ?? [archive.size]).map(pieceName)],
  seconds: 600,
  long: true,
  payload: archive,
  read: (answer) => void okay(answer),
});

const pieceName = (piece: number | string): string =>
  typeof piece === 'number' ? String(piece) : `/${piece.replace('sha256:', '')}`;

/** Keeps the kubelet's garbage collection from images that are there. */
export const pin = (socket: string, names: readonly string[]): Ask<void> => ({
  verb: 'pin',
  args: [socket, ...names],
  seconds: 60,
  read: (answer) => void okay(answer),
});
