import { layout } from '../../../shared/model/layout.ts';
import type { Proof } from '../../../shared/model/resource.ts';
import { amiss } from '../../../shared/proof/amiss.ts';
import { nodesNotReady, nodesQuery } from '../../../shared/proof/nodes-ready.ts';
import { podsNotReady, podsQuery } from '../../../shared/proof/pods-ready.ts';
import type { Node } from '../node/node.ts';
import { run } from '../node/verbs.ts';
import type { Look } from './prove.ts';

/** kubectl on a master, with the administrator's kubeconfig. */
export const kubectl = (...args: readonly string[]): readonly string[] => [
  `${layout.bin}/kubectl`,
  '--kubeconfig',
  layout.adminConf,
  '--request-timeout=5s',
  ...args,
];

/**
 * Waits on the host until objects are Ready, for a few seconds at most: one kubectl that watches costs a busy master less than
 * many that ask. What it prints does not matter, the next look tells.
 */
const watch = (...objects: readonly string[]) =>
  run(10, [
    `${layout.bin}/kubectl`,
    '--kubeconfig',
    layout.adminConf,
    'wait',
    '--for=condition=Ready',
    '--timeout=4s',
    ...objects,
  ]);

/** Every node of the cluster is there and Ready. */
export function nodesReady(node: Node, { nodes }: Extract<Proof, { name: 'nodes-ready' }>): Look {
  let waiting: readonly string[] = [];
  return async (signal) => {
    const [first] = waiting;
    if (first !== undefined) await node.ask([watch('node', first)], signal);
    const [answer] = await node.ask([run(10, kubectl(...nodesQuery))], signal);
    waiting = answer.status === 0 ? nodesNotReady(answer.output, nodes) : [];
    return answer.status === 0 ? waiting : [amiss('api-silent')];
  };
}

/** The namespaces whose pods are Barque's and Kubernetes' own. */
const namespaces = ['kube-system', 'kube-flannel'];

/** Every pod of the namespaces that Barque fills is Ready. */
export function systemPodsReady(node: Node, { away }: Extract<Proof, { name: 'system-pods-ready' }>): Look {
  let isFirst = true;
  return async (signal) => {
    if (!isFirst)
      await node.ask(
        namespaces.map((namespace) => watch('pod', '--all', '-n', namespace)),
        signal,
      );
    isFirst = false;
    const answers = await node.ask(
      namespaces.map((namespace) => run(10, kubectl(...podsQuery(namespace)))),
      signal,
    );
    return answers.flatMap((answer) => (answer.status === 0 ? podsNotReady(answer.output, away) : [amiss('api-silent')]));
  };
}
