import type { Observed } from '../model/observed.ts';
import type { ClusterSpec } from '../model/spec.ts';
import { problem, type Problem } from '../problems/problem.ts';
import { type Changeable, changeableOf, followed, type Followed } from './changeable.ts';
import { type ClusterRecord, identityOf, joiningIn } from './record.ts';
import { type Difference, differencesOf } from './spec-differences.ts';
import { type ClusterState, isServing } from './state.ts';

/** What a plan is for. Everything that is not in it is left as it stands. */
export type Scope =
  | {
      /** A cluster is made, or one that was begun is gone on with. */
      readonly kind: 'create';
      /** Whether `kubeadm init` was started: from then on nothing is made anew that may hold data. */
      readonly founded: boolean;
      /** The masters whose etcd member has a quorum with it: theirs is not touched. */
      readonly serving: ReadonlySet<string>;
    }
  | {
      /** A cluster stands: nodes join it, and these settings are carried to those that are there. */
      readonly kind: 'follow';
      readonly joining: ReadonlySet<string>;
      readonly settings: ReadonlySet<Followed>;
      /** The ids of steps that the latest run went on without. */
      readonly left: ReadonlySet<string>;
    };

/** The spec that is wanted, and what it is to become of. */
export interface Situation {
  readonly spec: ClusterSpec;
  readonly record: ClusterRecord | undefined;
  readonly state: ClusterState;
  readonly observed: Observed;
  /** The version of etcd in the bundle, such as `3.6.5`; undefined where no bundle is asked. */
  readonly etcdVersion?: string | undefined;
}

/** What an apply is to do, and what it refuses to do, with why. Where anything is refused nothing is done. */
export interface Changes {
  readonly scope: Scope;
  readonly refused: readonly Problem[];
}

const create = (founded: boolean, serving: Iterable<string> = []): Scope => ({
  kind: 'create',
  founded,
  serving: new Set(serving),
});

/**
 * What has to be done for a cluster to become what the spec says. Pure and closed: every setting that differs from what was brought about
 * last is brought about or refused; what nobody handles is refused. Once it was brought about, there is nothing left to do.
 */
export function changesBetween(situation: Situation): Changes {
  const { state, record } = situation;
  switch (state.kind) {
    case 'absent':
      return { scope: create(false), refused: [] };
    case 'begun':
      if (!state.founded) return { scope: create(false), refused: [] };
      return record === undefined ? withoutRecord : begun(situation, record);
    case 'standing':
    case 'degraded':
      return record === undefined ? withoutRecord : follow(situation, record);
    case 'locked-out':
      return { scope: create(true), refused: [problem('cluster.locked-out', { said: state.said })] };
    case 'silent':
      return { scope: create(true), refused: [problem('cluster.silent', { said: state.said })] };
    case 'split':
      return { scope: create(true), refused: [problem('cluster.split', { said: state.said })] };
    case 'foreign':
      return { scope: create(true), refused: [problem('cluster.foreign', { said: state.said })] };
  }
}

/** A cluster that may hold data, and of which the workspace does not know what it was made with: nothing could be compared. */
const withoutRecord: Changes = { scope: create(true), refused: [problem('cluster.no-record', {})] };

/** A cluster that may hold data already, and that never came to its end: gone on with as it was begun. */
function begun({ spec, observed }: Situation, record: ClusterRecord): Changes {
  const serving = observed.hosts.filter(({ etcd }) => isServing(etcd)).map(({ host }) => host);
  return {
    scope: create(true, serving),
    refused: [
      ...lostFounder(observed, record),
      ...rowsRefused(spec, record, joinedAnyway(observed)),
      ...differences(spec, record).flatMap((difference) => refusal(difference, changeableOf(difference))),
    ],
  };
}

