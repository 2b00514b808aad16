import { orAborted } from '../transport/abort.ts';
import type { Clock } from './clock.ts';
import type { Machine } from './machine.ts';

/** A Kubernetes object as it was applied. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string | undefined;
    readonly annotations?: Record<string, string> | undefined;
  };
  readonly spec?: unknown;
}

/** An object of the cluster, and since when it is as it is, by the harbour's time. */
export interface Kept {
  readonly object: KubeObject;
  readonly since: number;
}

/** A machine that has joined. */
export interface KubeNode {
  readonly name: string;
  /** The machine's name. */
  readonly machine: string;
  readonly registered: number;
  /** Whether it has the control plane's label: the last that a master's join brings about. */
  readonly controlPlane: boolean;
  readonly version: string;
}

const keyOf = (kind: string, namespace: string | undefined, name: string): string =>
  `${kind.toLowerCase()}/${namespace ?? ''}/${name}`;

/** What is true of all hosts of a harbour together: their network, etcd's members, and what Kubernetes has stored. */
export class PracticeCluster {
  /** By name. */
  readonly machines = new Map<string, Machine>();
  readonly #byAddress = new Map<string, Machine>();
  readonly nodes = new Map<string, KubeNode>();
  readonly objects = new Map<string, Kept>();
  /** Host names of the members of an etcd that kubeadm runs. */
  readonly stacked: string[] = [];
  /** The machine that has the virtual address. */
  holder: string | undefined;
  /** The address of the member that etcd was last led by. */
  leader: string | undefined;
  #waiting: (() => void)[] = [];

  constructor(readonly clock: Clock) {}

  add(machine: Machine): void {
    this.machines.set(machine.config.name, machine);
    this.#byAddress.set(machine.config.address, machine);
  }

  byHostname(hostname: string): Machine | undefined {
    return [...this.machines.values()].find((machine) => machine.hostname === hostname);
  }

  byAddress(address: string): Machine | undefined {
    return this.#byAddress.get(address);
  }

  store(object: KubeObject): void {
    this.restore({ object, since: this.clock.now() });
    this.tell();
  }

  /** Puts back an object that was kept. */
  restore(kept: Kept): void {
    const { kind, metadata } = kept.object;
    this.objects.set(keyOf(kind, metadata.namespace, metadata.name), kept);
  }

  object(kind: string, namespace: string | undefined, name: string): Kept | undefined {
    return this.objects.get(keyOf(kind, namespace, name));
  }

  objectsOf(kind: string, namespace?: string): Kept[] {
    return [...this.objects.values()].filter(
      ({ object }) =>
        object.kind.toLowerCase() === kind.toLowerCase() && (namespace === undefined || object.metadata.namespace === namespace),
    );
  }

  /** Removes a namespace with all that is in it. Whether there was one. */
  removeNamespace(name: string): boolean {
    for (const [key, { object }] of this.objects) if (object.metadata.namespace === name) this.objects.delete(key);
    return this.objects.delete(keyOf('Namespace', undefined, name));
  }

  /** Something has changed that others may wait for. */
  tell(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }

  /** Waits until something holds. @throws the signal's reason */
  async until(holds: () => boolean, signal: AbortSignal): Promise<void> {
    while (!holds()) await orAborted(new Promise<void>((resolve) => this.#waiting.push(resolve)), signal);
  }
}
