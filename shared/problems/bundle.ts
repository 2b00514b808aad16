import { kind } from './define.ts';

const copyAgain = {
  en: 'Copy the bundle again from where it was made, and compare the two copies',
  zh: '从制作处重新拷贝安装包，并比对两份拷贝',
};

/** Problems of the bundle: its form, its blobs, and what a spec wants from it. */
export const bundleProblems = {
  'bundle.not-a-bundle': kind<{ path: string; reason: string }>({
    retry: false,
    en: (p) => ({
      what: 'This directory is not a bundle',
      found: `${p.path}: ${p.reason}`,
      expected: 'a directory with oci-layout, index.json, barque.json and blobs/sha256',
      remedies: ['Give --bundle the directory that the bundle was unpacked into', copyAgain.en],
    }),
    zh: (p) => ({
      what: '该目录不是安装包',
      found: `${p.path}：${p.reason}`,
      expected: '目录内含 oci-layout、index.json、barque.json 和 blobs/sha256',
      remedies: ['将 --bundle 指向安装包解开后的目录', copyAgain.zh],
    }),
  }),
  'bundle.manifest-invalid': kind<{ path: string; issues: readonly string[] }>({
    retry: false,
    en: (p) => ({
      what: 'A document of the bundle does not say what it must',
      found: `${p.path}: ${p.issues.join('; ')}`,
      expected: 'a document in the form barque-bundle/v1',
      remedies: ['Use a bundle made for this version of Barque', copyAgain.en],
    }),
    zh: (p) => ({
      what: '安装包中的清单文件内容不符合要求',
      found: `${p.path}：${p.issues.join('；')}`,
      expected: '符合 barque-bundle/v1 格式的文件',
      remedies: ['使用与当前 Barque 版本配套的安装包', copyAgain.zh],
    }),
  }),
  'bundle.unsafe': kind<{ path: string; found: 'link' | 'directory' | 'file' | 'other' }>({
    retry: false,
    en: (p) => ({
      what: 'The bundle holds something that is not a plain file or directory',
      found: `${p.path} is ${{ link: 'a symbolic link', directory: 'a directory', file: 'a file', other: 'a device or pipe' }[p.found]}`,
      expected: 'plain files in plain directories, no links',
      remedies: ['Do not use this bundle unless you know who changed it', copyAgain.en],
    }),
    zh: (p) => ({
      what: '安装包中有既非普通文件也非目录的内容',
      found: `${p.path} 是${{ link: '符号链接', directory: '目录', file: '文件', other: '设备或管道' }[p.found]}`,
      expected: '只含普通文件和普通目录，没有链接',
      remedies: ['在弄清是谁改动之前，不要使用该安装包', copyAgain.zh],
    }),
  }),
  'bundle.unreadable': kind<{ path: string; reason: string }>({
    retry: true,
    en: (p) => ({
      what: 'A file of the bundle cannot be read',
      found: `${p.path}: ${p.reason}`,
      expected: 'a bundle that this user may read, on a medium without faults',
      remedies: ['Check the permissions, and that the medium is still plugged in', copyAgain.en],
    }),
    zh: (p) => ({
      what: '无法读取安装包中的文件',
      found: `${p.path}：${p.reason}`,
      expected: '当前用户可读、存储介质无故障的安装包',
      remedies: ['检查权限，以及存储介质是否仍然连接', copyAgain.zh],
    }),
  }),
  'bundle.blob-missing': kind<{ path: string; digest: string; part: string }>({
    retry: false,
    en: (p) => ({
      what: 'The bundle lacks a file that its own list names',
      found: `${p.path} does not exist`,
      expected: `${p.digest}, which belongs to ${p.part}`,
      remedies: [copyAgain.en],
    }),
    zh: (p) => ({
      what: '安装包缺少其清单中列出的文件',
      found: `${p.path} 不存在`,
      expected: `${p.digest}，属于 ${p.part}`,
      remedies: [copyAgain.zh],
    }),
  }),
  'bundle.blob-unlisted': kind<{ path: string; digest: string }>({
    retry: false,
    en: (p) => ({
      what: 'The plan wants a file that is not in this bundle',
      found: `${p.path} does not list ${p.digest}`,
      expected: 'the bundle that the plan was made with',
      remedies: ['Make the plan again with this bundle', 'Give --bundle the bundle that the plan was made with'],
    }),
    zh: (p) => ({
      what: '计划需要的文件不在该安装包中',
      found: `${p.path} 中没有列出 ${p.digest}`,
      expected: '制作计划时使用的安装包',
      remedies: ['使用该安装包重新生成计划', '将 --bundle 指向制作计划时使用的安装包'],
    }),
  }),
  'bundle.blob-size': kind<{ path: string; part: string; expected: number; found: number }>({
    retry: false,
    en: (p) => ({
      what: 'A file of the bundle is cut short or too long',
      found: `${p.path} (${p.part}) has ${p.found} bytes`,
      expected: `${p.expected} bytes`,
      remedies: ['Check that the copy was not interrupted and that the medium was not full', copyAgain.en],
    }),
    zh: (p) => ({
      what: '安装包中的文件大小不符',
      found: `${p.path}（${p.part}）为 ${p.found} 字节`,
      expected: `${p.expected} 字节`,
      remedies: ['检查拷贝是否中断、存储介质是否已满', copyAgain.zh],
    }),
  }),
  'bundle.blob-corrupt': kind<{ path: string; part: string; expected: string; found: string }>({
    retry: false,
    en: (p) => ({
      what: 'A file of the bundle was changed since the bundle was made',
      found: `${p.path} (${p.part}) has the digest ${p.found}`,
      expected: p.expected,
      remedies: [copyAgain.en, 'If it happens again, use another medium'],
    }),
    zh: (p) => ({
      what: '安装包中的文件在制作之后被改动',
      found: `${p.path}（${p.part}）的摘要为 ${p.found}`,
      expected: p.expected,
      remedies: [copyAgain.zh, '如果再次出现，请更换存储介质'],
    }),
  }),
  'bundle.version-missing': kind<{ wanted: string; held: string }>({
    retry: false,
    en: (p) => ({
      what: 'The bundle does not hold the Kubernetes version of the spec',
      found: `the bundle holds ${p.held}`,
      expected: p.wanted,
      remedies: [`Set kubernetes.version to ${p.held} in the spec`, `Use a bundle made for ${p.wanted}`],
    }),
    zh: (p) => ({
      what: '安装包不含配置中指定的 Kubernetes 版本',
      found: `安装包中的版本是 ${p.held}`,
      expected: p.wanted,
      remedies: [`将配置中的 kubernetes.version 改为 ${p.held}`, `使用为 ${p.wanted} 制作的安装包`],
    }),
  }),
  'bundle.part-missing': kind<{ part: string; arch: string; held: readonly string[] }>({
    retry: false,
    en: (p) => ({
      what: 'The bundle lacks a part that the spec needs',
      found: p.held.length > 0 ? `of this kind the bundle holds ${p.held.join(', ')}` : 'the bundle holds nothing of this kind',
      expected: `${p.part} for ${p.arch}`,
      remedies: [`Make the bundle again with ${p.part} for ${p.arch} in it`],
    }),
    zh: (p) => ({
      what: '安装包缺少配置所需的部件',
      found: p.held.length > 0 ? `安装包中同类部件有 ${p.held.join('、')}` : '安装包中没有同类部件',
      expected: `${p.part}（${p.arch}）`,
      remedies: [`重新制作安装包，并包含 ${p.arch} 架构的 ${p.part}`],
    }),
  }),
};
