import type { Resource } from '../model/resource.ts';
import type { Language } from './problem.ts';

type Words = Readonly<Record<Language, string>>;

/** How the name of a resource begins: with its kind. */
type Named = Exclude<Resource['kind'], 'static-pods'> | 'static pods';

const kinds: Readonly<Record<Named, Words>> = {
  directory: { en: 'directory', zh: '目录' },
  file: { en: 'file', zh: '文件' },
  block: { en: 'lines in', zh: '文件内容' },
  binary: { en: 'program', zh: '程序' },
  link: { en: 'link', zh: '符号链接' },
  absent: { en: 'removal of', zh: '删除' },
  manifest: { en: 'manifest', zh: '资源清单' },
  sysctl: { en: 'kernel parameter', zh: '内核参数' },
  module: { en: 'kernel module', zh: '内核模块' },
  'swap-off': { en: 'swap', zh: '交换空间' },
  hostname: { en: 'host name', zh: '主机名' },
  service: { en: 'service', zh: '服务' },
  'no-service': { en: 'end of service', zh: '停用服务' },
  images: { en: 'images', zh: '镜像' },
  packages: { en: 'packages', zh: '软件包' },
  command: { en: 'command', zh: '命令' },
  'static pods': { en: 'static pods', zh: '静态 Pod' },
  proof: { en: 'proof', zh: '验证' },
};

/** What there may be at a path. */
const types = {
  missing: { en: 'nothing is there', zh: '不存在' },
  file: { en: 'a file', zh: '文件' },
  directory: { en: 'a directory', zh: '目录' },
  link: { en: 'a link', zh: '符号链接' },
} satisfies Readonly<Record<string, Words>>;

const has = <T extends object>(of: T, key: string): key is keyof T & string => Object.hasOwn(of, key);

/** A resource as events and problems name it (`file /etc/hosts`), in words; one of another version of Barque as it is. */
export function resourceWords(name: string, language: Language): string {
  const [, kind = '', rest = ''] = /^(static pods|[a-z-]+)(.*)$/s.exec(name) ?? [];
  return has(kinds, kind) ? `${kinds[kind][language]}${rest}` : name;
}

/** One respect in which a resource is not as it should be: `mode: 0644`, or what is at its path. */
export function aspectWords(aspect: string, value: string, language: Language): string {
  if (aspect === 'type' && has(types, value)) return types[value][language];
  return language === 'zh' ? `${aspect}：${value}` : `${aspect}: ${value}`;
}
