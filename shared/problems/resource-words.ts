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
  reload: { en: 'reload of', zh: '重新加载' },
  proof: { en: 'proof', zh: '验证' },
};

/** What there may be at a path. */
const types = {
  missing: { en: 'nothing is there', zh: '不存在' },
  file: { en: 'a file', zh: '文件' },
  directory: { en: 'a directory', zh: '目录' },
  link: { en: 'a link', zh: '符号链接' },
} satisfies Readonly<Record<string, Words>>;

/** What a resource is compared by, and what is found or wanted of it; what is not among these is the host's own word. */
const chinese: ReadonlyMap<string, string> = new Map(
  Object.entries({
    mode: '权限',
    owner: '所有者',
    content: '内容',
    block: '内容',
    target: '指向',
    value: '值',
    state: '状态',
    unit: '单元文件',
    name: '名称',
    objects: '对象',
    done: '已完成',
    proof: '验证',
    'runs with': '运行所用的文件',
    containers: '容器',
    'not known': '未知',
    known: '已知',
    'an unknown configuration': '未知的配置',
    serves: '提供服务',
    'swap areas': '交换空间',
    'swap lines in /etc/fstab': '/etc/fstab 中的交换空间行',
    'swap units': '交换空间单元',
    none: '无',
    missing: '无',
    loaded: '已加载',
    'no such setting': '无此参数',
    no: '否',
    yes: '是',
    running: '运行中',
    'left over': '残留',
    'another secret': '其他机密',
    'the secret': '该机密',
    pinned: '已固定',
    unpinned: '未固定',
    'not proven in this run': '本次运行尚未验证',
    proven: '通过',
    'not found': '不存在',
    'not installed': '未安装',
    installed: '已安装',
    active: '运行中',
    inactive: '未运行',
    enabled: '开机启动',
    disabled: '不开机启动',
    'not seen running': '未见运行',
    'runs with older files': '使用旧文件运行',
    'with these': '使用这些文件',
    'not ready': '未就绪',
    ready: '就绪',
  }),
);
const inChinese = (word: string): string => chinese.get(word) ?? word.replace(/^(\d+) lines$/, '$1 行');

const has = <T extends object>(of: T, key: string): key is keyof T & string => Object.hasOwn(of, key);

/** A resource as events and problems name it (`file /etc/hosts`), in words; one of another version of Barque as it is. */
export function resourceWords(name: string, language: Language): string {
  const [, kind = '', rest = ''] = /^(static pods|[a-z-]+)(.*)$/s.exec(name) ?? [];
  if (!has(kinds, kind)) return name;
  return `${kinds[kind][language]}${language === 'zh' ? rest.replace(/^ \((\d+)\)$/, '（$1 个）') : rest}`;
}

/** One respect in which a resource is not as it should be: `mode: 0644`, or what is at its path. */
export function aspectWords(aspect: string, value: string, language: Language): string {
  if (aspect === 'type' && has(types, value)) return types[value][language];
  return language === 'zh' ? `${inChinese(aspect)}：${inChinese(value)}` : `${aspect}: ${value}`;
}

/** A line about a difference (`mode: 0644 -> 0600`) in words; a line of a document that differs stays as it is. */
export function differenceWords(line: string, language: Language): string {
  const [, aspect = '', found = '', wanted = ''] = /^([^\s+@-][^:]*): (.*) -> (.*)$/.exec(line) ?? [];
  if (aspect === '') return line;
  const [before, after] = [found, wanted].map((value) => {
    if (aspect === 'type' && has(types, value)) return types[value][language];
    return language === 'zh' ? inChinese(value) : value;
  });
  const change = `${before} → ${after}`;
  if (aspect === 'type') return change;
  return language === 'zh' ? `${inChinese(aspect)}：${change}` : `${aspect}: ${change}`;
}
