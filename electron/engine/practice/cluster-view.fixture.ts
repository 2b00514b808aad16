import { layout } from '../../../shared/model/layout.ts';
import type { Practice } from './practise.fixture.ts';

/** What a master's own API server shows, asked on that master. */
export interface Shown {
  /** Of kube-system. */
  readonly uid: string;
  readonly namespaces: readonly string[];
  readonly nodes: readonly {
    readonly name: string;
    readonly uid: string;
    readonly ready: string;
    readonly address: string;
    readonly version: string;
    readonly labels: string;
    readonly taints: string;
  }[];
}

const fields = [
  '.kind',
  '.metadata.name',
  '.metadata.uid',
  '.status.conditions[?(@.type=="Ready")].status',
  '.status.addresses[?(@.type=="InternalIP")].address',
  '.status.nodeInfo.kubeletVersion',
  '.metadata.labels',
  '.spec.taints',
];
const template = `{range .items[*]}${fields.map((field) => `{${field}}`).join('{"\\t"}')}{"\\n"}{end}`;

const addressOf = ({ harbour }: Practice, host: string): string =>
  harbour.hosts.find(({ name }) => name === host)?.nodeAddress ?? '';

/** kubectl on a master, to that master's own API server. */
export const kubectl = (practice: Practice, host: string, ...words: readonly string[]) =>
  practice.run(
    host,
    ...[`${layout.bin}/kubectl`, '--kubeconfig', layout.adminConf],
    ...['--server', `https://${addressOf(practice, host)}:6443`, '--request-timeout=5s', ...words],
  );

/** What a master shows; undefined where its API server does not answer. */
export async function shownOn(practice: Practice, host: string): Promise<Shown | undefined> {
  const { status, output } = await kubectl(practice, host, 'get', 'namespaces,nodes', '-o', `jsonpath=${template}`);
  if (status !== 0) return undefined;
  const rows = output.split('\n').map((line) => line.split('\t'));
  const nodes = rows
    .filter(([kind]) => kind === 'Node')
    .map(([, name = '', uid = '', ready = '', address = '', version = '', labels = '', taints = '']) => ({
      ...{ name, uid, ready, address, version, labels, taints },
    }));
  const spaces = rows.filter(([kind]) => kind === 'Namespace');
  return {
    uid: spaces.find(([, name]) => name === 'kube-system')?.[2] ?? '',
    namespaces: spaces.map(([, name = '']) => name),
    nodes,
  };
}

const sentinel = '/root/sentinel.yaml';

/** Makes a namespace `sentinel`. */
export async function makeSentinel(practice: Practice, host: string): Promise<void> {
  practice.harbour.harm(host).writeFile(sentinel, 'apiVersion: v1\nkind: Namespace\nmetadata: { name: sentinel }\n');
  await kubectl(practice, host, 'apply', '-f', sentinel);
}
