import { findBinary } from '../bundle/find.ts';
import { etcdClientProgram, etcdProgram } from '../catalog/programs.ts';
import { layout } from '../model/layout.ts';
import type { EtcdClientPki, ServiceResource, Serving } from '../model/resource.ts';
import type { ClusterSpec } from '../model/spec.ts';
import { etcdctl } from '../proof/etcd.ts';
import type { Site, SiteNode } from '../site/site.ts';
import { type EtcdFiles, etcdFiles } from '../spec/etcd-files.ts';
import { etcdEnvironment, etcdUnit } from '../templates/etcd.ts';
import { etcdMemberPki } from './certificates.ts';
import { afterPrepare } from './prepare.ts';
import { programs } from './programs.ts';
import { stepId, type StepDraft } from './step.ts';

/** Phase 8: an external etcd on the masters, with a quorum before anything is built on it. Stacked, it is kubeadm's. */
export function etcd(site: Site): StepDraft[] {
  if (site.spec.etcd.topology !== 'external') return [];
  return [
    ...site.masters.flatMap((node) => [program(site, node), member(site, node)]),
    {
      phase: 'etcd',
      title: 'etcd-quorum',
      node: site.first,
      needs: site.masters.map((m) => stepId('etcd', m)),
      risk: 'read-only',
      resources: [
        {
          kind: 'proof',
          proof: { name: 'etcd-quorum', members: site.masters.length, pki: etcdClientPkiOf(site.spec) },
          timeoutSeconds: 60,
        },
      ],
    },
  ];
}

/** An external member, running. */
export const etcdService = (site: Pick<Site, 'spec' | 'masters'>, node: SiteNode): ServiceResource => ({
  kind: 'service',
  unit: layout.etcdUnit,
  started: true,
  watch: etcdWatched(site, node),
  serves: etcdMemberServes(site, node),
});

/**
 * The member answers for itself, for which it needs a majority. Without one it waits, and is never started again for that: it would be
 * away from the others, who may be just coming. Who is there is asked at the members' own port, where a waiting one answers too.
 */
const etcdMemberServes = ({ spec, masters }: Pick<Site, 'spec' | 'masters'>, node: SiteNode): Serving => ({
  argv: [`${layout.bin}/etcdctl`, ...etcdctl(etcdClientPkiOf(spec)), 'endpoint', 'health'],
  restart: false,
  others: masters
    .filter((master) => master !== node)
    .map(({ name, nodeAddress }) => ({ name, argv: peerAnswers(etcdFiles(spec), nodeAddress) })),
  timeoutSeconds: 300,
});

/** kubectl is the HTTP client that a node has. etcd speaks no HTTP/2 at this port, and yet lets a client agree to it. */
const peerAnswers = ({ ca, peer }: EtcdFiles, address: string): string[] => [
  ...['env', 'DISABLE_HTTP2=true', `${layout.bin}/kubectl`, '--request-timeout=2s', '--server', `https://${address}:2380`],
  ...['--certificate-authority', ca, '--client-certificate', peer.certificate, '--client-key', peer.key],
  ...['get', '--raw', '/version'],
];

/** What an external member reads when it starts. */
const etcdWatched = (site: Pick<Site, 'spec'>, node: SiteNode): string[] => [
  `${layout.bin}/${etcdProgram}`,
  ...etcdMemberPki(site, node).map((file) => file.path),
  etcdFiles(site.spec).environment,
  `${layout.units}/${layout.etcdUnit}`,
];

/** Where a master has what etcdctl needs, in either topology. */
export function etcdClientPkiOf(spec: ClusterSpec): EtcdClientPki {
  const { ca, client } = etcdFiles(spec);
  if (spec.etcd.topology === 'external') return { ca, ...client };
  const directory = `${layout.kubernetesPki}/etcd`;
  return {
    ca: `${directory}/ca.crt`,
    certificate: `${directory}/healthcheck-client.crt`,
    key: `${directory}/healthcheck-client.key`,
  };
}

/** A step of its own, so that no member keeps the operator's line while it waits for the others to form the quorum. etcdctl asks it then. */
const program = (site: Site, node: SiteNode): StepDraft => ({
  phase: 'etcd',
  title: 'etcd-program',
  node,
  needs: afterPrepare(site, node),
  resources: programs(site.bundle, site.spec.arch, [etcdProgram, etcdClientProgram]),
});

function member(site: Site, node: SiteNode): StepDraft {
  const pki = etcdMemberPki(site, node);
  const { directory, environment: environmentPath } = etcdFiles(site.spec);
  const version = findBinary(site.bundle, etcdProgram, site.spec.arch)?.version ?? '';
  const environment = etcdEnvironment(site, node, version);
  const unit = `${layout.units}/${layout.etcdUnit}`;
  return {
    phase: 'etcd',
    title: 'etcd',
    node,
    // all members start at about the same time, so that none waits for another one's program to arrive
    needs: site.masters.map((master) => stepId('etcd-program', master)),
    resources: [
      { kind: 'directory', path: directory, mode: 0o755 },
      ...pki,
      { kind: 'directory', path: node.storage.etcd, mode: 0o700 },
      ...(site.scope.kind === 'create' && !site.scope.founded
        ? [{ kind: 'file', path: layout.etcdFounding, mode: 0o600, content: `${site.cluster}\n` } as const]
        : []),
      { kind: 'file', path: environmentPath, mode: 0o644, content: environment },
      { kind: 'file', path: unit, mode: 0o644, content: etcdUnit(site, node) },
      etcdService(site, node),
    ],
  };
}
