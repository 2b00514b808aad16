import type { ApiView, KubeNode } from '../model/observed.ts';

const fields = [
  '{.kind}',
  '{.metadata.name}',
  '{.metadata.uid}',
  '{.status.conditions[?(@.type=="Ready")].status}',
  '{.status.addresses[?(@.type=="InternalIP")].address}',
  '{.status.nodeInfo.kubeletVersion}',
];

/** Asks for the namespaces, of which kube-system's uid says which cluster this is, and for the nodes: one request's time for both. */
export const clusterQuery = [
  ...['get', 'namespaces,nodes', '-o'],
  `jsonpath={range .items[*]}${fields.join('{"\\t"}')}{"\\n"}{end}`,
] as const;

const plain = (text: string | undefined): string => (text ?? '').replace(/[^\x20-\x7e]/g, '').slice(0, 300);

/** What kubectl says where credentials are refused, or where a certificate of either side is out of its time. */
const refusal =
  /x509: certificate (has expired|is not valid)|not yet valid|expired certificate|bad certificate|Unauthorized|must be logged in/i;

/** An API server's answer to `clusterQuery`; `status` is kubectl's exit status. */
export function apiViewOf(answer: { readonly status: number; readonly output: string; readonly errors: string }): ApiView {
  const rows = answer.output.split('\n').map((line) => line.split('\t'));
  const uid = rows.find(([kind, name]) => kind === 'Namespace' && name === 'kube-system')?.[2];
  if (answer.status === 0 && uid !== undefined && uid !== '') return { kind: 'answers', uid: plain(uid), nodes: nodesIn(rows) };
  const lines = answer.errors
    .split('\n')
    .map(plain)
    .filter((line) => line !== '');
  const refused = lines.find((line) => refusal.test(line));
  return refused === undefined ? { kind: 'silent', said: lines.at(-1) ?? '' } : { kind: 'refuses', said: refused };
}

const nodesIn = (rows: readonly (readonly string[])[]): KubeNode[] =>
  rows.flatMap(([kind, name, uid, ready, address, version]) =>
    kind === 'Node' && /^[a-z0-9.-]{1,253}$/.test(name ?? '')
      ? [{ name: plain(name), uid: plain(uid), ready: ready === 'True', address: plain(address), version: plain(version) }]
      : [],
  );
