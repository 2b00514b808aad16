import { z } from 'zod';
import type { NodeIdentity } from '../model/identity.ts';
import type { EtcdView, HostView, KubeNode, Observed } from '../model/observed.ts';
import { atMost, said } from '../model/said.ts';
import type { ClusterRecord } from './record.ts';

/** In what a node of a standing cluster is away from it. */
export const absences = ['unreached', 'emptied', 'no-node', 'not-ready', 'api-silent', 'etcd-away'] as const;
/**
 * A node that is not all there. `emptied`: the host was reached and bears no sign of the cluster, so its disk was replaced or the system
 * installed anew; `no-node`: Kubernetes has no Node object of it.
 */
const away = z.strictObject({ host: said(), how: z.enum(absences) });
export type Away = z.infer<typeof away>;

/** What hosts said that shows it, a line each. */
const shownBy = atMost(1000, said(500));

/**
 * What a cluster is found to be. The kinds exclude each other and there are no more.
 * - `absent`: every host was reached, and none bears a sign of this cluster.
 * - `begun`: a deployment was begun and never came to its end; `founded` is whether `kubeadm init` was started, from which on there may be
 *   data.
 * - `standing`: all of it is there. `degraded`: it works, and somebody is away.
 * - `locked-out`: no API server answers, and those that are there refuse the credentials that the masters have, or certificates on the
 *   masters have expired: after a restart of such machines nothing runs that could refuse anybody.
 * - `silent`: it was completed once, and now has no quorum or no API, or nobody was reached to ask.
 * - `split`: masters disagree about which cluster it is, or it is behind what was seen of it before.
 * - `foreign`: hosts of it belong to another cluster.
 */
export const clusterState = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('absent') }),
  z.strictObject({ kind: z.literal('begun'), founded: z.boolean() }),
  z.strictObject({ kind: z.literal('standing') }),
  z.strictObject({ kind: z.literal('degraded'), away: z.array(away).max(5000) }),
  z.strictObject({ kind: z.literal('locked-out'), said: shownBy }),
  z.strictObject({ kind: z.literal('silent'), said: shownBy }),
  z.strictObject({ kind: z.literal('split'), said: shownBy }),
  z.strictObject({ kind: z.literal('foreign'), said: shownBy }),
]);
export type ClusterState = z.infer<typeof clusterState>;
export type StateKind = ClusterState['kind'];

type Answering = HostView & {
  readonly api: { readonly kind: 'answers'; readonly uid: string; readonly nodes: readonly KubeNode[] };
};
const answers = (host: HostView): host is Answering => host.api?.kind === 'answers';

/** Whether a host belongs to another cluster: by its mark, or by what only a member has where it bears none. */
export const isStranger = (uid: string, { mark, signs }: HostView): boolean =>
  mark === undefined ? signs.length > 0 : mark !== uid;

/** What a host itself shows of a cluster; its mark alone is none, since preparation leaves it before there is anything else. */
const bearsSign = (host: HostView): boolean => isMember(host) || host.kubeadmStarted;

/** Whether files, etcd or an API server of a cluster are on the host. That kubeadm was started on it once does not show that they still are. */
const isMember = (host: HostView): boolean =>
  host.signs.length > 0 || host.etcd !== undefined || answers(host) || host.api?.kind === 'refuses';

/**
 * What the cluster of a workspace is, by what its hosts answered. Pure.
 * @param uid the workspace's, which its hosts are marked with
 * @param record what the workspace knows of the cluster; undefined before the first apply
 */
export function stateOf(uid: string, record: ClusterRecord | undefined, { hosts }: Observed): ClusterState {
  const known = record === undefined ? hosts : hosts.filter(({ host }) => record.nodes.some(({ name }) => name === host));
  const strangers = known.filter((host) => isStranger(uid, host));
  if (strangers.length > 0) return { kind: 'foreign', said: strangers.map((s) => `${s.host}: ${s.mark ?? s.signs.join(' ')}`) };
  const divided = disagreement(known, record);
  if (divided.length > 0) return { kind: 'split', said: divided };

  const allReached = known.every((host) => host.reached);
  const anySign = known.some(bearsSign);
  const completed = record?.stage === 'standing' || known.some((host) => host.completed);
  if (!completed) {
    const founded = record?.stage === 'founding' || known.some((host) => host.kubeadmStarted || answers(host));
    if (allReached && !anySign) return { kind: 'absent' };
    return { kind: 'begun', founded };
  }
  if (allReached && !anySign) return { kind: 'absent' };

  if (!known.some(answers)) {
    const refusals = known.flatMap(({ host, api, expired = [] }) => {
      const said = api?.kind === 'refuses' ? [api.said] : expired.map((path) => `${path} x509: certificate has expired`);
      return said.map((one) => `${host}: ${one}`);
    });
    return refusals.length > 0 ? { kind: 'locked-out', said: refusals } : { kind: 'silent', said: silences(known) };
  }
  const asked = known.flatMap(({ etcd }) => (etcd === undefined ? [] : [etcd]));
  if (asked.length > 0 && !asked.some((member) => member.hasLeader)) return { kind: 'silent', said: silences(known) };
  const away = awayOf(known, record?.nodes ?? []);
  return away.length === 0 ? { kind: 'standing' } : { kind: 'degraded', away };
}

