import type { ClusterStatus, MemberStatus } from '../../../shared/cluster/status.ts';
import { Panel } from '../../components/panel.tsx';
import { TablePanel } from '../../components/table-panel.tsx';
import { mebibytes } from '../../locales/format.ts';
import { useLanguage, useWords } from '../../locales/language.tsx';
import { statusWords } from '../../locales/status.ts';
import { Mark } from './mark.tsx';

/** Whether what does not answer is missed: it is marked then. */
interface Missed {
  readonly missed: boolean;
}

/** Each host of the spec: whether it was reached, and which cluster it is of. */
export function HostsTable({ hosts, missed }: Pick<ClusterStatus, 'hosts'> & Missed) {
  const words = useWords(statusWords);
  return (
    <TablePanel title={words.hosts} heads={[words.name, words.address, words.connection, words.cluster]} rows={hosts}>
      {({ name, address, reached, belongs }) => (
        <tr key={name}>
          <td className="mono long">{name}</td>
          <td className="mono">{address}</td>
          <td>
            <Mark as={reached ? '' : 'bad'}>{reached ? words.reached : words.notReached}</Mark>
          </td>
          <td>
            <Mark as={belongs === 'elsewhere' ? 'bad' : belongs !== 'here' && missed ? 'warn' : ''}>
              {words.belongs[belongs]}
            </Mark>
          </td>
        </tr>
      )}
    </TablePanel>
  );
}

/** The nodes as Kubernetes has them, of as many as the cluster should have; that nobody knows them where no API server answers. */
export function KubeNodesTable({ nodes, wanted, missed }: Pick<ClusterStatus, 'nodes'> & Missed & { readonly wanted: number }) {
  const words = useWords(statusWords);
  if (nodes === undefined || nodes.length === 0)
    return (
      <Panel title={words.nodes}>
        <p className="quiet">{nodes === undefined ? words.nodesUnknown : words.nodesNone}</p>
      </Panel>
    );
  return (
    <TablePanel
      title={words.nodes}
      aside={
        nodes.length < wanted && missed ? (
          <span className="chip warn number">{words.nodesOf(nodes.length, wanted)}</span>
        ) : undefined
      }
      heads={[words.name, words.status, words.version]}
      rows={nodes}
    >
      {({ name, ready, version }, index) => (
        <tr key={`${index} ${name}`}>
          <td className="mono long">{name}</td>
          <td>
            <Mark as={ready || !missed ? '' : 'bad'}>{ready ? words.ready : words.notReady}</Mark>
          </td>
          <td className="mono long">{version}</td>
        </tr>
      )}
    </TablePanel>
  );
}

/** The etcd member of each master, as it answered itself. */
export function EtcdTable({ etcd, missed }: Pick<ClusterStatus, 'etcd'> & Missed) {
  const words = useWords(statusWords);
  return (
    <TablePanel
      title={words.etcd}
      heads={[words.host, words.status, words.role, words.version, { right: words.size }, { right: words.revision }]}
      rows={etcd}
    >
      {(member) => (
        <tr key={member.host}>
          <td className="mono long">{member.host}</td>
          <td>
            <Mark as={member.state === 'healthy' || !missed ? '' : member.state === 'unknown' ? 'warn' : 'bad'}>
              {words.members[member.state]}
            </Mark>
          </td>
          <Told member={member} />
        </tr>
      )}
    </TablePanel>
  );
}

/** What a member says of itself, where it answered. */
function Told({ member }: { readonly member: MemberStatus }) {
  const words = useWords(statusWords);
  const language = useLanguage();
  if (!('version' in member))
    return (
      <>
        <td>–</td>
        <td>–</td>
        <td className="right">–</td>
        <td className="right">–</td>
      </>
    );
  return (
    <>
      <td>{member.leads ? words.leader : ''}</td>
      <td className="mono long">{member.version}</td>
      <td className="right number">{mebibytes(member.dbSize, language)}</td>
      <td className="right number">{member.revision}</td>
    </>
  );
}
