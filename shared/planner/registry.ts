import { registryProgram } from '../catalog/programs.ts';
import { registryPair } from '../certificates/leaves.ts';
import type { ImagePart } from '../model/bundle.ts';
import { certificate, holdsSecret, secret } from '../model/content.ts';
import { layout, unitPath } from '../model/layout.ts';
import { pkiNames } from '../model/pki-names.ts';
import type { ClusterSpec } from '../model/spec.ts';
import type { Proof, Resource, ServiceResource } from '../model/resource.ts';
import type { Site, SiteNode } from '../site/site.ts';
import {
  authority,
  registryConfig,
  registryFiles,
  registryHosts,
  registryHostsOf,
  registryNames,
  registryRoot,
  registryUnit,
  repositoryIn,
} from '../templates/registry.ts';
import { readReference } from '../bundle/reference.ts';
import { programs } from './programs.ts';
import { stepId, type StepDraft } from './step.ts';

/** The bundle's images for the spec's architecture: what a registry in the cluster holds. */
const imagesIn = ({ bundle, spec }: Pick<Site, 'bundle' | 'spec'>): ImagePart[] =>
  bundle.parts.filter((part) => part.kind === 'image').filter((part) => part.arch === spec.arch);

const content = `${registryRoot}/docker/registry/v2`;
const unit = unitPath(layout.registryUnit);
const config = `${layout.registry}/config.yaml`;

/** What the registry reads when it starts. */
const registryWatched = [`${layout.bin}/${registryProgram}`, config, registryPair.certificate, registryPair.key, unit] as const;

/** The registry on a master, running and answering. */
export const registryService = (port: number, node: SiteNode): ServiceResource => ({
  kind: 'service',
  unit: layout.registryUnit,
  started: true,
  watch: registryWatched,
  serves: { argv: registryQuery(port, node, ''), restart: true, timeoutSeconds: 60 },
});

/**
 * The registry on the masters, where the spec has one: each holds all images of the bundle, as files, and serves them to the nodes. Nobody
 * waits for it, since the nodes have what they run from the bundle.
 */
export function registry(site: Site): StepDraft[] {
  const { spec, masters, first } = site;
  if (spec.registry?.kind !== 'cluster') return [];
  const { port } = spec.registry;
  return masters.map((node) => ({
    phase: 'add-ons',
    title: 'registry',
    node,
    needs: [stepId('nodes-ready', first)],
    resources: [
      ...programs(site.bundle, spec.arch, [registryProgram]),
      ...registryFiles(imagesIn(site)).map((file): Resource => {
        const path = `${content}/${file.path}`;
        if ('link' in file) return { kind: 'file', path, mode: 0o644, content: file.link };
        return { kind: 'binary', path, blob: { ...file.blob, compression: 'none' }, installed: file.blob.digest };
      }),
      {
        kind: 'file',
        path: registryPair.key,
        mode: 0o600,
        content: [secret(pkiNames.registry(node.name).key)],
        unlessPresent: true,
      },
      {
        kind: 'file',
        path: registryPair.certificate,
        mode: 0o644,
        content: [certificate(pkiNames.registry(node.name).certificate)],
        unlessPresent: true,
      },
      { kind: 'file', path: config, mode: 0o644, content: registryConfig(port) },
      { kind: 'file', path: unit, mode: 0o644, content: registryUnit },
      registryService(port, node),
    ],
  }));
}

/**
 * Takes a registry from a master that is not wanted there any more, with its content, all of which the bundle has. Where there never was
 * one, all of it is as it should be.
 */
export const noRegistry = ({ registry }: ClusterSpec): Resource[] =>
  registry?.kind === 'cluster'
    ? []
    : [
        { kind: 'no-service', unit: layout.registryUnit },
        ...[`${layout.bin}/${registryProgram}`, config, registryPair.certificate, registryPair.key, registryRoot].map(
          (path): Resource => ({ kind: 'absent', path }),
        ),
      ];

/**
 * What a node's containerd is told of the registry: which names it answers for, and whom it is trusted by. What it was told of one that
 * is no longer wanted goes.
 */
export function registryClient(site: Site, node: SiteNode): Resource[] {
  const { spec, masters } = site;
  const { registry: wanted } = spec;
  const unwanted = (['cluster', 'external'] as const)
    .filter((kind) => kind !== wanted?.kind)
    .map((kind): Resource => ({ kind: 'absent', path: registryHostsOf({ kind }) }));
  const authorityFile = `${layout.registry}/ca.crt`;
  if (!wanted) return [...unwanted, { kind: 'absent', path: authorityFile }];
  // a master asks itself first, and the workers begin with different ones
  const at = Math.max(0, node.master ? masters.indexOf(node) : site.workers.indexOf(node) % masters.length);
  const asked = [...masters.slice(at), ...masters.slice(0, at)].map((master) => master.nodeAddress);
  const own = wanted.kind === 'cluster' ? `${spec.endpoint.address}:${wanted.port}` : authority(wanted);
  const anchor = wanted.kind === 'cluster' ? [certificate(pkiNames.kubernetesAuthority.certificate)] : wanted.ca;
  return [
    ...unwanted,
    { kind: 'directory', path: layout.registry, mode: 0o755 },
    anchor === undefined
      ? { kind: 'absent', path: authorityFile }
      : { kind: 'file', path: authorityFile, mode: 0o644, content: anchor },
    ...registryNames(spec, imagesIn(site)).map((name): Resource => {
      const told = registryHosts({ registry: wanted, masters: asked }, name, own);
      return {
        kind: 'file',
        path: `${registryHostsOf(wanted)}/${name}/hosts.toml`,
        mode: holdsSecret(told) ? 0o600 : 0o644,
        content: told,
      };
    }),
  ];
}

/** Asks the registry on a master for a path below /v2/, trusting only the certificate that lies there. kubectl is the HTTP client that a node has. */
const registryQuery = (port: number, { nodeAddress }: SiteNode, path: string): string[] => [
  `${layout.bin}/kubectl`,
  ...['--request-timeout=5s', '--token=none', '--server', `https://${nodeAddress}:${port}`],
  ...['--certificate-authority', registryPair.certificate],
  ...['get', '--raw', `/v2/${path}`],
];

/** The registry on a master serves the certificate that lies there, and what is asked of it. */
export const registryAnswers = (port: number, node: SiteNode, path = ''): Proof => ({
  name: 'serves',
  certificate: registryPair.certificate,
  query: registryQuery(port, node, path),
});

/** The registry on a master serves a blob that it was given. */
export function registryServes({ spec, bundle }: Pick<Site, 'spec' | 'bundle'>, node: SiteNode): Proof[] {
  const [image] = imagesIn({ spec, bundle });
  const [blob] = image?.blobs ?? [];
  const reference = image && readReference(image.name);
  if (spec.registry?.kind !== 'cluster' || !blob || !reference) return [];
  const { host, repository } = reference;
  return [registryAnswers(spec.registry.port, node, `${repositoryIn(host, repository)}/blobs/${blob.digest}`)];
}
