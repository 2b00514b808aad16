import { load, loadAll } from 'js-yaml';
import { z } from 'zod';
import { layout } from '../../../../shared/model/layout.ts';
import { unreachableAt } from '../api-server.ts';
import type { KubeObject, PracticeCluster } from '../cluster.ts';
import { durations } from '../durations.ts';
import { nodeObject, podObject } from '../kube-objects.ts';
import { isReady, podsOf, reached } from '../pods.ts';
import { jsonPath, select } from './json-path.ts';
import { type Call, type Program, takes } from './program.ts';

/** A command line of kubectl's: its words, and its options with their values. */
interface Line {
  readonly words: readonly string[];
  readonly option: (name: string) => string | undefined;
}

/** Options that take the next word for their value where none is given with `=`. */
const valued: Readonly<Record<string, string>> = {
  '-n': '--namespace',
  '-o': '--output',
  '-l': '--selector',
  '-f': '--filename',
  '--namespace': '--namespace',
  '--kubeconfig': '--kubeconfig',
  '--request-timeout': '--request-timeout',
  '--for': '--for',
  '--timeout': '--timeout',
  '--server': '--server',
  '--certificate-authority': '--certificate-authority',
  '--raw': '--raw',
};

function parseLine(argv: readonly string[]): Line {
  const options = new Map<string, string>();
  const words: string[] = [];
  const rest = argv.slice(1);
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const [, name = '', value] = /^(-[^=]+)(?:=(.*))?$/s.exec(word) ?? [];
    if (name === '') words.push(word);
    else if (value === undefined && name in valued) options.set(valued[name] ?? name, rest.shift() ?? '');
    else options.set(valued[name] ?? name, value ?? 'true');
  }
  return { words, option: (name) => options.get(name) };
}

const kubeconfig = z.object({ clusters: z.array(z.object({ cluster: z.object({ server: z.string() }) })).min(1) });

/** Why no server can be asked with this kubeconfig, or the one that is named instead; undefined where one answers. */
function unreachable({ machine, cluster }: Call, line: Line): string | undefined {
  const path = line.option('--kubeconfig') ?? '/root/.kube/config';
  const text = machine.files.text(path);
  const trusted = line.option('--certificate-authority');
  for (const file of [...(line.option('--token') === undefined ? [path] : []), ...(trusted === undefined ? [] : [trusted])])
    if (machine.files.text(file) === undefined) return `error: stat ${file}: no such file or directory`;
  const named = line.option('--server') ?? kubeconfig.safeParse(yamlOf(text ?? '')).data?.clusters[0]?.cluster.server ?? '';
  const [, address, port] = /^https:\/\/([^:/]+):(\d+)/.exec(named) ?? [];
  if (address === undefined || port === undefined) return `error: no server in ${path}`;
  return port === kubeletPort ? kubeletSays(cluster, address) : unreachableAt(cluster, address, port);
}

const kubeletPort = '10250';

/** Nobody who asks a kubelet has a token that it knows. */
const kubeletSays = (cluster: PracticeCluster, address: string): string =>
  cluster.byAddress(address)?.isActive(layout.kubeletUnit)
    ? 'error: You must be logged in to the server (Unauthorized)'
    : `The connection to the server ${address}:${kubeletPort} was refused - did you specify the right host or port?`;

function yamlOf(text: string): unknown {
  try {
    return load(text);
  } catch {
    return undefined;
  }
}

/** kubectl, as far as it is asked. */
export const kubectl: Program = async (call) => {
  const line = parseLine(call.argv);
  await takes(call, durations.kubectl);
  const registry = registryAt(line);
  if (registry !== undefined) return askRegistry(call, registry);
  const why = unreachable(call, line);
  if (why !== undefined) {
    call.complain(`${why}\n`);
    return 1;
  }
  const [verb, ...words] = line.words;
  switch (verb) {
    case 'get':
      if (line.option('--raw') !== undefined) return (call.print('ok'), 0);
      return line.option('--filename') === undefined ? get(call, line, words) : getFile(call, line);
    case 'apply':
      return apply(call, line.option('--filename') ?? '');
    case 'wait':
      return waitFor(call, line, words);
    case 'delete':
      return remove(call, line, words);
    case 'logs':
      return logs(call, line);
    case 'version':
      call.print('Client Version: v1.34.4\nKustomize Version: v5.7.1\n');
      return 0;
    default:
      call.complain(`error: practice knows no kubectl ${verb ?? ''}\n`);
      return 1;
  }
};

