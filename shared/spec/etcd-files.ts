import { layout } from '../model/layout.ts';
import type { ClusterSpec } from '../model/spec.ts';

interface CertificateFiles {
  readonly certificate: string;
  readonly key: string;
}

/** Where a member of an external etcd has its files. */
export interface EtcdFiles {
  readonly directory: string;
  /** The trust anchor. */
  readonly ca: string;
  readonly server: CertificateFiles;
  readonly peer: CertificateFiles;
  /** The API servers towards etcd, and etcdctl. */
  readonly client: CertificateFiles;
  /** What the unit reads its settings from. */
  readonly environment: string;
}

const named = (directory: string, crt: string, key: string): Omit<EtcdFiles, 'environment'> => {
  const pair = (name: string): CertificateFiles => ({
    certificate: `${directory}/${name}${crt}`,
    key: `${directory}/${name}${key}`,
  });
  return { directory, ca: `${directory}/ca${crt}`, server: pair('server'), peer: pair('peer'), client: pair('client') };
};

const all: Record<ClusterSpec['etcd']['files'], EtcdFiles> = {
  standard: { ...named(layout.etcdPki, '.crt', '.key'), environment: '/etc/etcd/etcd.env' },
  classic: { ...named(`${layout.kubernetesPki}/etcd`, '.pem', '-key.pem'), environment: '/etc/etcd.env' },
};

export const etcdFiles = ({ etcd }: Pick<ClusterSpec, 'etcd'>): EtcdFiles => all[etcd.files];

/** Every place that a member's settings may be read from. */
export const etcdEnvironmentPaths: readonly string[] = Object.values(all).map((files) => files.environment);