/** In what masters disagree, or fall behind what was seen before; nothing where they are of one cluster. */
function disagreement(hosts: readonly HostView[], record: ClusterRecord | undefined): string[] {
  const views = hosts.filter(answers);
  const uids = new Set(views.map(({ api }) => api.uid));
  const members = hosts.flatMap(({ host, etcd }) =>
    etcd?.members ? [{ host, ids: etcd.members.map(({ id }) => id).join(' ') }] : [],
  );
  const sets = new Set(members.map(({ ids }) => ids));
  const revisions = hosts.flatMap(({ etcd }) => (etcd?.hasLeader ? [BigInt(etcd.revision)] : []));
  const highest = revisions.reduce((a, b) => (a > b ? a : b), 0n);
  const seen = record?.seen;
  return [
    ...(uids.size > 1 ? views.map(({ host, api }) => `${host}: kube-system ${api.uid}`) : []),
    ...(seen && uids.size === 1 && !uids.has(seen.uid) ? [`kube-system ${[...uids].join('')} != ${seen.uid}`] : []),
    ...(sets.size > 1 ? members.map(({ host, ids }) => `${host}: etcd ${ids}`) : []),
    ...(seen && revisions.length > 0 && highest < BigInt(seen.revision) ? [`etcd revision ${highest} < ${seen.revision}`] : []),
  ];
}

const silences = (hosts: readonly HostView[]): string[] =>
  hosts.flatMap(({ host, reached, api, etcd }) => [
    ...(reached ? [] : [`${host}: -`]),
    ...(api?.kind === 'silent' ? [`${host}: ${api.said}`] : []),
    ...(etcd && !etcd.hasLeader ? [`${host}: etcd has no leader`] : []),
  ]);

function awayOf(hosts: readonly HostView[], identities: readonly NodeIdentity[]): Away[] {
  const objects = new Map(hosts.filter(answers).flatMap(({ api }) => api.nodes.map((node) => [node.name, node] as const)));
  const members = hosts.find(({ etcd }) => etcd?.hasLeader && etcd.members)?.etcd?.members;
  return identities
    .filter((node) => node.joined)
    .flatMap((node): Away[] => {
      const view = hosts.find(({ host }) => host === node.name);
      const away = (how: Away['how']): Away[] => [{ host: node.name, how }];
      if (view?.reached !== true) return away('unreached');
      if (!isMember(view)) return away('emptied');
      const object = objects.get(node.hostname);
      if (object === undefined || object.address !== node.nodeAddress) return away('no-node');
      if (!object.ready) return away('not-ready');
      if (!node.master) return [];
      if (!answers(view)) return away('api-silent');
      return isServing(view.etcd) && members?.some(({ id }) => id === view.etcd?.id) !== false ? [] : away('etcd-away');
    });
}

/** Whether a member votes and has a quorum with it. */
export const isServing = (member: EtcdView | undefined): boolean => member !== undefined && member.hasLeader && !member.learner;

/** The masters that a question can be put to: whose API server answers. */
export const answeringMasters = ({ hosts }: Observed): string[] => hosts.filter(answers).map(({ host }) => host);

/** kube-system's uid and etcd's highest revision; undefined where no API server or no etcd member with a quorum answered. */
export function seenIn({ hosts }: Observed): ClusterRecord['seen'] {
  const uid = hosts.find(answers)?.api.uid;
  const revisions = hosts.flatMap(({ etcd }) => (etcd?.hasLeader ? [BigInt(etcd.revision)] : []));
  if (uid === undefined || revisions.length === 0) return undefined;
  return { uid, revision: String(revisions.reduce((a, b) => (a > b ? a : b), 0n)) };
}
