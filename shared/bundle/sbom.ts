import type { BundleManifest, BundlePart } from '../model/bundle.ts';

/** Nothing is claimed. https://spdx.github.io/spdx-spec/v2.3/ */
const unknown = 'NOASSERTION';

/**
 * A bundle's bill of materials: SPDX 2.3, for JSON. The same parts give the same document.
 * @param namespace a URI that is this document's alone
 * @param created ISO 8601
 */
export function sbom({ kubernetes, parts }: Pick<BundleManifest, 'kubernetes' | 'parts'>, namespace: string, created: string) {
  const packages = parts.map((part, at) => ({
    SPDXID: `SPDXRef-Part-${at + 1}`,
    name: part.name,
    ...('version' in part && { versionInfo: part.version }),
    downloadLocation: part.source?.includes('://') ? part.source : unknown,
    filesAnalyzed: false,
    checksums: [{ algorithm: 'SHA256', checksumValue: part.digest.slice('sha256:'.length) }],
    licenseConcluded: unknown,
    licenseDeclared: part.licence ?? unknown,
    copyrightText: unknown,
    primaryPackagePurpose: part.kind === 'image' ? 'CONTAINER' : part.kind === 'binary' ? 'APPLICATION' : 'ARCHIVE',
    externalRefs: [{ referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: purl(part) }],
  }));
  return {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: 'SPDXRef-DOCUMENT',
    name: `barque-bundle-${kubernetes}`,
    documentNamespace: namespace,
    creationInfo: { created, creators: ['Tool: barque'] },
    packages,
    relationships: packages.map(({ SPDXID }) => ({
      spdxElementId: 'SPDXRef-DOCUMENT',
      relationshipType: 'DESCRIBES',
      relatedSpdxElement: SPDXID,
    })),
  };
}

/** The part's package URL. https://github.com/package-url/purl-spec */
function purl(part: BundlePart): string {
  const encoded = (text: string) =>
    text.replace(/[^A-Za-z0-9._~-]/g, (c) => `%${(c.codePointAt(0) ?? 0).toString(16).toUpperCase()}`);
  const arch = part.arch === 'any' ? '' : `arch=${part.arch}`;
  switch (part.kind) {
    case 'image': {
      const colon = part.name.lastIndexOf(':');
      const [repository, tag] = [part.name.slice(0, colon), part.name.slice(colon + 1)];
      const name = repository.slice(repository.lastIndexOf('/') + 1);
      return `pkg:oci/${name}@${encoded(part.digest)}?${arch}&repository_url=${encoded(repository)}&tag=${tag}`;
    }
    case 'os-package': {
      const type = part.file.endsWith('.deb') ? 'deb' : 'rpm';
      return `pkg:${type}/${part.os.replace(/[0-9.]+$/, '')}/${encoded(part.name)}@${encoded(part.version)}?${arch || 'arch=any'}&distro=${part.os}`;
    }
    default:
      return `pkg:generic/${encoded(part.name)}${'version' in part ? `@${encoded(part.version)}` : ''}${arch && `?${arch}`}`;
  }
}
