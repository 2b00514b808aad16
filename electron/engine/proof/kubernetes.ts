import { layout } from '../../../shared/model/layout.ts';
import type { Proof } from '../../../shared/model/resource.ts';
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

/** Every node of the cluster is there and Ready. */
export const nodesReady =
  (node: Node, { nodes }: Extract<Proof, { name: 'nodes-ready' }>): Look =>
  async (signal) => {
    const [answer] = await node.ask([run(10, kubectl(...nodesQuery))], signal);
    return answer.status === 0 ? nodesNotReady(answer.output, nodes) : ['the API does not answer'];
  };

/** Every pod of the namespaces that Barque fills is Ready. */
export const systemPodsReady =
  (node: Node): Look =>
  async (signal) => {
    const answers = await node.ask(
      ['kube-system', 'kube-flannel'].map((namespace) => run(10, kubectl(...podsQuery(namespace)))),
      signal,
    );
    return answers.flatMap((answer) => (answer.status === 0 ? podsNotReady(answer.output) : ['the API does not answer']));
  };
