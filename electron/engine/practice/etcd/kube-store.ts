import { randomUUID } from 'node:crypto';

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

/** An object that is stored: its uid, and since when it is as it is, by the harbour's time. */
export interface Kept {
  readonly object: KubeObject;
  readonly uid: string;
  readonly since: number;
}

export interface Taint {
  readonly key: string;
  readonly value?: string | undefined;
  readonly effect: string;
}

/** A machine that has joined. */
export interface KubeNode {
  readonly name: string;
  readonly uid: string;
  /** The machine's name. */
  readonly machine: string;
  readonly registered: number;
  /** Whether it has the control plane's label: the last that a master's join brings about. */
  readonly controlPlane: boolean;
  readonly version: string;
  /** The labels that its kubelet was given. */
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
}

const keyOf = (kind: string, namespace: string | undefined, name: string): string =>
  `${kind.toLowerCase()}/${namespace ?? ''}/${name}`;

/** What Kubernetes has stored in one etcd: its objects, its nodes, and the revision, which rises with every write. */
export class KubeStore {
  readonly #nodes = new Map<string, KubeNode>();
  readonly #objects = new Map<string, Kept>();

  constructor(public revision = 1) {}

  get nodes(): ReadonlyMap<string, KubeNode> {
    return this.#nodes;
  }

  /** Everything but nodes. */
  get objects(): Iterable<Kept> {
    return this.#objects.values();
  }

  /** Writes an object; one that is there already keeps its uid. */
  put(object: KubeObject, now: number): void {
    const uid = this.object(object.kind, object.metadata.namespace, object.metadata.name)?.uid ?? randomUUID();
    this.restore({ object, uid, since: now });
    this.revision += 1;
  }

  /** Registers a node, or changes one; one that is there already keeps its uid and its time. */
  putNode(node: Omit<KubeNode, 'uid'>): void {
    const { uid = randomUUID(), registered = node.registered } = this.#nodes.get(node.name) ?? {};
    this.#nodes.set(node.name, { ...node, uid, registered });
    this.revision += 1;
  }

  /** Puts back what was kept; no write. */
  restore(kept: Kept): void {
    const { kind, metadata } = kept.object;
    this.#objects.set(keyOf(kind, metadata.namespace, metadata.name), kept);
  }

  restoreNode(node: KubeNode): void {
    this.#nodes.set(node.name, node);
  }

  object(kind: string, namespace: string | undefined, name: string): Kept | undefined {
    return this.#objects.get(keyOf(kind, namespace, name));
  }

  objectsOf(kind: string, namespace?: string): Kept[] {
    return [...this.#objects.values()].filter(
      ({ object }) =>
        object.kind.toLowerCase() === kind.toLowerCase() && (namespace === undefined || object.metadata.namespace === namespace),
    );
  }

  /** Removes a namespace with all that is in it. Whether there was one. */
  removeNamespace(name: string): boolean {
    for (const [key, { object }] of this.#objects) if (object.metadata.namespace === name) this.#objects.delete(key);
    const removed = this.#objects.delete(keyOf('Namespace', undefined, name));
    if (removed) this.revision += 1;
    return removed;
  }

  /** Removes the Node object of a node. Whether there was one. */
  removeNode(name: string): boolean {
    const removed = this.#nodes.delete(name);
    if (removed) this.revision += 1;
    return removed;
  }
}
