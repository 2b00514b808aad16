import { stringify } from 'smol-toml';
import { layout } from '../model/layout.ts';
import type { ClusterSpec } from '../model/spec.ts';
import type { NodeStorage } from '../spec/resolve.ts';
import { merge } from './merge.ts';
import { registryHostsOf } from './registry.ts';
import { pathEnvironment, requiresMounts } from './unit.ts';

/** What containerd is told of its node. */
export interface Containerd {
  readonly storage: NodeStorage;
  /** The pause image, as kubeadm of this version names it. */
  readonly pause: string;
}

/**
 * containerd 2's configuration (version 3), for a containerd that shares nothing with another one on the host: its own root, state,
 * socket, NRI socket and `opt` directory, and none of /etc/containerd/conf.d.
 * Facts: containerd's docs/cri/config.md, docs/NRI.md and plugins/services/opt.
 */
export function containerdConfig(spec: ClusterSpec, { storage, pause }: Containerd): string {
  const rendered = {
    version: 3,
    root: storage.containerd,
    state: `${layout.run}/containerd`,
    // Among the last to be killed when memory runs out. containerd goes on where it may not lower this.
    oom_score: -999,
    imports: [],
    disabled_plugins: [],
    grpc: { address: layout.containerdSocket },
    plugins: {
      'io.containerd.cri.v1.images': {
        pinned_images: { sandbox: pause },
        ...(spec.registry ? { registry: { config_path: registryHostsOf(spec.registry) } } : {}),
      },
      'io.containerd.cri.v1.runtime': {
        cni: { bin_dirs: [layout.cniBin], conf_dir: '/etc/cni/net.d' },
        containerd: {
          default_runtime_name: 'runc',
          runtimes: {
            runc: {
              runtime_type: 'io.containerd.runc.v2',
              options: { BinaryName: `${layout.bin}/runc`, SystemdCgroup: true },
            },
          },
        },
      },
      'io.containerd.nri.v1.nri': { socket_path: `${layout.run}/nri/nri.sock` },
      // It makes `bin` and `lib` here.
      'io.containerd.internal.v1.opt': { path: layout.bin.replace(/\/bin$/, '') },
    },
  };
  return `${stringify(merge(rendered, spec.merge.containerd))}\n`;
}

/** containerd's unit, as its own containerd.service has it; the OOM score is in the configuration, which does not fail over it. */
export const containerdUnit = ({ storage }: Pick<Containerd, 'storage'>): string => `[Unit]
Description=containerd for Kubernetes (Barque)
Documentation=https://containerd.io
After=network.target dbus.service
${requiresMounts(storage.containerd)}

[Service]
${pathEnvironment}
ExecStartPre=-/sbin/modprobe overlay
ExecStart=${layout.bin}/containerd --config ${layout.containerdConfig}
Type=notify
Delegate=yes
KillMode=process
Restart=always
RestartSec=5
LimitNPROC=infinity
LimitCORE=infinity
LimitNOFILE=1048576
TasksMax=infinity

[Install]
WantedBy=multi-user.target
`;
