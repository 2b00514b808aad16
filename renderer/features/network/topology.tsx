import type { Draft, NodeDraft } from '../../../shared/draft/draft.ts';
import { plain, plainNetwork } from '../../../shared/draft/lists.ts';
import { useWords } from '../../locales/language.tsx';
import { networkWords } from '../../locales/network.ts';
import type { Hosts } from '../../store/hosts.ts';

const box = { width: 128, height: 54, gap: 14 };
const perRow = 7;
const most = 14;
const width = perRow * (box.width + box.gap) - box.gap + 24;

/** The cluster as a drawing: whoever asks the API, its address, the masters, the workers, and the networks around the pods. */
export function Topology({ draft, hosts }: { readonly draft: Draft; readonly hosts: Hosts }) {
  const words = useWords(networkWords);
  const address = plain(draft.endpoint.address);
  const port = plain(draft.endpoint.port) || '6443';
  const pods = plainNetwork(draft.network.podSubnet) || '10.244.0.0/16';
  const services = plainNetwork(draft.network.serviceSubnet) || '10.96.0.0/12';
  const masters = draft.nodes.filter(({ roles }) => roles !== 'worker');
  const workers = draft.nodes.filter(({ roles }) => roles === 'worker');
  const masterRows = rowsOf(masters.length);
  const mastersTop = 96;
  const workersTop = mastersTop + masterRows * (box.height + box.gap) + 22;
  const bottom = workersTop + rowsOf(workers.length) * (box.height + box.gap);
  const name = address === '' ? words.noAddress : `${address}:${port}`;
  return (
    <svg
      className="topology"
      viewBox={`0 0 ${width} ${bottom + 34}`}
      role="img"
      aria-label={words.drawing(masters.length, workers.length, address)}
    >
      <rect className="net" x={1} y={mastersTop - 16} width={width - 2} height={bottom - mastersTop + 48} rx={8} />
      <text className="label" x={12} y={bottom + 24}>
        {`${words.pods} ${pods}   ·   ${words.services} ${services}`}
      </text>
      <text className="label" x={width / 2} y={16} textAnchor="middle">
        {words.clients}
      </text>
      <line className="wire" x1={width / 2} y1={22} x2={width / 2} y2={32} />
      <g className={address === '' ? 'vip missing' : 'vip'}>
        <rect x={width / 2 - 110} y={32} width={220} height={30} rx={15} />
        <text x={width / 2} y={52} textAnchor="middle">
          {name}
        </text>
      </g>
      {masters.slice(0, perRow).map((node, i) => (
        <line
          key={node.key}
          className="wire"
          x1={width / 2}
          y1={62}
          x2={xOf(i, masters.length) + box.width / 2}
          y2={mastersTop}
        />
      ))}
      <Row nodes={masters} top={mastersTop} kind="master" hosts={hosts} />
      <Row nodes={workers} top={workersTop} kind="worker" hosts={hosts} />
    </svg>
  );
}

const rowsOf = (nodes: number): number => Math.ceil(Math.min(nodes, most) / perRow);

/** Rows are centred; a full one fills the width. */
function xOf(i: number, count: number): number {
  const inRow = Math.min(perRow, Math.min(count, most) - Math.floor(i / perRow) * perRow);
  return (width - inRow * (box.width + box.gap) + box.gap) / 2 + (i % perRow) * (box.width + box.gap);
}

function Row({
  nodes,
  top,
  kind,
  hosts,
}: {
  readonly nodes: readonly NodeDraft[];
  readonly top: number;
  readonly kind: 'master' | 'worker';
  readonly hosts: Hosts;
}) {
  const words = useWords(networkWords);
  return nodes.slice(0, most).map((node, i) => {
    const last = i === most - 1 && nodes.length > most;
    const [x, y] = [xOf(i, nodes.length), top + Math.floor(i / perRow) * (box.height + box.gap)];
    const host = hosts.get(node.name);
    const address = plain(node.nodeAddress) || plain(node.address);
    const card =
      host?.state === 'known' ? host.facts.cards.find((c) => c.addresses.some((a) => a.address === address))?.name : undefined;
    return (
      <g key={node.key} className={`node ${kind} ${host?.state ?? 'never'}`}>
        <rect x={x} y={y} width={box.width} height={box.height} rx={5} />
        <text x={x + 10} y={y + 22} className="name">
          {last ? words.others(nodes.length - most + 1) : node.name.slice(0, 16)}
        </text>
        {!last && (
          <text x={x + 10} y={y + 41} className="address">
            {card === undefined ? address : `${address} ${card}`.slice(0, 22)}
          </text>
        )}
      </g>
    );
  });
}
