import { join } from 'node:path';
import { z } from 'zod';
import { type BundleManifest, bundleManifest } from '../../../shared/model/bundle.ts';
import { digest } from '../../../shared/model/scalars.ts';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { openPlainFile, unreadable } from './plain-file.ts';

/** The OCI image layout's marker, https://github.com/opencontainers/image-spec/blob/main/image-layout.md */
const ociLayout = z.object({ imageLayoutVersion: z.literal('1.0.0') });
const ociIndex = z.object({
  schemaVersion: z.literal(2),
  manifests: z.array(z.object({ mediaType: z.string(), digest, size: z.int().min(0) })),
});

/** In bytes; a document beyond it is not read. */
const largest = 32 * 1024 * 1024;
/** How many of a document's faults are told. */
const enough = 5;

/**
 * Reads the three documents at the root of a bundle.
 * @throws {ProblemError} `bundle.not-a-bundle`, `bundle.manifest-invalid`, `bundle.unsafe`, `bundle.unreadable`
 */
export async function readDocuments(dir: string, signal: AbortSignal): Promise<BundleManifest> {
  await readDocument(dir, 'oci-layout', ociLayout, signal);
  await readDocument(dir, 'index.json', ociIndex, signal);
  return readDocument(dir, 'barque.json', bundleManifest, signal);
}

async function readDocument<T>(dir: string, name: string, schema: z.ZodType<T>, signal: AbortSignal): Promise<T> {
  const path = join(dir, name);
  const text = await readText(path, signal);
  if (text === undefined) throw new ProblemError(problem('bundle.not-a-bundle', { path: dir, reason: `${name} is missing` }));
  const invalid = (...issues: string[]) => new ProblemError(problem('bundle.manifest-invalid', { path, issues }));
  if (text === 'too large') throw invalid(`larger than ${largest} bytes`);
  let value: unknown;
  try {
    value = JSON.parse(text.json);
  } catch {
    throw invalid('not JSON');
  }
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  throw invalid(...read.error.issues.slice(0, enough).map((issue) => `${issue.path.join('.') || name}: ${issue.message}`));
}

async function readText(path: string, signal: AbortSignal): Promise<{ json: string } | 'too large' | undefined> {
  signal.throwIfAborted();
  const opened = await openPlainFile(path);
  if (opened === undefined) return undefined;
  try {
    if (opened.size > largest) return 'too large';
    return { json: await opened.file.readFile({ encoding: 'utf8', signal }) };
  } catch (error) {
    signal.throwIfAborted();
    throw unreadable(path, error);
  } finally {
    await opened.file.close();
  }
}