/** The address of a registry on a master, where that is who is asked: no API server has anything below /v2. */
const registryAt = ({ words, option }: Line): string | undefined =>
  words.some((word) => word.startsWith('/v2/')) ? /^https:\/\/([^:/]+):/.exec(option('--server') ?? '')?.[1] : undefined;

function askRegistry({ cluster, print, complain }: Call, address: string): number {
  if (cluster.byAddress(address)?.isActive(layout.registryUnit)) {
    print('{}');
    return 0;
  }
  complain(`The connection to the server ${address} was refused - did you specify the right host or port?\n`);
  return 1;
}

const kinds: Readonly<Record<string, string>> = {
  node: 'Node',
  nodes: 'Node',
  no: 'Node',
  pod: 'Pod',
  pods: 'Pod',
  po: 'Pod',
  configmap: 'ConfigMap',
  cm: 'ConfigMap',
  daemonset: 'DaemonSet',
  ds: 'DaemonSet',
  deployment: 'Deployment',
  deploy: 'Deployment',
  service: 'Service',
  svc: 'Service',
  namespace: 'Namespace',
  ns: 'Namespace',
};

const paths: Readonly<Record<string, string>> = { daemonset: 'daemonset.apps', deployment: 'deployment.apps' };
const clusterWide = ['Node', 'Namespace', 'ClusterRole', 'ClusterRoleBinding'];

/** One object, as the API has it. */
function objectOf(cluster: PracticeCluster, kind: string, namespace: string, name: string): KubeObject | undefined {
  if (kind === 'Pod') return objectsOf(cluster, kind, namespace).find(({ metadata }) => metadata.name === name);
  if (kind !== 'Node') return cluster.object(kind, clusterWide.includes(kind) ? undefined : namespace, name)?.object;
  const node = cluster.nodes.get(name);
  return node && nodeObject(cluster, node);
}

/** All objects of a kind, as the API has them. */
function objectsOf(cluster: PracticeCluster, kind: string, namespace: string): KubeObject[] {
  if (kind === 'Node') return [...cluster.nodes.values()].map((node) => nodeObject(cluster, node));
  if (kind === 'Pod')
    return podsOf(cluster)
      .filter((pod) => pod.namespace === namespace)
      .map((pod) => podObject(cluster, pod));
  return cluster.objectsOf(kind, clusterWide.includes(kind) ? undefined : namespace).map(({ object }) => object);
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

function get(call: Call, line: Line, words: readonly string[]): number {
  const { cluster, print, complain } = call;
  const namespace = line.option('--namespace') ?? 'default';
  const wanted = words[0]?.includes('/')
    ? words.map((word) => word.split('/'))
    : words.slice(1).map((name) => [words[0] ?? '', name]);
  const found: KubeObject[] = [];
  let status = 0;
  for (const [type = '', name = ''] of wanted) {
    const object = objectOf(cluster, kinds[type] ?? type, namespace, name);
    if (object) found.push(object);
    else {
      status = 1;
      complain(`Error from server (NotFound): ${type}s "${name}" not found\n`);
    }
  }
  if (wanted.length === 0)
    found.push(...objectsOf(cluster, kinds[words[0] ?? ''] ?? '', namespace).filter((o) => selected(o, line)));
  show(found, line.option('--output') ?? '', wanted.length === 1, print);
  if (found.length === 0 && status === 0) complain('No resources found\n');
  return status;
}

const nameOf = ({ kind, metadata }: KubeObject): string => `${paths[kind.toLowerCase()] ?? kind.toLowerCase()}/${metadata.name}`;

function show(objects: readonly KubeObject[], output: string, single: boolean, print: Call['print']): void {
  const root: unknown = single ? objects[0] : { apiVersion: 'v1', kind: 'List', items: objects };
  if (output === 'name') print(objects.map((object) => `${nameOf(object)}\n`).join(''));
  else if (output === 'json') print(`${JSON.stringify(root, undefined, 4)}\n`);
  else if (output.startsWith('jsonpath=')) print(jsonPath(output.slice('jsonpath='.length), root));
  else if (objects.length > 0)
    print(['NAME', ...objects.map(({ metadata }) => metadata.name)].map((name) => `${name}\n`).join(''));
}

const applied = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().optional(),
    annotations: z.record(z.string(), z.string()).optional(),
  }),
});

