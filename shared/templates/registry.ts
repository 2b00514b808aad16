import { stringify } from 'smol-toml';
import { dump } from 'js-yaml';
import { readReference } from '../bundle/reference.ts';
import { registryPair } from '../certificates/leaves.ts';
import type { ImagePart } from '../model/bundle.ts';
import { type Content, document, secret } from '../model/content.ts';
import { layout } from '../model/layout.ts';
import type { ClusterSpec, RegistrySpec } from '../model/spec.ts';
import { pathEnvironment, requiresMounts } from './unit.ts';

// Facts: https://distribution.github.io/distribution/about/configuration/, distribution's registry/storage/paths.go, and containerd's
// docs/hosts.md.

/** The secret that is `user:password` of the customer's registry in base64, as HTTP's basic authentication has it. */
export const registryAuthorization = 'registry.authorization';

/** Where a master keeps the registry's content. */
export const registryRoot = `${layout.state}/registry`;

/** CNCF Distribution over the files that are there: nobody writes into it, so each master's is the same. */
export const registryConfig = (port: number): string =>
  dump({
    version: 0.1,
    log: { level: 'info', formatter: 'text', accesslog: { disabled: true } },
    storage: {
      filesystem: { rootdirectory: registryRoot },
      cache: { blobdescriptor: 'inmemory' },
      maintenance: { uploadpurging: { enabled: false }, readonly: { enabled: true } },
    },
    http: { addr: `:${port}`, tls: { ...registryPair, minimumtls: 'tls1.2' } },
  });

/** Its unit. It runs as root, since it reads its key, and may do nothing else that root may. */
export const registryUnit = `[Unit]
Description=Image registry of the cluster (Barque)
Documentation=https://distribution.github.io/distribution/
Wants=network-online.target
After=network-online.target
${requiresMounts(registryRoot)}
StartLimitIntervalSec=0

[Service]
${pathEnvironment}
Environment=OTEL_TRACES_EXPORTER=none
ExecStart=${layout.bin}/registry serve ${layout.registry}/config.yaml
Restart=always
RestartSec=2
CapabilityBoundingSet=
NoNewPrivileges=yes
PrivateTmp=yes
ProtectHome=yes
ProtectSystem=strict

[Install]
WantedBy=multi-user.target
`;

/** Where the registry has the images of another one: below its name; a port in it is no path. */
export const repositoryIn = (host: string, repository: string): string => `${host.replace(':', '_')}/${repository}`;

/** A file of the registry's content: a blob, or a link to one by its digest. */
export type RegistryFile =
  | { readonly path: string; readonly blob: { readonly digest: string; readonly size: number } }
  | { readonly path: string; readonly link: string };

/** Images as Distribution's filesystem driver keeps them, below its root directory; each file once. */
export function registryFiles(images: readonly ImagePart[]): RegistryFile[] {
  const files = images.flatMap(({ name, digest, size, blobs }): RegistryFile[] => {
    const reference = readReference(name);
    if (!reference) return [];
    const { host, repository, tag } = reference;
    const at = `repositories/${repositoryIn(host, repository)}`;
    const manifests = `${at}/_manifests`;
    return [
      ...[{ digest, size }, ...blobs].map((blob) => ({ path: `blobs/${split(blob.digest)}/data`, blob })),
      ...blobs.map((blob) => ({ path: `${at}/_layers/${algorithm(blob.digest)}/link`, link: blob.digest })),
      { path: `${manifests}/revisions/${algorithm(digest)}/link`, link: digest },
      { path: `${manifests}/tags/${tag}/current/link`, link: digest },
      { path: `${manifests}/tags/${tag}/index/${algorithm(digest)}/link`, link: digest },
    ];
  });
  return [...new Map(files.map((file) => [file.path, file])).values()];
}

const algorithm = (digest: string): string => digest.replace(':', '/');
const split = (digest: string): string => digest.replace(/^sha256:(..)/, 'sha256/$1/$1');

/** A registry that answers for others: where, and how. */
export interface RegistryHosts {
  readonly registry: RegistrySpec;
  /** The masters' addresses, in the order in which a node asks them. */
  readonly masters: readonly string[];
}

/** One directory for each kind, so that what was told of the other, a login perhaps, goes as a whole. */
export const registryHostsOf = ({ kind }: Pick<RegistrySpec, 'kind'>): string => `${layout.registryHosts}/${kind}`;

/** The names that a registry answers for: those of the bundle's images, and its own. */
export function registryNames(spec: ClusterSpec, images: readonly ImagePart[]): string[] {
  const { registry, endpoint } = spec;
  if (!registry) return [];
  const upstream = images.flatMap(({ name }) => readReference(name)?.host ?? []);
  const own = registry.kind === 'cluster' ? `${endpoint.address}:${registry.port}` : authority(registry);
  return [...new Set([...upstream, own])].sort();
}

/** The name that its images have: a port that the scheme implies is left out. */
export const authority = ({ address, port, plainHttp }: Extract<RegistrySpec, { kind: 'external' }>): string =>
  port === (plainHttp ? 80 : 443) ? address : `${address}:${port}`;

/** containerd's `hosts.toml` for one registry name: who is asked instead of it. What nobody of them has is looked for at the name itself. */
export function registryHosts({ registry, masters }: RegistryHosts, name: string, own: string): Content {
  const ca = `${layout.registry}/ca.crt`;
  const pull = { capabilities: ['pull', 'resolve'] };
  // without `server` the name itself is asked last; a registry's own name is nobody else's
  const first = name === own ? '' : stringify({ server: `https://${name === 'docker.io' ? 'registry-1.docker.io' : name}` });
  if (registry.kind === 'cluster') {
    // a master that is off is not waited for: the next one has the same
    const how = { ...pull, ca, dial_timeout: '2s' };
    const url = (address: string) => `https://${address}:${registry.port}`;
    const hosts = masters.map((address) =>
      name === own
        ? ([url(address), how] as const)
        : ([`${url(address)}/v2/${repositoryIn(name, '').replace(/\/$/, '')}`, { ...how, override_path: true }] as const),
    );
    return `${first}\n${stringify({ host: Object.fromEntries(hosts) })}\n`;
  }
  const base = `${registry.plainHttp ? 'http' : 'https'}://${authority(registry)}`;
  const host = name === own ? base : `${base}/v2/${registry.project}`;
  const how = { ...pull, ...(registry.ca === undefined ? {} : { ca }), ...(name === own ? {} : { override_path: true }) };
  const table = `${first}\n${stringify({ host: { [host]: how } })}\n`;
  if (!registry.login) return table;
  return document`${table}[host.${JSON.stringify(host)}.header]\nAuthorization = "Basic ${secret(registryAuthorization)}"\n`;
}
