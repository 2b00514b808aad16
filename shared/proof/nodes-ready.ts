import { bounded } from './amiss.ts';

/** One line a node: its name and the status of its Ready condition. */
export const nodesQuery = [
  'get',
  'nodes',
  '-o',
  'jsonpath={range .items[*]}{.metadata.name}{" "}{.status.conditions[?(@.type=="Ready")].status}{"\\n"}{end}',
];

/** A Kubernetes node, and whether it is Ready. */
export interface NodeReady {
  readonly name: string;
  readonly ready: boolean;
}

/** The nodes of an answer to `nodesQuery`; what is no line of one is left out. */
export const nodesOf = (answer: string): NodeReady[] =>
  [...answer.matchAll(/^([a-z0-9.-]{1,253}) (\w*)$/gm)].map(([, name = '', status]) => ({ name, ready: status === 'True' }));

/** The wanted nodes that are not Ready yet, by name. */
export function nodesNotReady(answer: string, wanted: readonly string[]): string[] {
  const ready = new Set(nodesOf(answer).flatMap((node) => (node.ready ? [node.name] : [])));
  return bounded(wanted.filter((name) => !ready.has(name)));
}
