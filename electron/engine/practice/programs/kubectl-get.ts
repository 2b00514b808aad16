import { z } from 'zod';
import type { KubeObject } from '../etcd/kube-store.ts';
import { nodeObject, objectOf, podObject } from '../kube-objects.ts';
import type { KubeView } from '../kube-view.ts';
import { podsOf } from '../pods.ts';
import { jsonPath, select } from './json-path.ts';
import type { Line } from './kubectl-line.ts';
import type { Call } from './program.ts';

/** The kinds that are asked for, by the names that kubectl knows. */
export const kinds: Readonly<Record<string, string>> = {
  node: 'Node',
  nodes: 'Node',
  no: 'Node',
  pod: 'Pod',
  pods: 'Pod',
  po: 'Pod',
  configmap: 'ConfigMap',
  configmaps: 'ConfigMap',
  cm: 'ConfigMap',
  daemonset: 'DaemonSet',
  daemonsets: 'DaemonSet',
  ds: 'DaemonSet',
  deployment: 'Deployment',
  deployments: 'Deployment',
  deploy: 'Deployment',
  service: 'Service',
  services: 'Service',
  svc: 'Service',
  namespace: 'Namespace',
  namespaces: 'Namespace',
  ns: 'Namespace',
};

const paths: Readonly<Record<string, string>> = { daemonset: 'daemonset.apps', deployment: 'deployment.apps' };
const clusterWide = ['Node', 'Namespace', 'ClusterRole', 'ClusterRoleBinding'];

/** One object, as the API has it. */
function oneOf(view: KubeView, kind: string, namespace: string, name: string): KubeObject | undefined {
  if (kind === 'Pod') return allOf(view, kind, namespace).find(({ metadata }) => metadata.name === name);
  if (kind === 'Node') {
    const node = view.etcd.store.nodes.get(name);
    return node && nodeObject(view, node);
  }
  const kept = view.etcd.store.object(kind, clusterWide.includes(kind) ? undefined : namespace, name);
  return kept && objectOf(kept);
}

/** All objects of a kind, as the API has them: in the order of their names. */
const allOf = (view: KubeView, kind: string, namespace: string): KubeObject[] =>
  unsorted(view, kind, namespace).sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));

function unsorted(view: KubeView, kind: string, namespace: string): KubeObject[] {
  if (kind === 'Node') return view.nodes.map((node) => nodeObject(view, node));
  if (kind === 'Pod')
    return podsOf(view)
      .filter((pod) => pod.namespace === namespace)
      .map((pod) => podObject(view.cluster, pod));
  return view.etcd.store.objectsOf(kind, clusterWide.includes(kind) ? undefined : namespace).map(objectOf);
}

const labelled = z.object({ metadata: z.object({ labels: z.record(z.string(), z.string()).default({}) }) });

function selected(object: KubeObject, line: Line): boolean {
  const labels = labelled.safeParse(object).data?.metadata.labels ?? {};
  const wanted = (line.option('--selector') ?? '').split(',').filter((term) => term !== '');
  const fits = wanted.every((term) => {
    const [key = '', value] = term.split('=');
    return value === undefined ? key in labels : labels[key] === value;
  });
  const fields = (line.option('--field-selector') ?? '').split(',').filter((term) => term !== '');
  return fits && fields.every((term) => fieldFits(object, term));
}

function fieldFits(object: KubeObject, term: string): boolean {
  const [path = '', value = ''] = term.split('=');
  return select(`.${path}`, object).includes(value);
}

/** `kubectl get TYPE[,TYPE...]`, `get TYPE NAME...` or `get TYPE/NAME...`. */
export function get({ print, complain }: Call, view: KubeView, line: Line, words: readonly string[]): number {
  const namespace = line.option('--namespace') ?? 'default';
  const wanted = words[0]?.includes('/')
    ? words.map((word) => word.split('/'))
    : words.slice(1).map((name) => [words[0] ?? '', name]);
  const found: KubeObject[] = [];
  let status = 0;
  for (const [type = '', name = ''] of wanted) {
    const object = oneOf(view, kinds[type] ?? type, namespace, name);
    if (object) found.push(object);
    else {
      status = 1;
      complain(`Error from server (NotFound): ${type}s "${name}" not found\n`);
    }
  }
  if (wanted.length === 0)
    for (const type of (words[0] ?? '').split(','))
      found.push(...allOf(view, kinds[type] ?? '', namespace).filter((object) => selected(object, line)));
  show(found, line.option('--output') ?? '', wanted.length === 1, print);
  if (found.length === 0 && status === 0) complain('No resources found\n');
  return status;
}

/** TYPE/NAME, as kubectl names an object. */
export const nameOf = ({ kind, metadata }: KubeObject): string =>
  `${paths[kind.toLowerCase()] ?? kind.toLowerCase()}/${metadata.name}`;

function show(objects: readonly KubeObject[], output: string, single: boolean, print: Call['print']): void {
  const root: unknown = single ? objects[0] : { apiVersion: 'v1', kind: 'List', items: objects };
  if (output === 'name') print(objects.map((object) => `${nameOf(object)}\n`).join(''));
  else if (output === 'json') print(`${JSON.stringify(root, undefined, 4)}\n`);
  else if (output.startsWith('jsonpath=')) print(jsonPath(output.slice('jsonpath='.length), root));
  else if (objects.length > 0)
    print(['NAME', ...objects.map(({ metadata }) => metadata.name)].map((name) => `${name}\n`).join(''));
}
