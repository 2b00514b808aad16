import type { Language } from '../problems/problem.ts';

type Words = Readonly<Record<Language, (about: string) => string>>;

const kinds = {
  'api-silent': { en: () => 'the API does not answer', zh: () => 'API 无应答' },
  'etcd-silent': { en: () => 'etcd does not answer', zh: () => 'etcd 无应答' },
  'etcd-members': { en: (counts) => `${counts} members of etcd`, zh: (counts) => `etcd 成员 ${counts}` },
  'no-other-member': { en: () => 'there is no other member of etcd to lead', zh: () => '没有其他 etcd 成员可任 leader' },
  'leader-stays': { en: () => 'the leadership of etcd did not move', zh: () => 'etcd 的 leader 未能转移' },
  'no-pods': { en: () => 'there are no pods yet', zh: () => '尚无 Pod' },
  'pods-to-come': { en: (count) => `${count} pods to come`, zh: (count) => `还差 ${count} 个 Pod` },
  'namespace-going': {
    en: (name) => `the namespace ${name} is still being removed`,
    zh: (name) => `命名空间 ${name} 仍在删除中`,
  },
  unreached: {
    en: (about) => about.replace(' ', ' does not reach '),
    zh: (about) => about.replace(' ', ' 无法访问 '),
  },
  'not-ready': { en: (name) => `${name} is not ready`, zh: (name) => `${name} 未就绪` },
  'not-running': { en: (name) => `${name} is not seen running`, zh: (name) => `${name} 未在运行` },
  'older-files': { en: (name) => `${name} runs with older files`, zh: (name) => `${name} 仍在使用旧文件` },
  'no-clock': { en: () => 'the host does not tell the time', zh: () => '主机没有给出时间' },
  'still-held': { en: (address) => `it still holds ${address}`, zh: (address) => `仍持有 ${address}` },
  'held-by-none': { en: (address) => `nobody holds ${address}`, zh: (address) => `没有主机持有 ${address}` },
  'held-by-several': { en: (hosts) => `held by several: ${hosts}`, zh: (hosts) => `同时被多台主机持有：${hosts}` },
  'not-served': { en: (about) => `not served: ${about}`, zh: (about) => `未提供服务：${about}` },
  connection: {
    en: (host) => `the connection to ${host}, which was lost`,
    zh: (host) => `与 ${host} 的连接恢复（连接已中断）`,
  },
  starting: { en: (unit) => `the start of ${unit}`, zh: (unit) => `${unit} 启动` },
  'no-answer': { en: (unit) => `an answer of ${unit}`, zh: (unit) => `${unit} 应答` },
  more: { en: (count) => `${count} more`, zh: (count) => `另有 ${count} 项` },
} satisfies Readonly<Record<string, Words>>;

export type AmissKind = keyof typeof kinds;

/**
 * What is amiss, or waited for, of a kind that is worded when it is shown. It is a text, as journals and problems hold it; any other text
 * (a name, a program's own words) stands for itself.
 */
export const amiss = (kind: AmissKind, about: string | number = ''): string => `${kind}: ${about}`;

const isKind = (name: string): name is AmissKind => Object.hasOwn(kinds, name);

/** In words. */
export function amissWords(text: string, language: Language): string {
  const at = text.indexOf(': ');
  const kind = text.slice(0, at);
  return at > 0 && isKind(kind) ? kinds[kind][language](text.slice(at + 2)) : text;
}

/** So many names tell a reader enough. */
const enough = 20;

/** The first of what is amiss, and how much more there is. */
export const bounded = (all: readonly string[]): string[] =>
  all.length <= enough ? [...all] : [...all.slice(0, enough), amiss('more', all.length - enough)];
