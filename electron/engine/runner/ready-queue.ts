import { Heap } from './heap.ts';
import type { Limits } from './steps.ts';
import type { Node } from './graph.ts';

const sooner = (a: Node, b: Node) =>
  a.step.priority > b.step.priority || (a.step.priority === b.step.priority && a.index < b.index);

interface Host {
  running: number;
  /** Ready steps that were met while the host was full. */
  readonly waiting: Heap<Node>;
}

/**
 * Ready steps by priority, within the limits. A step whose host is full is set aside with that host, and each step that
 * ends there brings one back: every step moves a bounded number of times, so no amount of ready steps is scanned again.
 */
export class ReadyQueue {
  readonly #limits: Limits;
  readonly #ready = new Heap<Node>(sooner);
  readonly #hosts = new Map<string, Host>();
  #running = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  add(node: Node): void {
    this.#ready.push(node);
  }

  /** The next step that may start now, counted as running from here on; undefined where none may. */
  take(): Node | undefined {
    while (this.#running < this.#limits.overall) {
      const node = this.#ready.pop();
      if (node === undefined) return undefined;
      const host = this.#host(node);
      if (host.running < this.#limits.perHost) {
        host.running += 1;
        this.#running += 1;
        return node;
      }
      host.waiting.push(node);
    }
    return undefined;
  }

  /** Gives back the place of a step that `take` gave. */
  done(node: Node): void {
    const host = this.#host(node);
    host.running -= 1;
    this.#running -= 1;
    const next = host.waiting.pop();
    if (next !== undefined) this.#ready.push(next);
  }

  #host(node: Node): Host {
    const known = this.#hosts.get(node.step.host);
    if (known !== undefined) return known;
    const host = { running: 0, waiting: new Heap<Node>(sooner) };
    this.#hosts.set(node.step.host, host);
    return host;
  }
}
