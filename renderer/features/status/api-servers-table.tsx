import type { ClusterStatus } from '../../../shared/cluster/status.ts';
import { TablePanel } from '../../components/table-panel.tsx';
import { useLanguage, useWords } from '../../locales/language.tsx';
import { statusWords } from '../../locales/status.ts';
import { Mark } from './mark.tsx';

/** The API server of each master, and who holds the virtual address before them. */
export function ApiServersTable({ status, missed }: { readonly status: ClusterStatus; readonly missed: boolean }) {
  const words = useWords(statusWords);
  const { apiServers, vip } = status;
  return (
    <TablePanel
      title={words.apiServers}
      before={
        vip !== undefined && (
          <p className="note">
            {words.vip} <span className="mono">{vip.address}</span> <Holder vip={vip} missed={missed} />
          </p>
        )
      }
      heads={[words.host, words.status]}
      rows={apiServers}
    >
      {({ host, state }) => (
        <tr key={host}>
          <td className="mono long">{host}</td>
          <td>
            <Mark as={state === 'answers' || !missed ? '' : state === 'unknown' ? 'warn' : 'bad'}>{words.apis[state]}</Mark>
          </td>
        </tr>
      )}
    </TablePanel>
  );
}

function Holder({ vip, missed }: { readonly vip: NonNullable<ClusterStatus['vip']>; readonly missed: boolean }) {
  const words = useWords(statusWords);
  const separator = useLanguage() === 'zh' ? '、' : ', ';
  const [first, ...others] = vip.holders;
  if (first === undefined) return <Mark as={missed ? 'bad' : ''}>{words.heldByNone}</Mark>;
  return others.length === 0 ? words.heldBy(first) : <Mark as="bad">{words.heldBySeveral(vip.holders.join(separator))}</Mark>;
}
