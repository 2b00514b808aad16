import { bundleBuildProblems } from './bundle-build.ts';
import { bundleSignatureProblems } from './bundle-signature.ts';
import { kind, list } from './define.ts';
import { because } from './file-faults.ts';

const copyAgain = {
  en: 'Copy the bundle again from where it was made, and compare the two copies',
  zh: '从制作处重新拷贝离线包，并比对两份拷贝',
};

/** Why something is no bundle: nothing is there, a document of it is not, or Barque did not write it. */
export type NoBundle = 'nothing-there' | 'lacks' | 'foreign';
const noBundle = {
  'nothing-there': { en: 'there is nothing', zh: '不存在' },
  lacks: { en: 'it lacks', zh: '其中没有' },
  foreign: { en: 'Barque did not write it', zh: '不是 Barque 生成的文件' },
} as const satisfies Record<NoBundle, Record<'en' | 'zh', string>>;
const whyNone = ({ path, reason, document }: { path: string; reason: NoBundle; document: string }, language: 'en' | 'zh') =>
  `${path}${language === 'en' ? ': ' : '：'}${noBundle[reason][language]}${document === '' ? '' : ` ${document}`}`;

/** Problems of the bundle: its form, its blobs, and what a spec wants from it. */
export const bundleProblems = {
  ...bundleBuildProblems,
  ...bundleSignatureProblems,
  'bundle.not-a-bundle': kind<{ path: string; reason: NoBundle; document: string }>({
    retry: false,
    en: (p) => ({
      what: 'This is not a bundle',
      found: whyNone(p, 'en'),
      expected: 'a .barque file, its first part (.001), or a directory with oci-layout, index.json, barque.json and blobs/sha256',
      remedies: ['Choose the file or directory that was carried in (on the command line: --bundle)', copyAgain.en],
    }),
    zh: (p) => ({
      what: '这不是离线包',
      found: whyNone(p, 'zh'),
      expected: '.barque 文件、其第一个分卷（.001），或内含 oci-layout、index.json、barque.json 和 blobs/sha256 的目录',
      remedies: ['选择带入现场的文件或目录（命令行中为 --bundle）', copyAgain.zh],
    }),
  }),
  'bundle.missing': kind<{ path: string; folder: string; lies: readonly string[]; others: number }>({
    retry: true,
    en: (p) => ({
      what: 'There is nothing at this path',
      found: `no ${p.path}; in ${p.folder} ${p.lies.length === 0 ? 'there is nothing' : `there is ${list(p.lies)}${p.others > 0 ? ` and ${p.others} more` : ''}`}`,
      expected: 'a .barque file, its first part (.001), or a folder',
      remedies: [
        'Choose it again, or correct the path (on the command line: --bundle)',
        'Where it lies on a medium, see that it is plugged in and mounted',
      ],
    }),
    zh: (p) => ({
      what: '该路径不存在',
      found: `没有 ${p.path}；${p.folder} 中${p.lies.length === 0 ? '没有内容' : `有 ${list(p.lies, '、')}${p.others > 0 ? `，另有 ${p.others} 项` : ''}`}`,
      expected: '.barque 文件、其第一个分卷（.001）或文件夹',
      remedies: ['重新选择，或更正路径（命令行中为 --bundle）', '如果位于存储介质上，确认介质已连接并已挂载'],
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
      what: '离线包中的清单文件内容不符合要求',
      found: `${p.path}：${p.issues.join('；')}`,
      expected: '符合 barque-bundle/v1 格式的文件',
      remedies: ['使用与当前 Barque 版本配套的离线包', copyAgain.zh],
    }),
  }),
  'bundle.file-size': kind<{ path: string; expected: number; found: number }>({
    retry: false,
    en: (p) => ({
      what: 'The file of the bundle is cut short or too long',
      found: `${p.path} has ${p.found} bytes`,
      expected: `${p.expected} bytes`,
      remedies: ['Where it is split, put all parts (.001, .002 and on) side by side', copyAgain.en],
    }),
    zh: (p) => ({
      what: '离线包文件不完整或过长',
      found: `${p.path} 为 ${p.found} 字节`,
      expected: `${p.expected} 字节`,
      remedies: ['如果文件已分卷，请将所有分卷（.001、.002 等）放在同一目录', copyAgain.zh],
    }),
  }),
  'bundle.not-canonical': kind<{ path: string; at: number }>({
    retry: false,
    en: (p) => ({
      what: 'The file of the bundle is not arranged as Barque writes it',
      found: `${p.path}: something else stands at byte ${p.at}`,
      expected: 'the documents, then every blob of the manifest in the order of digests, and nothing else',
      remedies: ['Do not use this bundle unless you know who changed it', copyAgain.en],
    }),
    zh: (p) => ({
      what: '离线包文件的排列与 Barque 写入的不同',
      found: `${p.path}：第 ${p.at} 字节处是其他内容`,
      expected: '先是各文档，然后按摘要顺序排列清单中的全部数据，此外没有其他内容',
      remedies: ['在弄清是谁改动之前，不要使用该离线包', copyAgain.zh],
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
      what: '离线包中有既非普通文件也非目录的内容',
      found: `${p.path} 是${{ link: '符号链接', directory: '目录', file: '文件', other: '设备或管道' }[p.found]}`,
      expected: '只含普通文件和普通目录，没有链接',
      remedies: ['在弄清是谁改动之前，不要使用该离线包', copyAgain.zh],
    }),
  }),
  'bundle.unreadable': kind<{ path: string; reason: string }>({
    retry: true,
    en: (p) => ({
      what: 'A file of the bundle cannot be read',
      found: `${p.path}: ${because(p.reason, 'en')}`,
      expected: 'a bundle that this user may read, on a medium without faults',
      remedies: ['Check the permissions, and that the medium is still plugged in', copyAgain.en],
    }),
    zh: (p) => ({
      what: '无法读取离线包中的文件',
      found: `${p.path}：${because(p.reason, 'zh')}`,
      expected: '当前用户可读、存储介质无故障的离线包',
      remedies: ['检查权限，以及存储介质是否仍然连接', copyAgain.zh],
    }),
  }),
  'bundle.unwritable': kind<{ path: string; reason: string }>({
    retry: true,
    en: (p) => ({
      what: 'The bundle cannot be written',
      found: `${p.path}: ${because(p.reason, 'en')}`,
      expected: 'a directory that this user may write to, with room for all of it',
      remedies: ['Make room, or give another place with -o', 'On a FAT32 medium, split it: --split 4000M'],
    }),
    zh: (p) => ({
      what: '无法写入离线包',
      found: `${p.path}：${because(p.reason, 'zh')}`,
      expected: '当前用户可写、空间足够的目录',
      remedies: ['腾出空间，或用 -o 指定其他位置', 'FAT32 介质请分卷：--split 4000M'],
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
      what: '离线包缺少其清单中列出的文件',
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
      what: '计划需要的文件不在该离线包中',
      found: `${p.path} 中没有列出 ${p.digest}`,
      expected: '制作计划时使用的离线包',
      remedies: ['使用该离线包重新生成计划', '将 --bundle 指向制作计划时使用的离线包'],
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
      what: '离线包中的文件大小不符',
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
      what: '离线包中的文件在制作之后被改动',
      found: `${p.path}（${p.part}）的摘要为 ${p.found}`,
      expected: p.expected,
      remedies: [copyAgain.zh, '如果再次出现，请更换存储介质'],
    }),
  }),
  'bundle.program-wrong': kind<{ path: string; part: string; expected: string; found: string }>({
    retry: false,
    en: (p) => ({
      what: 'A program of the bundle is not what its manifest says',
      found: `${p.part} in ${p.path}, decompressed: ${p.found}`,
      expected: p.expected,
      remedies: ['Do not use this bundle: its manifest is wrong', 'Make the bundle again'],
    }),
    zh: (p) => ({
      what: '离线包中的程序与清单不符',
      found: `${p.path} 中的 ${p.part} 解压后为 ${p.found}`,
      expected: p.expected,
      remedies: ['不要使用该离线包：其清单有误', '重新制作离线包'],
    }),
  }),
  'bundle.image-wrong': kind<{ path: string; image: string; reason: string }>({
    retry: false,
    en: (p) => ({
      what: 'An image of the bundle is not what its manifest says',
      found: `${p.image} in ${p.path}: ${p.reason}`,
      expected: 'an image manifest whose configuration and layers are all listed, with their sizes',
      remedies: ['Do not use this bundle: its manifest is wrong', 'Make the bundle again'],
    }),
    zh: (p) => ({
      what: '离线包中的镜像与清单不符',
      found: `${p.path} 中的 ${p.image}：${p.reason}`,
      expected: '镜像清单所引用的配置和各层均已列出，且大小一致',
      remedies: ['不要使用该离线包：其清单有误', '重新制作离线包'],
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
      what: '离线包不含配置中指定的 Kubernetes 版本',
      found: `离线包中的版本是 ${p.held}`,
      expected: p.wanted,
      remedies: [`将配置中的 kubernetes.version 改为 ${p.held}`, `使用为 ${p.wanted} 制作的离线包`],
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
      what: '离线包缺少配置所需的部件',
      found: p.held.length > 0 ? `离线包中同类部件有 ${p.held.join('、')}` : '离线包中没有同类部件',
      expected: `${p.part}（${p.arch}）`,
      remedies: [`重新制作离线包，并包含 ${p.arch} 架构的 ${p.part}`],
    }),
  }),
};
