import { findBinary } from '../bundle/find.ts';
import { etcdProgram } from '../catalog/programs.ts';
import { layout } from '../model/layout.ts';
import type { EtcdClientPki } from '../model/resource.ts';
import type { ClusterSpec } from '../model/spec.ts';
import type { Site, SiteNode } from '../site/site.ts';
import { etcdFiles } from '../spec/etcd-files.ts';
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
      needs: [...site.masters.map((m) => stepId('etcd', m)), stepId('kubernetes', site.first)],
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

/** What an external member reads when it starts. */
export const etcdWatched = (site: Pick<Site, 'spec'>, node: SiteNode): string[] => [
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

/** A step of its own, so that no member keeps the operator's line while it waits for the others to form the quorum. */
const program = (site: Site, node: SiteNode): StepDraft => ({
  phase: 'etcd',
  title: 'etcd-program',
  node,
  needs: afterPrepare(site, node),
  resources: programs(site.bundle, site.spec.arch, [etcdProgram]),
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
    needs: [stepId('etcd-program', node)],
    resources: [
      { kind: 'directory', path: directory, mode: 0o755 },
      ...pki,
      { kind: 'directory', path: node.storage.etcd, mode: 0o700 },
      ...(site.scope.kind === 'create' && !site.scope.founded
        ? [{ kind: 'file', path: layout.etcdFounding, mode: 0o600, content: `${site.cluster}\n` } as const]
        : []),
      { kind: 'file', path: environmentPath, mode: 0o644, content: environment },
      { kind: 'file', path: unit, mode: 0o644, content: etcdUnit(site, node) },
      {
        kind: 'service',
        unit: layout.etcdUnit,
        started: true,
        watch: etcdWatched(site, node),
      },
    ],
  };
}
