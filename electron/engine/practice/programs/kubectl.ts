import { loadAll } from 'js-yaml';
import { layout } from '../../../../shared/model/layout.ts';
import { appliedObject } from '../applied-object.ts';
import { durations } from '../durations.ts';
import type { KubeObject } from '../etcd/kube-store.ts';
import { KubeView } from '../kube-view.ts';
import { isReady, podsOf, reached } from '../pods.ts';
import { get, kinds, nameOf } from './kubectl-get.ts';
import { type Line, parseLine } from './kubectl-line.ts';
import { otherAnswers, serverOf } from './kubectl-server.ts';
import { type Call, type Program, takes } from './program.ts';

/** kubectl, as far as it is asked. */
export const kubectl: Program = async (call) => {
  const line = parseLine(call.argv);
  await takes(call, durations.kubectl);
  const registry = registryAt(line);
  if (registry !== undefined) return askRegistry(call, registry);
  const other = otherAnswers(call, line);
  if (other !== undefined) return answered(call, line, other);
  const server = serverOf(call, line);
  if ('silent' in server) {
    call.complain(`${server.silent}\n`);
    return 1;
  }
  const [verb, ...words] = line.words;
  const view = new KubeView(call.cluster, server.etcd);
  switch (verb) {
    case 'get':
      if (line.option('--raw') !== undefined) return (call.print('ok'), 0);
      return line.option('--filename') === undefined ? get(call, view, line, words) : getFile(call, view, line);
    case 'apply':
      return apply(call, view, line.option('--filename') ?? '');
    case 'wait':
      return waitFor(call, line, words);
    case 'delete':
      return remove(call, view, line, words);
    case 'logs':
      return logs(call, view, line);
    case 'version':
      call.print('Client Version: v1.34.4\nKustomize Version: v5.7.1\n');
      return 0;
    default:
      call.complain(`error: practice knows no kubectl ${verb ?? ''}\n`);
      return 1;
  }
};

function answered({ print, complain }: Call, line: Line, answers: boolean): number {
  if (answers) print('ok');
  else
    complain(
      `The connection to the server ${line.option('--server') ?? ''} was refused - did you specify the right host or port?\n`,
    );
  return answers ? 0 : 1;
}

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

/** The objects of a file; undefined where there is no such file. */
function objectsIn({ machine, complain }: Call, path: string): KubeObject[] | undefined {
  const text = machine.files.text(path);
  if (text === undefined) {
    complain(`error: the path "${path}" does not exist\n`);
    return undefined;
  }
  return loadAll(text)
    .filter((document) => document !== null && document !== undefined)
    .map((document) => appliedObject.parse(document));
}

function apply(call: Call, { cluster, etcd }: KubeView, path: string): number {
  const objects = objectsIn(call, path);
  if (!objects) return 1;
  for (const object of objects) {
    const before = etcd.store.object(object.kind, object.metadata.namespace, object.metadata.name);
    if (JSON.stringify(before?.object) !== JSON.stringify(object)) etcd.store.put(object, cluster.clock.now());
    call.print(`${nameOf(object)} serverside-applied\n`);
  }
  cluster.tell();
  return 0;
}

/** `get -f FILE -o go-template=...`: the annotation that the template asks for, a line an object. */
function getFile(call: Call, { etcd }: KubeView, line: Line): number {
  const { print, complain } = call;
  const objects = objectsIn(call, line.option('--filename') ?? '');
  const annotation = /index \. "([^"]+)"/.exec(line.option('--output') ?? '')?.[1] ?? '';
  if (!objects) return 1;
  let status = 0;
  for (const { kind, metadata } of objects) {
    const kept = etcd.store.object(kind, metadata.namespace, metadata.name);
    if (kept) print(`${kept.object.metadata.annotations?.[annotation] ?? ''}\n`);
    else {
      status = 1;
      complain(`Error from server (NotFound): ${kind.toLowerCase()}s "${metadata.name}" not found\n`);
    }
  }
  return status;
}

async function waitFor(call: Call, line: Line, words: readonly string[]): Promise<number> {
  const { machine, print, complain } = call;
  const seconds = parseInt(line.option('--timeout') ?? '30', 10);
  const namespace = line.option('--namespace') ?? 'default';
  const [type = '', name = words[1] ?? ''] = (words[0] ?? '').split('/');
  const kind = kinds[type] ?? '';
  for (const until = machine.clock.now() + seconds * 1000; ;) {
    const server = serverOf(call, line);
    if ('silent' in server) {
      complain(`${server.silent}\n`);
      return 1;
    }
    const view = new KubeView(call.cluster, server.etcd);
    if (kind === 'Node' && !view.etcd.store.nodes.has(name)) {
      complain(`Error from server (NotFound): nodes "${name}" not found\n`);
      return 1;
    }
    const missing = kind === 'Node' ? nodesMissing(view, name) : podsMissing(view, namespace);
    if (missing.length === 0) {
      print(`${type}/${name} condition met\n`);
      return 0;
    }
    if (machine.clock.now() >= until) {
      complain(`error: timed out waiting for the condition on ${type}s/${missing[0] ?? name}\n`);
      return 1;
    }
    await takes(call, 250);
  }
}

const nodesMissing = (view: KubeView, name: string): string[] =>
  view.nodes.filter((node) => node.name === name && !isReady(view, node)).map((node) => node.name);

const podsMissing = (view: KubeView, namespace: string): string[] =>
  podsOf(view)
    .filter((pod) => pod.namespace === namespace && !reached(view.cluster, pod.readyAt))
    .map((pod) => pod.name);

function remove(call: Call, { cluster, etcd }: KubeView, line: Line, words: readonly string[]): number {
  const [type = '', name = ''] = words[0]?.includes('/') ? words[0].split('/') : words;
  const kind = kinds[type] ?? '';
  const removed = kind === 'Namespace' ? etcd.store.removeNamespace(name) : kind === 'Node' && etcd.store.removeNode(name);
  if (removed) {
    cluster.tell();
    call.print(`${kind.toLowerCase()} "${name}" deleted\n`);
    return 0;
  }
  if (line.option('--ignore-not-found') !== undefined) return 0;
  call.complain(`Error from server (NotFound): ${type}s "${name}" not found\n`);
  return 1;
}

/** The last line of each pod of a label: the proof of the pod network prints whether it has reached all others. */
function logs({ print }: Call, view: KubeView, line: Line): number {
  const namespace = line.option('--namespace') ?? 'default';
  const [key = '', value] = (line.option('--selector') ?? '').split('=');
  for (const pod of podsOf(view)) {
    if (pod.namespace !== namespace || pod.labels[key] !== value) continue;
    if (reached(view.cluster, pod.readyAt)) print(`[pod/${pod.name}/proof] proven\n`);
  }
  return 0;
}
