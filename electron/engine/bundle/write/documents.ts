import { createHash } from 'node:crypto';
import { ociIndex } from '../../../../shared/bundle/oci-index.ts';
import { sbom } from '../../../../shared/bundle/sbom.ts';
import { type BundleManifest, bundleManifest, type BundlePart } from '../../../../shared/model/bundle.ts';
import { noSignatures } from '../signature/signature.ts';
import type { DocumentName } from '../store/store.ts';

/** The documents of a bundle by name. */
export type WrittenDocuments = ReadonlyMap<DocumentName, Buffer>;

/**
 * The documents of a bundle with these parts, not signed yet. The same parts give the same bytes, in whatever order they come.
 * @param created ISO 8601, for the bill of materials
 */
export function documentsFor(kubernetes: string, unordered: readonly BundlePart[], created: string): WrittenDocuments {
  const parts = unordered.toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
  const namespace = `urn:barque:bundle:${digestOf(bytesOf({ kubernetes, parts }))}`;
  const described = [
    ['index.json', bytesOf(ociIndex(parts))],
    ['sbom.spdx.json', bytesOf(sbom({ kubernetes, parts }, namespace, created))],
  ] as const;
  const manifest: BundleManifest = bundleManifest.parse({
    schema: 'barque-bundle/v1',
    kubernetes,
    parts,
    documents: described.map(([name, bytes]) => ({ name, digest: digestOf(bytes), size: bytes.length })),
  });
  return new Map<DocumentName, Buffer>([
    ['oci-layout', Buffer.from('{"imageLayoutVersion":"1.0.0"}')],
    ...described,
    ['barque.json', bytesOf(manifest)],
    ['barque.json.sig', noSignatures()],
  ]);
}

const orderOf = (part: BundlePart): string =>
  JSON.stringify([part.kind, part.name, part.arch, part.kind === 'os-package' ? part.os : '', part.digest]);
const bytesOf = (document: unknown): Buffer => Buffer.from(`${JSON.stringify(document, null, 1)}\n`);
const digestOf = (bytes: Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
