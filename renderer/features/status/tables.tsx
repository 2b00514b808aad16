import type { ClusterStatus, MemberStatus } from '../../../shared/cluster/status.ts';
import { useFirstRows } from '../../components/first-rows.tsx';
import { Panel } from '../../components/panel.tsx';
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
  const { shown, more } = useFirstRows(hosts);
  return (
    <Panel title={words.hosts} aside={<span className="chip number">{hosts.length}</span>} flush>
      <table className="plain" aria-label={words.hosts}>
        <thead>
          <tr>
            <th>{words.name}</th>
            <th>{words.address}</th>
            <th>{words.connection}</th>
            <th>{words.cluster}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ name, address, reached, belongs }) => (
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
          ))}
        </tbody>
      </table>
      {more}
    </Panel>
  );
}

/** The nodes as Kubernetes has them, of as many as the cluster should have; that nobody knows them where no API server answers. */
export function KubeNodesTable({ nodes, wanted, missed }: Pick<ClusterStatus, 'nodes'> & Missed & { readonly wanted: number }) {
  const words = useWords(statusWords);
  const { shown, more } = useFirstRows(nodes ?? []);
  if (nodes === undefined || nodes.length === 0)
    return (
      <Panel title={words.nodes}>
        <p className="quiet">{nodes === undefined ? words.nodesUnknown : words.nodesNone}</p>
      </Panel>
    );
  return (
    <Panel
      title={words.nodes}
      aside={
        nodes.length < wanted && missed ? (
          <span className="chip warn number">{words.nodesOf(nodes.length, wanted)}</span>
        ) : (
          <span className="chip number">{nodes.length}</span>
        )
      }
      flush
    >
      <table className="plain" aria-label={words.nodes}>
        <thead>
          <tr>
            <th>{words.name}</th>
            <th>{words.status}</th>
            <th>{words.version}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ name, ready, version }, index) => (
            <tr key={`${index} ${name}`}>
              <td className="mono long">{name}</td>
              <td>
                <Mark as={ready || !missed ? '' : 'bad'}>{ready ? words.ready : words.notReady}</Mark>
              </td>
              <td className="mono long">{version}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {more}
    </Panel>
  );
}

/** The etcd member of each master, as it answered itself. */
export function EtcdTable({ etcd, missed }: Pick<ClusterStatus, 'etcd'> & Missed) {
  const words = useWords(statusWords);
  const { shown, more } = useFirstRows(etcd);
  return (
    <Panel title={words.etcd} aside={<span className="chip number">{etcd.length}</span>} flush>
      <table className="plain" aria-label={words.etcd}>
        <thead>
          <tr>
            <th>{words.host}</th>
            <th>{words.status}</th>
            <th>{words.role}</th>
            <th>{words.version}</th>
            <th className="right">{words.size}</th>
            <th className="right">{words.revision}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((member) => (
            <tr key={member.host}>
              <td className="mono long">{member.host}</td>
              <td>
                <Mark as={member.state === 'healthy' || !missed ? '' : member.state === 'unknown' ? 'warn' : 'bad'}>
                  {words.members[member.state]}
                </Mark>
              </td>
              <Told member={member} />
            </tr>
          ))}
        </tbody>
      </table>
      {more}
    </Panel>
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
