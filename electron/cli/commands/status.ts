import type { StepId } from '../../../shared/model/plan.ts';
import type { Language } from '../../../shared/problems/problem.ts';
import { skipCost, titleIn } from '../../../shared/run/skipping.ts';
import { openFleet } from '../../engine/fleet.ts';
import { skippedInLatest } from '../../engine/skips.ts';
import { type ClusterStatus, statusOf } from '../../engine/status.ts';
import { padTo } from '../columns.ts';
import { exit } from '../exit.ts';
import { openSession } from '../session.ts';
import { awayInWords, stateWords } from '../../../shared/problems/cluster.ts';
import type { Command } from './command.ts';

const words = {
  en: {
    state: 'cluster',
    seen: (time: string) => `seen at ${time}`,
    hosts: 'hosts',
    reached: 'reached',
    away: 'NOT REACHED',
    ours: 'of this cluster',
    none: 'no cluster yet',
    nodes: 'Kubernetes nodes',
    silent: 'no API server answers',
    ready: 'Ready',
    notReady: 'NOT READY',
    etcd: 'etcd',
    healthy: 'healthy',
    sick: 'NOT HEALTHY',
    leads: 'leader',
    apiServers: 'API servers',
    answers: 'answers',
    noAnswer: 'NO ANSWER',
    vip: 'virtual address',
    nobody: 'nobody',
    skipped: 'skipped when it was deployed',
  },
  zh: {
    state: '集群',
    seen: (time: string) => `查看时间 ${time}`,
    hosts: '主机',
    reached: '可达',
    away: '不可达',
    ours: '属于本集群',
    none: '尚无集群',
    nodes: 'Kubernetes 节点',
    silent: '没有 API server 应答',
    ready: 'Ready',
    notReady: '未就绪',
    etcd: 'etcd',
    healthy: '健康',
    sick: '异常',
    leads: 'leader',
    apiServers: 'API server',
    answers: '有应答',
    noAnswer: '无应答',
    vip: '虚拟地址',
    nobody: '无',
    skipped: '部署时跳过的步骤',
  },
};

/** `barque status`: what stands, also when some hosts are away. Exit code 1 where something is amiss. */
export const status: Command = async ({ arguments: given, console, signal }) => {
  const { workspace, spec, reach } = await openSession(given, console, false, signal);
  const fleet = await openFleet(spec, reach, signal, 'whoever-answers');
  try {
    const found = await statusOf(workspace, spec, fleet, signal);
    const skipped = await skippedInLatest(workspace);
    if (given.json) console.print(`${JSON.stringify({ type: 'status', ...found, skipped })}\n`);
    else console.print(statusText(found, skipped, console.language));
    console.problems(found.problems);
    return isWell(found, spec.nodes.length, spec.endpoint.kind === 'keepalived') ? exit.success : exit.failed;
  } finally {
    await fleet.close();
  }
};

const isWell = ({ state, nodes, etcd, vipHolders, problems }: ClusterStatus, wanted: number, hasVip: boolean): boolean =>
  state.kind === 'standing' &&
  problems.length === 0 &&
  nodes.length >= wanted &&
  nodes.every((n) => n.ready) &&
  etcd.length > 0 &&
  etcd.every((m) => m.healthy) &&
  (!hasVip || vipHolders.length === 1);

function statusText(found: ClusterStatus, skipped: readonly StepId[], language: Language): string {
  const { at, state, hosts, nodes, etcd, apiServers, vipHolders } = found;
  const w = words[language];
  const row = (...cells: string[]) =>
    `  ${cells
      .map((cell) => padTo(cell, 26))
      .join(' ')
      .trimEnd()}`;
  const details =
    state.kind === 'degraded'
      ? state.away.map(({ host, how }) => awayInWords(`${host} ${how}`, language))
      : 'said' in state
        ? state.said
        : [];
  return [
    w.state,
    row(stateWords[language][state.kind] ?? state.kind, w.seen(new Date(at).toISOString())),
    ...details.map((line) => `    ${line}`),
    w.hosts,
    ...hosts.map((h) =>
      row(h.name, h.address, h.reached ? w.reached : w.away, h.reached ? (h.ofThisCluster ? w.ours : w.none) : ''),
    ),
    w.nodes,
    ...(nodes.length === 0 ? [row(w.silent)] : nodes.map((n) => row(n.name, n.ready ? w.ready : w.notReady, n.version))),
    w.etcd,
    ...(etcd.length === 0
      ? [row(w.nobody)]
      : etcd.map((m) => row(m.host, m.healthy ? w.healthy : w.sick, m.version, m.leads ? w.leads : ''))),
    w.apiServers,
    ...apiServers.map(({ host, answers }) => row(host, answers ? w.answers : w.noAnswer)),
    w.vip,
    row(vipHolders.join(', ') || w.nobody),
    ...(skipped.length === 0
      ? []
      : [w.skipped, ...skipped.map((step) => `  ${step}  ${skipCost(titleIn(step), language) ?? ''}`)]),
    '',
  ].join('\n');
}
