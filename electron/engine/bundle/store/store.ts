/** The documents at the root of a bundle, in the order in which a file has them. */
export const documents = ['oci-layout', 'index.json', 'barque.json', 'barque.json.sig', 'sbom.spdx.json'] as const;
export type DocumentName = (typeof documents)[number];

/** In bytes; a document beyond it is not read. */
export const largestDocument = 32 * 1024 * 1024;

/** Where a bundle lies: a directory, or one file that may be in several parts. Nothing that is in it is trusted. */
export interface Store {
  /** What was opened, as an absolute path. */
  readonly path: string;
  /**
   * A document, or undefined where there is none of that name.
   * @throws {ProblemError} `bundle.unsafe`, `bundle.unreadable`, `bundle.manifest-invalid` where it is too large
   */
  readonly document: (name: DocumentName, signal: AbortSignal) => Promise<Buffer | undefined>;
  /**
   * Told the sizes of all blobs, by digest, before the first is opened.
   * @throws {ProblemError} `bundle.not-a-bundle`, `bundle.unsafe`, `bundle.file-size`
   */
  readonly arrange: (sizes: ReadonlyMap<string, number>) => Promise<void>;
  /** Where a blob or document is, for a person. */
  readonly placeOf: (name: string) => string;
  /** A blob that was arranged; undefined where it is not there. @throws {ProblemError} `bundle.unsafe`, `bundle.unreadable`, `bundle.not-canonical` */
  readonly openBlob: (digest: string) => Promise<OpenBlob | undefined>;
  /** Replaces the signatures, which are `signatureSize` bytes. */
  readonly writeSignatures: (bytes: Buffer) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** A blob that can be read at any place. */
export interface OpenBlob {
  /** As it is found to be. */
  readonly size: number;
  /** Where its bytes lie, until it is closed, for who reads them elsewhere than on this thread. */
  readonly extents: readonly Extent[];
  /** Reads into the whole of `into`, or less; gives the number of bytes, 0 at the end. */
  readonly read: (into: Buffer, from: number) => Promise<number>;
  readonly close: () => Promise<void>;
}

/** Bytes that lie together in a file that this process has open. */
export interface Extent {
  readonly fd: number;
  readonly from: number;
  readonly size: number;
}

/** The name of a blob in a bundle. A digest is 64 hexadecimal digits by its schema, so that it leads nowhere else. */
export const blobName = (digest: string): string => `blobs/sha256/${digest.slice('sha256:'.length)}`;
