import type { Language } from './problem.ts';

/** Why a file could not be had, by the name that the operating system has for it; or why what is in it is not what belongs there. */
const faults: ReadonlyMap<string, Readonly<Record<Language, string>>> = new Map([
  ['ENOENT', { en: 'it does not exist', zh: '不存在' }],
  ['ENOTDIR', { en: 'a part of the path is no folder', zh: '路径中有一段不是文件夹' }],
  ['EISDIR', { en: 'it is a folder', zh: '是文件夹' }],
  ['EEXIST', { en: 'it is there already', zh: '已存在' }],
  ['EACCES', { en: 'this user may not', zh: '当前用户没有权限' }],
  ['EPERM', { en: 'this user may not', zh: '当前用户没有权限' }],
  ['EROFS', { en: 'the medium is read-only', zh: '存储介质为只读' }],
  ['ENOSPC', { en: 'no space is left', zh: '空间不足' }],
  ['EFBIG', { en: 'the file system takes no file of this size', zh: '文件系统不支持这么大的文件' }],
  ['EIO', { en: 'the medium fails', zh: '存储介质读写出错' }],
  ['not a Word document (.docx)', { en: 'not a Word document (.docx)', zh: '不是 Word 文档（.docx）' }],
  ['missing', { en: 'it is missing', zh: '文件缺失' }],
  ['not JSON', { en: 'it is not JSON', zh: '内容不是 JSON' }],
  ['not a certificate', { en: 'it is not a certificate', zh: '内容不是证书' }],
  ['it ends too early', { en: 'it ends too early', zh: '内容不完整' }],
]);

/** Why a file could not be had, in words; what is no such name is said as it is. */
export const because = (reason: string, language: Language): string => faults.get(reason)?.[language] ?? reason;
