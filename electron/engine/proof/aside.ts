import { z } from 'zod';
import { layout } from '../../../shared/model/layout.ts';
import type { Proof } from '../../../shared/model/resource.ts';
import { amiss } from '../../../shared/proof/amiss.ts';
import { etcdMoveLeader, etcdStates, etcdStatusQuery, etcdOwnStatusQuery } from '../../../shared/proof/etcd-leader.ts';
import type { Node } from '../node/node.ts';
import { put, run } from '../node/verbs.ts';
import { evidenceOf } from '../transport/evidence.ts';
import { kubectl } from './kubernetes.ts';
import type { Look } from './prove.ts';

/** All of these API servers answer that they are ready. */
export const apiServersReady =
  (node: Node, { servers }: Extract<Proof, { name: 'api-servers-ready' }>): Look =>
  async (signal) => {
    const answers = await node.ask(
      servers.map((server) => run(10, kubectl('--server', server, 'get', '--raw', '/readyz'))),
      signal,
    );
    return servers.filter((_, i) => answers[i]?.status !== 0).map((server) => amiss('not-ready', server));
  };

const seconds = z.stringFormat('seconds since the epoch', /^\d{1,12}\n$/).transform(Number);

/** The master does not hold the address: it is marked as one that takes no part, and Keepalived's check gives the address away. */
export function standsAside(node: Node, proof: Extract<Proof, { name: 'stands-aside' }>): Look {
  const { until, marker, address } = proof;
  const held = run(5, ['ip', '-o', '-4', 'address', 'show', 'to', `${address}/32`]);
  return async (signal) => {
    const [clock] = await node.ask([run(5, ['date', '+%s'])], signal);
    const now = seconds.safeParse(clock.output).data;
    if (now === undefined) return [amiss('no-clock')];
    const marks = [
      put(until, 0o644, Buffer.from(`${now + proof.seconds}\n`), 'own'),
      put(marker, 0o644, Buffer.from(''), 'own'),
    ] as const;
    const [, , answer] = await node.ask([...marks, held], signal);
    return answer.output.includes(` ${address}/`) ? [amiss('still-held', address)] : [];
  };
}

/** The member of this host does not lead: where it does, it gives the leadership to another. */
export function follows(node: Node, { pki }: Extract<Proof, { name: 'follows' }>): Look {
  const etcdctl = `${layout.bin}/etcdctl`;
  return async (signal) => {
    const [one, all] = await node.ask(
      [run(10, [etcdctl, ...etcdOwnStatusQuery(pki)]), run(10, [etcdctl, ...etcdStatusQuery(pki)])],
      signal,
    );
    const own = etcdStates(one.output)?.[0];
    if (!own) return [amiss('etcd-silent')];
    if (!own.leads) return [];
    const other = etcdStates(all.output)?.find((member) => member.id !== own.id && !member.learner);
    if (!other) return [amiss('no-other-member')];
    const [moved] = await node.ask([run(10, [etcdctl, ...etcdMoveLeader(pki, other.id)])], signal);
    return moved.status === 0 ? [] : [evidenceOf(moved.errors, 1)[0] ?? amiss('leader-stays')];
  };
}

/** kubectl's words for being refused for who is asking, not for who answers: the server's certificate was the right one. */
const refusal = /You must be logged in to the server|Unauthorized|Forbidden/;

/** A server identifies itself with the certificate that the query trusts. */
export const serves =
  (node: Node, { certificate, query }: Extract<Proof, { name: 'serves' }>): Look =>
  async (signal) => {
    const [{ status, errors }] = await node.ask([run(10, query)], signal);
    if (status === 0 || refusal.test(errors)) return [];
    return [amiss('not-served', `${certificate}: ${evidenceOf(errors, 1)[0] ?? `status ${status}`}`)];
  };
