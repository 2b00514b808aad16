import type { JsonObject } from '../templates/merge.ts';
import type { AccessDraft, BastionDraft, Draft } from './draft.ts';
import type { Place } from './place.ts';

/** A secret that a draft needs. */
export interface NeededSecret {
  /** Its name in the vault. It stays when rows are moved, renamed or readdressed. */
  readonly name: string;
  readonly use: 'password' | 'key' | 'passphrase' | 'become';
  /** The field that it belongs to. */
  readonly place: Place;
}

type Login = Pick<AccessDraft, 'auth' | 'passphrase' | 'secrets'>;

/** Whose secrets they are, as their names begin. */
export const scopes = { common: 'ssh', bastion: 'bastion', node: (key: string) => `node.${key}` } as const;

const loginName = ({ auth, secrets }: Login, scope: string): string =>
  secrets?.login ?? `${scope}.${auth === 'key' ? 'key' : 'password'}`;
const passphraseName = ({ secrets }: Login, scope: string): string => secrets?.passphrase ?? `${scope}.passphrase`;
const hasPassword = ({ auth }: Login): boolean => auth === 'password' || auth === 'keyboard-interactive';

/** The secret for becoming root, if one is needed. */
function becomeName(access: AccessDraft, scope: string): string | undefined {
  const { become, becomeSamePassword, secrets } = access;
  if (become === 'none') return undefined;
  if (becomeSamePassword && hasPassword(access)) return loginName(access, scope);
  // su always asks; sudo may be set up to ask for nothing
  if (becomeSamePassword && become === 'sudo') return undefined;
  return secrets?.become ?? `${scope}.become`;
}

/** The spec's `auth`. */
export function authOf(login: Login, scope: string): JsonObject {
  const kind = login.auth;
  if (kind === 'agent') return { kind };
  const secret = loginName(login, scope);
  return kind === 'key' && login.passphrase ? { kind, secret, passphrase: passphraseName(login, scope) } : { kind, secret };
}

/** The spec's `become`, where it is not the default. */
export function becomeOf(access: AccessDraft, scope: string): JsonObject | undefined {
  if (access.become === 'none') return undefined;
  const secret = becomeName(access, scope);
  return { kind: access.become, ...(secret === undefined ? {} : { secret }) };
}

function ofLogin(login: Login, scope: string, place: Place): NeededSecret[] {
  if (login.auth === 'agent') return [];
  const needed: NeededSecret[] = [{ name: loginName(login, scope), use: login.auth === 'key' ? 'key' : 'password', place }];
  if (login.auth === 'key' && login.passphrase) needed.push({ name: passphraseName(login, scope), use: 'passphrase', place });
  return needed;
}

function ofAccess(access: AccessDraft, scope: string, node?: string): NeededSecret[] {
  const at = (field: string): Place => (node === undefined ? { field } : { field, node });
  const become = becomeName(access, scope);
  const login = ofLogin(access, scope, at('access.auth'));
  return become === undefined || login.some(({ name }) => name === become)
    ? login
    : [...login, { name: become, use: 'become', place: at('access.become') }];
}

const ofBastion = (bastion: BastionDraft | undefined): NeededSecret[] =>
  bastion ? ofLogin(bastion, scopes.bastion, { field: 'bastion.auth' }) : [];

/** The secrets of the company's authority, where there is one: they are needed once, when the cluster's authorities are made. */
export function parentSecrets({ parent }: Pick<Draft, 'parent'>): readonly NeededSecret[] {
  if (parent === undefined) return [];
  const { passphrase, secrets } = parent;
  const place: Place = { field: 'parent' };
  const key: NeededSecret = { name: secrets?.key ?? 'company-ca.key', use: 'key', place };
  return passphrase ? [key, { name: secrets?.passphrase ?? 'company-ca.passphrase', use: 'passphrase', place }] : [key];
}

/** The password of the customer's registry, where one logs in to it. */
export function registrySecrets({ registry }: Pick<Draft, 'registry'>): readonly NeededSecret[] {
  if (registry?.kind !== 'external' || registry.user.trim() === '') return [];
  return [{ name: registry.secret ?? 'registry.password', use: 'password', place: { field: 'registry.user' } }];
}

/**
 * The secrets that are typed beside the network's fields and that the vault has not: the registry's password, and, until the cluster
 * stands, what the company's authority signs with. None while it is not known what the vault has.
 */
export function lackingForNetwork(draft: Draft, kept: ReadonlySet<string> | undefined, stands: boolean): readonly NeededSecret[] {
  if (kept === undefined) return [];
  return [...registrySecrets(draft), ...(stands ? [] : parentSecrets(draft))].filter(({ name }) => !kept.has(name));
}

/** Every secret that the draft's access needs, each once. */
export function secretNames(draft: Draft): readonly NeededSecret[] {
  const own = draft.nodes.flatMap(({ key, access }) => (access ? ofAccess(access, scopes.node(key), key) : []));
  const common = draft.nodes.length > 0 && draft.nodes.every(({ access }) => access) ? [] : ofAccess(draft.access, scopes.common);
  const all = [...common, ...ofBastion(draft.bastion), ...own];
  return [...new Map(all.map((secret) => [secret.name, secret])).values()];
}
