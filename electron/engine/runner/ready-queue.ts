import type { Step } from '../../../shared/model/plan.ts';
import type { Node } from './graph.ts';
import { Heap } from './heap.ts';
import type { Limits } from './steps.ts';

const sooner = (a: Node, b: Node) =>
  a.step.priority > b.step.priority || (a.step.priority === b.step.priority && a.index < b.index);

/** Something that only so many steps may use at once: a host, or the operator's line. */
class Lane {
  running = 0;
  /** Ready steps that were met while the lane was full. */
  readonly waiting = new Heap<Node>(sooner);

  constructor(readonly capacity: number) {}
}

/** Whether a step may send blobs over the operator's line. */
const sends = (step: Step): boolean => step.resources.some(({ kind }) => ['binary', 'images', 'packages'].includes(kind));

/**
 * Ready steps by priority, within the limits. A step that meets a full lane is set aside with that lane, and each step that
 * leaves it brings one back, so no amount of ready steps is scanned again.
 */
export class ReadyQueue {
  readonly #ready = new Heap<Node>(sooner);
  readonly #limits: Limits;
  readonly #hosts = new Map<string, Lane>();
  readonly #line: Lane;
  #running = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
    this.#line = new Lane(limits.sending);
  }

  add(node: Node): void {
    this.#ready.push(node);
  }

  /** The next step that may start now, counted as running from here on; undefined where none may. */
  take(): Node | undefined {
    while (this.#running < this.#limits.overall) {
      const node = this.#ready.pop();
      if (node === undefined) return undefined;
      const lanes = this.#lanes(node);
      const full = lanes.find((lane) => lane.running >= lane.capacity);
      if (full) {
        full.waiting.push(node);
        // its place on the other lane is for one that waits there
        this.#recall(lanes.filter((lane) => lane.running < lane.capacity));
        continue;
      }
      for (const lane of lanes) lane.running += 1;
      this.#running += 1;
      return node;
    }
    return undefined;
  }

  /** Gives back the place of a step that `take` gave. */
  done(node: Node): void {
    this.#running -= 1;
    const lanes = this.#lanes(node);
    for (const lane of lanes) lane.running -= 1;
    this.#recall(lanes);
  }

  /** Brings one waiting step of each of these lanes back among the ready ones. */
  #recall(lanes: readonly Lane[]): void {
    for (const lane of lanes) {
      const next = lane.waiting.pop();
      if (next !== undefined) this.#ready.push(next);
    }
  }

  #lanes(node: Node): readonly Lane[] {
    const host = this.#host(node.step.host);
    return sends(node.step) ? [host, this.#line] : [host];
  }

  #host(name: string): Lane {
    const known = this.#hosts.get(name);
    if (known !== undefined) return known;
    const lane = new Lane(this.#limits.perHost);
    this.#hosts.set(name, lane);
    return lane;
  }
}
