import { load } from 'js-yaml';
import { z } from 'zod';
import { layout } from '../../../shared/model/layout.ts';
import { reachApi } from './api-server.ts';
import type { PracticeCluster } from './cluster.ts';
import type { Etcd } from './etcd/etcd.ts';
import type { KubeNode } from './etcd/kube-store.ts';
import type { Machine } from './machine.ts';

/** What one API server shows at one moment. */
export class KubeView {
  readonly #reached = new Map<string, Etcd | undefined>();

  constructor(
    readonly cluster: PracticeCluster,
    readonly etcd: Etcd,
  ) {}

  get nodes(): readonly KubeNode[] {
    return [...this.etcd.store.nodes.values()];
  }

  /** The machine that a node is. */
  machineOf(node: KubeNode): Machine | undefined {
    return this.cluster.machines.get(node.machine);
  }

  /** Whether a node's kubelet runs and tells this API how it is. It is trusted to for as long as its API server is only silent. */
  isReported(node: KubeNode): boolean {
    const machine = this.machineOf(node);
    if (machine?.isActive(layout.kubeletUnit) !== true) return false;
    const told = this.#behind(serverIn(machine.files.text('/etc/kubernetes/kubelet.conf')) ?? '');
    return told === undefined || told === this.etcd;
  }

  #behind(server: string): Etcd | undefined {
    if (!this.#reached.has(server)) {
      const [, address, port] = /^https:\/\/([^:/]+):(\d+)/.exec(server) ?? [];
      const reached = address === undefined || port === undefined ? undefined : reachApi(this.cluster, address, port);
      this.#reached.set(server, reached && 'etcd' in reached ? reached.etcd : undefined);
    }
    return this.#reached.get(server);
  }
}

const kubeconfig = z.object({ clusters: z.array(z.object({ cluster: z.object({ server: z.string() }) })).min(1) });

/** The server that a kubeconfig names first. */
export function serverIn(text: string | undefined): string | undefined {
  try {
    return kubeconfig.safeParse(load(text ?? '')).data?.clusters[0]?.cluster.server;
  } catch {
    return undefined;
  }
}
