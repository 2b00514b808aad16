import { layout } from '../../../shared/model/layout.ts';
import type { Proof } from '../../../shared/model/resource.ts';
import { etcdAmiss, etcdHealthQuery } from '../../../shared/proof/etcd.ts';
import type { Node } from '../node/node.ts';
import { run } from '../node/verbs.ts';
import type { Look } from './prove.ts';

/** So many members are there, and every one of them is healthy. */
export const etcdQuorum =
  (node: Node, { members, pki }: Extract<Proof, { name: 'etcd-quorum' }>): Look =>
  async (signal) => {
    const [answer] = await node.ask([run(10, [`${layout.bin}/etcdctl`, ...etcdHealthQuery(pki)])], signal);
    return etcdAmiss(answer.output, members);
  };
