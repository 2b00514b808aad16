import type { Wanted } from '../bundle/find.ts';
import type { ClusterSpec } from '../model/spec.ts';
import { imagesOf } from './images.ts';
import {
  cniPrograms,
  etcdClientProgram,
  etcdProgram,
  helmProgram,
  kubernetesPrograms,
  registryProgram,
  runtimePrograms,
} from './programs.ts';

/** Everything that a spec wants of a bundle. */
export const wantedOf = (spec: ClusterSpec): Wanted => ({
  kubernetes: spec.kubernetes.version,
  arch: spec.arch,
  // a master has all that a worker has
  images: imagesOf({ master: true }, spec),
  binaries: [
    ...runtimePrograms,
    ...kubernetesPrograms,
    ...cniPrograms,
    ...(spec.etcd.topology === 'external' ? [etcdProgram] : []),
    etcdClientProgram,
    helmProgram,
    ...(spec.registry?.kind === 'cluster' ? [registryProgram] : []),
  ],
});
