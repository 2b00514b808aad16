import { certificate, secret } from '../model/content.ts';
import { layout } from '../model/layout.ts';
import { kubernetesAnchor, pkiNames, type PairNames } from '../model/pki-names.ts';
import type { FileResource } from '../model/resource.ts';
import type { Site, SiteNode } from '../site/site.ts';
import { stepId, type StepDraft } from './step.ts';

/** A certificate beside its key, as kubeadm and etcd name them. */
const pair = (directory: string, name: string, names: PairNames, ending = 'crt'): FileResource[] => [
  { kind: 'file', path: `${directory}/${name}.${ending}`, mode: 0o644, content: [certificate(names.certificate)] },
  { kind: 'file', path: `${directory}/${name}.key`, mode: 0o600, content: [secret(names.key)] },
];

const trustAnchor = (directory: string, names: PairNames): FileResource => ({
  kind: 'file',
  path: `${directory}/ca.crt`,
  mode: 0o644,
  content: [certificate(names.certificate)],
});

/** For pods, beside `ca.crt`, which the company's authority signed. */
const anchor: FileResource = {
  kind: 'file',
  path: layout.kubernetesAnchor,
  mode: 0o644,
  content: [certificate(kubernetesAnchor)],
};

/** Phase 7: the authorities that kubeadm finds in place, so that init and joins need no upload and nothing is read from their output. */
export const certificates = ({ spec, masters }: Site): StepDraft[] =>
  masters.map((node) => ({
    phase: 'certificates',
    title: 'certificates',
    node,
    needs: [stepId('prepare', node)],
    resources: [
      { kind: 'directory', path: layout.kubernetesPki, mode: 0o755 },
      ...pair(layout.kubernetesPki, 'ca', pkiNames.kubernetesAuthority),
      ...(spec.certificates.parent ? [anchor] : []),
      ...pair(layout.kubernetesPki, 'front-proxy-ca', pkiNames.frontProxyAuthority),
      ...pair(layout.kubernetesPki, 'sa', pkiNames.serviceAccount, 'pub'),
      ...(spec.etcd.topology === 'stacked'
        ? [
            { kind: 'directory', path: `${layout.kubernetesPki}/etcd`, mode: 0o755 } as const,
            ...pair(`${layout.kubernetesPki}/etcd`, 'ca', pkiNames.etcdAuthority),
          ]
        : []),
    ],
  }));

/** What an external etcd's member has: its own certificates, the trust anchor, and the API server's client certificate. */
export const etcdMemberPki = (node: SiteNode): FileResource[] => [
  trustAnchor(layout.etcdPki, pkiNames.etcdAuthority),
  ...pair(layout.etcdPki, 'server', pkiNames.etcdServer(node.name)),
  ...pair(layout.etcdPki, 'peer', pkiNames.etcdPeer(node.name)),
  ...pair(layout.etcdPki, 'client', pkiNames.etcdClient),
];
