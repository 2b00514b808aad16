import { load, YAMLException } from 'js-yaml';
import { json, type Json } from '../model/scalars.ts';
import { problem, type Problem } from '../problems/problem.ts';
import { isObject, merge, type JsonObject } from '../templates/merge.ts';
import { usualRegistryPort, type AccessDraft, type BastionDraft, type Draft, type NodeDraft } from './draft.ts';
import { entries, plain, plainNetwork, plainPath, plainRange, readLabels, readTaints, wholeNumber } from './lists.ts';
import type { Merged } from './place.ts';
import { authOf, becomeOf, parentSecrets, registrySecrets, scopes } from './secret-names.ts';

/** A draft as a document in the spec's shape, whether it is a sound one or not. */
export interface DraftDocument {
  readonly document: JsonObject;
  readonly merged: Merged;
  /** What could not even be put into that shape. Paths are the spec's; `''` stands for the draft's `more`. */
  readonly problems: readonly Problem[];
}

/** The document of what was typed: only what differs from the spec's defaults. */
export function documentOf(draft: Draft): DraftDocument {
  const bastion = draft.bastion && bastionOf(draft.bastion);
  const rows = draft.nodes.map(rowOf);
  const more = readMore(draft.more, '');
  const { merge: settings, ...rest } = isObject(more.value) ? more.value : {};
  const typed: JsonObject = {
    apiVersion: 'barque/v1',
    kind: 'Cluster',
    ...text('name', draft.name),
    ...nested('kubernetes', text('version', draft.kubernetes)),
    ...nested('etcd', {
      ...(draft.etcd === 'external' ? {} : { topology: draft.etcd }),
      ...list('extraSans', draft.etcdSans ?? ''),
    }),
    endpoint: endpointOf(draft.endpoint),
    ...nested('network', networkOf(draft.network)),
    access: { ...accessOf(draft.access, scopes.common), ...(bastion && { bastion }) },
    nodes: rows.map((row) => nodeOf(row, bastion)),
    ...nested('storage', pathsOf(draft.storage)),
    ...timeOf(draft.time),
    ...nested('registry', registryOf(draft)),
    ...nested('apiServer', list('extraSans', draft.extraSans)),
    ...nested('certificates', { ...certificatesOf(draft.certificates), ...parentOf(draft) }),
    ...(draft.mutualTrust ? { mutualTrust: true } : {}),
  };
  return {
    // `merge` is merged into documents later, where a null in it means something
    document: { ...merge(typed, rest), ...(settings === undefined ? {} : { merge: settings }) },
    merged: { all: more.value, rows: rows.map(({ more }, i) => ({ key: draft.nodes[i]?.key ?? '', more })) },
    problems: [
      ...more.problems,
      ...rows.flatMap(({ wrong, more, problems }, i) => [
        ...wrong.map(({ format, found }) => problem('spec.value', { path: `nodes[${i}].${format}`, found, format })),
        ...problems.map((p) => (more === undefined ? { ...p, params: { ...p.params, path: `nodes[${i}].more` } } : p)),
      ]),
    ],
  };
}

interface Row {
  readonly typed: JsonObject;
  readonly more: Json | undefined;
  readonly wrong: readonly { readonly format: 'labels' | 'taints'; readonly found: string }[];
  readonly problems: readonly Problem[];
}

/** A node's own access stands for all of it: the bastion stays the same. */
function nodeOf({ typed, more }: Row, bastion: JsonObject | undefined): JsonObject {
  const access = typed['access'];
  const whole = bastion && isObject(access) ? { ...typed, access: { bastion, ...access } } : typed;
  return isObject(more) ? merge(whole, more) : whole;
}

const known = new WeakMap<NodeDraft, Row>();

/** Rows are not changed but replaced: of hundreds, one is new with each keystroke. */
function rowOf(node: NodeDraft): Row {
  const row = known.get(node) ?? readRow(node);
  known.set(node, row);
  return row;
}

function readRow(node: NodeDraft): Row {
  const labels = readLabels(node.labels);
  const taints = readTaints(node.taints);
  const more = readMore(node.more ?? '', 'more');
  const typed: JsonObject = {
    ...text('name', node.name),
    ...text('address', node.address),
    ...number('port', node.port),
    ...text('nodeAddress', node.nodeAddress),
    ...text('interface', node.interface),
    ...text('hostname', node.hostname),
    roles: node.roles === 'both' ? ['master', 'worker'] : [node.roles],
    ...nested('labels', labels.value),
    ...(taints.value.length > 0 ? { taints: taints.value } : {}),
    ...(node.access && { access: accessOf(node.access, scopes.node(node.key)) }),
    ...nested('storage', text('root', plainPath(node.storageRoot))),
  };
  return {
    typed,
    more: more.value,
    wrong: [
      ...labels.wrong.map((found) => ({ format: 'labels', found }) as const),
      ...taints.wrong.map((found) => ({ format: 'taints', found }) as const),
    ],
    problems: more.problems,
  };
}

