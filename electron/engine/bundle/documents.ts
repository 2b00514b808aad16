import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type Listed, blobsOf } from '../../../shared/bundle/blobs.ts';
import { type BundleManifest, bundleManifest } from '../../../shared/model/bundle.ts';
import { digest } from '../../../shared/model/scalars.ts';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { signersOf } from './signature/signature.ts';
import type { DocumentName, Store } from './store/store.ts';

/** The OCI image layout's marker, https://github.com/opencontainers/image-spec/blob/main/image-layout.md */
const ociLayout = z.object({ imageLayoutVersion: z.literal('1.0.0') });
const ociIndex = z.object({
  schemaVersion: z.literal(2),
  manifests: z.array(z.object({ mediaType: z.string(), digest, size: z.int().min(0) })),
});

/** How many of a document's faults are told. */
const enough = 5;

/** What the documents at the root of a bundle say. */
export interface Documents {
  readonly manifest: BundleManifest;
  /** SHA-256 of `barque.json`. */
  readonly digest: string;
  readonly blobs: ReadonlyMap<string, Listed>;
  /** The keys whose signature of the manifest is right. */
  readonly signers: readonly string[];
}

/**
 * Reads the documents of a bundle: their form, that they agree with each other, and the signatures.
 * @throws {ProblemError} `bundle.not-a-bundle`, `bundle.manifest-invalid`, `bundle.signature-wrong`, and those of the store
 */
export async function readDocuments(store: Store, signal: AbortSignal): Promise<Documents> {
  parsed(store, 'oci-layout', ociLayout, await present(store, 'oci-layout', signal));
  const index = await present(store, 'index.json', signal);
  parsed(store, 'index.json', ociIndex, index);
  const bytes = await present(store, 'barque.json', signal);
  const manifest = parsed(store, 'barque.json', bundleManifest, bytes);
  const signers = signersOf(bytes, await store.document('barque.json.sig', signal), store.placeOf('barque.json.sig'));
  for (const { name, digest: expected, size } of manifest.documents ?? []) {
    const document = name === 'index.json' ? index : await present(store, name, signal);
    const found = digestOf(document);
    if (document.length !== size || found !== expected)
      throw invalid(store, name, `it has the digest ${found}, the manifest says ${expected}`);
  }
  const listed = blobsOf(manifest);
  if ('fault' in listed) throw invalid(store, 'barque.json', listed.fault);
  return { manifest, digest: digestOf(bytes), signers, ...listed };
}

const digestOf = (bytes: Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

async function present(store: Store, name: DocumentName, signal: AbortSignal): Promise<Buffer> {
  const bytes = await store.document(name, signal);
  if (bytes) return bytes;
  throw new ProblemError(problem('bundle.not-a-bundle', { path: store.path, reason: 'lacks', document: name }));
}

function parsed<T>(store: Store, name: DocumentName, schema: z.ZodType<T>, bytes: Buffer): T {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw invalid(store, name, 'not JSON');
  }
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  throw invalid(
    store,
    name,
    ...read.error.issues.slice(0, enough).map((issue) => `${issue.path.join('.') || name}: ${issue.message}`),
  );
}

const invalid = (store: Store, name: DocumentName, ...issues: string[]) =>
  new ProblemError(problem('bundle.manifest-invalid', { path: store.placeOf(name), issues }));