function follow({ spec, state, observed, etcdVersion }: Situation, record: ClusterRecord): Changes {
  const joining = joiningIn(spec, record);
  const found = differences(spec, record);
  const settings = followed.filter((setting) => found.some((difference) => changeableOf(difference) === setting));
  const away = state.kind === 'degraded' ? state.away : [];
  return {
    scope: { kind: 'follow', joining: new Set(joining), settings: new Set(settings), left: new Set(record.left) },
    refused: [
      ...away.filter(({ how }) => how === 'emptied').map(({ host }) => problem('cluster.emptied', {}, { host })),
      ...rowsRefused(spec, record, joinedAnyway(observed)),
      ...found.flatMap((difference) => refusal(difference, changeableOf(difference))),
      ...(settings.length > 0 && away.length > 0
        ? [problem('cluster.degraded', { settings, away: away.map(({ host, how }) => `${host} ${how}`) })]
        : []),
      ...otherEtcd(observed, etcdVersion),
    ],
  };
}

/** Only nodes that the cluster has are compared; a host name that is spelled out as the node has it is no change. */
const differences = (spec: ClusterSpec, record: ClusterRecord): Difference[] =>
  differencesOf(
    record.spec,
    spec,
    record.nodes.map(({ name }) => name),
  ).filter(({ path, node, wanted }) => {
    if (node === undefined || path !== `nodes.${node}.hostname`) return true;
    const own = identityOf(record, node)?.hostname;
    return wanted !== undefined && wanted !== JSON.stringify(own);
  });

function refusal({ path, was, wanted }: Difference, how: Changeable): Problem[] {
  if (how !== 'not-yet' && how !== 'never') return [];
  const shown = (json: string | undefined) => (json === undefined ? '-' : (/^"(.*)"$/.exec(json)?.[1] ?? json)).slice(0, 200);
  const way = how === 'never' ? 'new-cluster' : 'change-back';
  return [problem('spec.cannot-change', { path, was: shown(was), wanted: shown(wanted), way })];
}

/** The names of Kubernetes' Node objects; undefined where no API server answered. */
function joinedAnyway({ hosts }: Observed): ReadonlySet<string> | undefined {
  const views = hosts.flatMap(({ api }) => (api?.kind === 'answers' ? [api.nodes] : []));
  return views.length === 0 ? undefined : new Set(views.flat().map(({ name }) => name));
}

/** Rows that are gone, and masters that are new. A row of a worker that never became part of the cluster may go. */
function rowsRefused(spec: ClusterSpec, record: ClusterRecord, joined: ReadonlySet<string> | undefined): Problem[] {
  const gone = record.nodes.filter(({ name }) => !spec.nodes.some((row) => row.name === name));
  const isMember = ({ joined: was, master, hostname }: (typeof gone)[number]) => was || master || joined?.has(hostname) !== false;
  const added = spec.nodes.filter((row) => row.roles.includes('master') && identityOf(record, row.name) === undefined);
  return [
    ...gone.filter(isMember).map(({ name }) => problem('cluster.row-removed', { node: name })),
    ...added.map(({ name }) => problem('cluster.master-added', { node: name })),
  ];
}

/**
 * A founder that bears no sign any more while others have joined: a second `kubeadm init` on it would begin another cluster, or disturb
 * the one that the others are.
 */
function lostFounder({ hosts }: Observed, { founder, nodes }: ClusterRecord): Problem[] {
  const view = hosts.find(({ host }) => host === founder);
  const others = hosts.filter((host) => host.host !== founder && nodes.some(({ name }) => name === host.host));
  const joined = others.filter(
    (host) => host.signs.some((sign) => sign.endsWith('/kubelet.conf')) || host.api?.kind === 'answers',
  );
  const isEmpty = view?.reached === true && view.signs.length === 0 && view.etcd === undefined && !view.kubeadmStarted;
  return isEmpty && joined.length > 0
    ? [problem('cluster.founder-lost', { others: joined.map(({ host }) => host) }, { host: founder })]
    : [];
}

const versionIn = (text: string): string | undefined => /^v?(\d+\.\d+\.\d+)/.exec(text)?.[1];

/** Members are upgraded one at a time and in order, which is not an apply's to do. */
function otherEtcd({ hosts }: Observed, bundled: string | undefined): Problem[] {
  const wanted = versionIn(bundled ?? '');
  const runs = [...new Set(hosts.flatMap(({ etcd }) => versionIn(etcd?.version ?? '') ?? []))];
  return wanted === undefined || runs.every((version) => version === wanted)
    ? []
    : [problem('cluster.other-etcd', { runs: runs.join(', '), bundle: wanted })];
}
