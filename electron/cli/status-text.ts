import { type ClusterStatus, meaningOf, type MemberStatus } from '../../shared/cluster/status.ts';
import { awayInWords, stateWords } from '../../shared/problems/cluster.ts';
import type { Language } from '../../shared/problems/problem.ts';
import { skipCost, titleIn } from '../../shared/run/skipping.ts';
import { padTo } from './columns.ts';

const words = {
  en: {
    state: 'cluster',
    seen: (time: string) => `seen at ${time}`,
    hosts: 'hosts',
    reached: 'reached',
    away: 'NOT REACHED',
    belongs: { here: 'of this cluster', elsewhere: 'OF ANOTHER CLUSTER', nowhere: 'of no cluster', unknown: '' },
    nodes: 'Kubernetes nodes',
    silent: 'no API server answers',
    ready: 'Ready',
    notReady: 'NOT READY',
    etcd: 'etcd',
    members: { healthy: 'healthy', unhealthy: 'NOT HEALTHY', silent: 'NO ANSWER', unknown: 'not known: host not reached' },
    leads: 'leader',
    apiServers: 'API servers',
    apis: {
      answers: 'answers',
      refuses: 'REFUSES THE CREDENTIALS',
      silent: 'NO ANSWER',
      unknown: 'not known: host not reached',
    },
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
    belongs: { here: '属于本集群', elsewhere: '属于另一个集群', nowhere: '不属于任何集群', unknown: '' },
    nodes: 'Kubernetes 节点',
    silent: '没有 API server 应答',
    ready: 'Ready',
    notReady: '未就绪',
    etcd: 'etcd',
    members: { healthy: '健康', unhealthy: '异常', silent: '无应答', unknown: '未知：主机不可达' },
    leads: 'leader',
    apiServers: 'API server',
    apis: { answers: '有应答', refuses: '拒绝凭据', silent: '无应答', unknown: '未知：主机不可达' },
    vip: '虚拟地址',
    nobody: '无',
    skipped: '部署时跳过的步骤',
  },
};

/** A cluster's status for a person to read; what is amiss stands out in capitals. */
export function statusText(found: ClusterStatus, language: Language): string {
  const { at, state, hosts, nodes, etcd, apiServers, vip, skipped } = found;
  const w = words[language];
  const meaning = meaningOf(found);
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
    row(stateWords[language][meaning] ?? meaning, w.seen(new Date(at).toISOString())),
    ...details.map((line) => `    ${line}`),
    w.hosts,
    ...hosts.map((h) => row(h.name, h.address, h.reached ? w.reached : w.away, w.belongs[h.belongs])),
    w.nodes,
    ...(nodes?.map((n) => row(n.name, n.ready ? w.ready : w.notReady, n.version)) ?? [row(w.silent)]),
    w.etcd,
    ...etcd.map((member) => row(member.host, w.members[member.state], ...saidBy(member, w.leads))),
    w.apiServers,
    ...apiServers.map((api) => row(api.host, w.apis[api.state])),
    ...(vip === undefined ? [] : [w.vip, row(vip.address, vip.holders.join(', ') || w.nobody)]),
    ...(skipped.length === 0
      ? []
      : [w.skipped, ...skipped.map((step) => `  ${step}  ${skipCost(titleIn(step), language) ?? ''}`)]),
    '',
  ].join('\n');
}

const saidBy = (member: MemberStatus, leads: string): string[] =>
  'version' in member ? [member.version, member.leads ? leads : ''] : [];
