import { leavesOfMasters } from '../certificates/leaves.ts';
import { certificate, secret } from '../model/content.ts';
import { layout } from '../model/layout.ts';
import { kubernetesAnchor, pkiNames, type PairNames } from '../model/pki-names.ts';
import type { FileResource } from '../model/resource.ts';
import type { Site, SiteNode } from '../site/site.ts';
import { etcdFiles } from '../spec/etcd-files.ts';
import { stepId, type StepDraft } from './step.ts';

/** A certificate and its key at these paths. */
const files = (at: { readonly certificate: string; readonly key: string }, names: PairNames): FileResource[] => [
  { kind: 'file', path: at.certificate, mode: 0o644, content: [certificate(names.certificate)] },
  { kind: 'file', path: at.key, mode: 0o600, content: [secret(names.key)] },
];

/** A certificate beside its key, as kubeadm and etcd name them. */
const pair = (directory: string, name: string, names: PairNames, ending = 'crt'): FileResource[] =>
  files({ certificate: `${directory}/${name}.${ending}`, key: `${directory}/${name}.key` }, names);

/**
 * A master's leaves that kubeadm would make, made here: kubeadm takes what it finds. Once the cluster is founded they stay, as they are
 * renewed one master at a time and not by an apply; until then they follow the spec.
 */
const isFounded = ({ scope }: Site): boolean => scope.kind !== 'create' || scope.founded;

const leaves = (site: Site, { name }: SiteNode): FileResource[] =>
  leavesOfMasters(site).flatMap(({ names, on }) =>
    on.host === name ? files(on.lies, names).map((file) => ({ ...file, unlessPresent: isFounded(site) })) : [],
  );

/** For pods, beside `ca.crt`, which the company's authority signed. */
const anchor: FileResource = {
  kind: 'file',
  path: layout.kubernetesAnchor,
  mode: 0o644,
  content: [certificate(kubernetesAnchor)],
};

/** Phase 7: the authorities that kubeadm finds in place, so that init and joins need no upload and nothing is read from their output. */
export const certificates = (site: Site): StepDraft[] =>
  site.masters.map((node) => ({
    phase: 'certificates',
    title: 'certificates',
    node,
    needs: [stepId('prepare', node)],
    resources: [
      { kind: 'directory', path: layout.kubernetesPki, mode: 0o755 },
      ...pair(layout.kubernetesPki, 'ca', pkiNames.kubernetesAuthority),
      ...(site.spec.certificates.parent ? [anchor] : []),
      ...pair(layout.kubernetesPki, 'front-proxy-ca', pkiNames.frontProxyAuthority),
      ...pair(layout.kubernetesPki, 'sa', pkiNames.serviceAccount, 'pub'),
      ...(site.spec.etcd.topology === 'stacked'
        ? [
            { kind: 'directory', path: `${layout.kubernetesPki}/etcd`, mode: 0o755 } as const,
            ...pair(`${layout.kubernetesPki}/etcd`, 'ca', pkiNames.etcdAuthority),
          ]
        : []),
      ...leaves(site, node),
    ],
  }));

/** What an external etcd's member has: its own certificates, the trust anchor, and the API server's client certificate. */
export function etcdMemberPki({ spec }: Pick<Site, 'spec'>, node: SiteNode): FileResource[] {
  const { ca, server, peer, client } = etcdFiles(spec);
  return [
    { kind: 'file', path: ca, mode: 0o644, content: [certificate(pkiNames.etcdAuthority.certificate)] },
    ...files(server, pkiNames.etcdServer(node.name)),
    ...files(peer, pkiNames.etcdPeer(node.name)),
    ...files(client, pkiNames.etcdClient),
  ];
}