/** The objects of a file; undefined where there is no such file. */
function objectsIn({ machine, complain }: Call, path: string): KubeObject[] | undefined {
  const text = machine.files.text(path);
  if (text === undefined) {
    complain(`error: the path "${path}" does not exist\n`);
    return undefined;
  }
  return loadAll(text)
    .filter((document) => document !== null && document !== undefined)
    .map((document) => applied.parse(document));
}

function apply(call: Call, path: string): number {
  const { cluster, print } = call;
  const objects = objectsIn(call, path);
  if (!objects) return 1;
  for (const object of objects) {
    const before = cluster.object(object.kind, object.metadata.namespace, object.metadata.name);
    if (JSON.stringify(before?.object) !== JSON.stringify(object)) cluster.store(object);
    print(`${nameOf(object)} serverside-applied\n`);
  }
  return 0;
}

/** `get -f FILE -o go-template=...`: the annotation that the template asks for, a line an object. */
function getFile(call: Call, line: Line): number {
  const { cluster, print, complain } = call;
  const objects = objectsIn(call, line.option('--filename') ?? '');
  const annotation = /index \. "([^"]+)"/.exec(line.option('--output') ?? '')?.[1] ?? '';
  if (!objects) return 1;
  let status = 0;
  for (const { kind, metadata } of objects) {
    const kept = cluster.object(kind, metadata.namespace, metadata.name);
    if (kept) print(`${kept.object.metadata.annotations?.[annotation] ?? ''}\n`);
    else {
      status = 1;
      complain(`Error from server (NotFound): ${kind.toLowerCase()}s "${metadata.name}" not found\n`);
    }
  }
  return status;
}

async function waitFor(call: Call, line: Line, words: readonly string[]): Promise<number> {
  const { cluster, machine, print, complain } = call;
  const seconds = parseInt(line.option('--timeout') ?? '30', 10);
  const namespace = line.option('--namespace') ?? 'default';
  const [type = '', name = words[1] ?? ''] = (words[0] ?? '').split('/');
  const kind = kinds[type] ?? '';
  const missing = () =>
    kind === 'Node'
      ? [...cluster.nodes.values()].filter((node) => node.name === name && !isReady(cluster, node)).map((node) => node.name)
      : podsOf(cluster)
          .filter((pod) => pod.namespace === namespace && !reached(cluster, pod.readyAt))
          .map((pod) => pod.name);
  if (kind === 'Node' && !cluster.nodes.has(name)) {
    complain(`Error from server (NotFound): nodes "${name}" not found\n`);
    return 1;
  }
  for (const until = machine.clock.now() + seconds * 1000; missing().length > 0;) {
    if (machine.clock.now() >= until) {
      complain(`error: timed out waiting for the condition on ${type}s/${missing()[0] ?? name}\n`);
      return 1;
    }
    await takes(call, 250);
  }
  print(`${type}/${name} condition met\n`);
  return 0;
}

function remove({ cluster, print, complain }: Call, line: Line, [type = '', name = '']: readonly string[]): number {
  if (kinds[type] === 'Namespace' && cluster.removeNamespace(name)) {
    print(`namespace "${name}" deleted\n`);
    return 0;
  }
  if (line.option('--ignore-not-found') !== undefined) return 0;
  complain(`Error from server (NotFound): ${type}s "${name}" not found\n`);
  return 1;
}

/** The last line of each pod of a label: the proof of the pod network prints whether it has reached all others. */
function logs({ cluster, print }: Call, line: Line): number {
  const namespace = line.option('--namespace') ?? 'default';
  const [key = '', value] = (line.option('--selector') ?? '').split('=');
  for (const pod of podsOf(cluster)) {
    if (pod.namespace !== namespace || pod.labels[key] !== value) continue;
    if (reached(cluster, pod.readyAt)) print(`[pod/${pod.name}/proof] proven\n`);
  }
  return 0;
}