const text = (key: string, typed: string): JsonObject => (plain(typed) === '' ? {} : { [key]: plain(typed) });
const number = (key: string, typed: string): JsonObject => (plain(typed) === '' ? {} : { [key]: wholeNumber(typed) });
const list = (key: string, typed: string): JsonObject => (entries(typed).length === 0 ? {} : { [key]: entries(typed) });
const nested = (key: string, inside: JsonObject): JsonObject => (Object.keys(inside).length === 0 ? {} : { [key]: inside });
const texts = (fields: Readonly<Record<string, string>>): JsonObject =>
  Object.fromEntries(Object.entries(fields).flatMap(([key, typed]) => Object.entries(text(key, typed))));

/** A user's name is taken as it is: it may be of any script. */
const userOf = (typed: string): JsonObject => (typed.trim() === '' ? {} : { user: typed.trim() });

function accessOf(access: AccessDraft, scope: string): JsonObject {
  const become = becomeOf(access, scope);
  return { ...userOf(access.user), auth: authOf(access, scope), ...(become && { become }) };
}

const bastionOf = (bastion: BastionDraft): JsonObject => ({
  ...text('address', bastion.address),
  ...number('port', bastion.port),
  ...userOf(bastion.user),
  auth: authOf(bastion, scopes.bastion),
});

const endpointOf = ({ kind, address, name, port, virtualRouterId }: Draft['endpoint']): JsonObject => ({
  kind,
  ...text('address', address),
  ...(kind === 'keepalived' ? text('name', name) : {}),
  ...number('port', port),
  ...(kind === 'keepalived' ? number('virtualRouterId', virtualRouterId) : {}),
});

const pathsOf = (storage: Draft['storage']): JsonObject =>
  texts(Object.fromEntries(Object.entries(storage).map(([key, typed]) => [key, plainPath(typed)])));

const networkOf = ({ backend, podSubnet, serviceSubnet, nodePorts, dnsDomain }: Draft['network']): JsonObject => ({
  ...text('podSubnet', plainNetwork(podSubnet)),
  ...text('serviceSubnet', plainNetwork(serviceSubnet)),
  ...text('nodePorts', plainRange(nodePorts)),
  ...text('dnsDomain', dnsDomain),
  ...(backend === 'vxlan' ? {} : { plugin: { kind: 'flannel', backend } }),
});

const certificatesOf = (certificates: Draft['certificates']): JsonObject =>
  certificates
    ? {
        ...text('algorithm', certificates.algorithm),
        ...nested('validity', { ...number('authorities', certificates.authorities), ...number('leaves', certificates.leaves) }),
      }
    : {};

function parentOf(draft: Draft): JsonObject {
  const [key, passphrase] = parentSecrets(draft);
  if (draft.parent === undefined || key === undefined) return {};
  const certificate = draft.parent.certificate.trim();
  const named = { secret: key.name, ...(passphrase && { passphrase: passphrase.name }) };
  return { parent: { ...(certificate === '' ? {} : { certificate: `${certificate}\n` }), ...named } };
}

function registryOf({ registry }: Draft): JsonObject {
  if (registry === undefined || registry.kind === 'none') return {};
  const { kind } = registry;
  if (kind === 'cluster') return { kind, ...number('port', registry.clusterPort) };
  const [password] = registrySecrets({ registry });
  const ca = registry.ca.trim();
  const plainHttp = registry.trust === 'none';
  return {
    kind,
    ...text('address', registry.address),
    ...number('port', registry.port === '' && plainHttp ? String(usualRegistryPort(registry)) : registry.port),
    ...text('project', registry.project),
    ...(registry.trust === 'ca' ? { ca: ca === '' ? '' : `${ca}\n` } : {}),
    ...(plainHttp ? { plainHttp } : {}),
    ...(password ? { login: { ...userOf(registry.user), secret: password.name } } : {}),
  };
}

function timeOf({ source, servers }: Draft['time']): JsonObject {
  if (source === 'host') return {};
  return { time: { source, ...(source === 'servers' ? list('servers', servers) : {}) } };
}

/** What is merged over the fields; `undefined` where there is none, or none that can be. */
function readMore(yaml: string, path: string): { value: Json | undefined; problems: Problem[] } {
  if (yaml.trim() === '') return { value: undefined, problems: [] };
  try {
    const read = json.safeParse(load(yaml, { maxAliases: 0, maxDepth: 50 }) ?? {});
    if (read.success && isObject(read.data)) return { value: read.data, problems: [] };
    const found = JSON.stringify(read.success ? read.data : '?').slice(0, 80);
    return { value: undefined, problems: [problem('spec.value', { path, found, format: 'map' })] };
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const { line = 0, column = 0 } = error.mark ?? {};
    return {
      value: undefined,
      problems: [problem('spec.syntax', { line: line + 1, column: column + 1, reason: error.reason.slice(0, 200) })],
    };
  }
}
