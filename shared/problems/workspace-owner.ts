import { kind } from './define.ts';

/** Problems of a workspace that somebody else may have written: it decides which hosts are reached, and by whose keys they are known. */
export const workspaceOwnerProblems = {
  'workspace.owner': kind<{ path: string; owner: number; user: number }>({
    retry: false,
    en: (p) => ({
      what: 'The workspace belongs to somebody else',
      found: `${p.path} belongs to user id ${p.owner}`,
      expected: `user id ${p.user}, who runs Barque`,
      remedies: [
        'Run Barque as the user to whom it belongs',
        `If you know what is in it and want to take it over: chown -R ${p.user} on its folder`,
      ],
    }),
    zh: (p) => ({
      what: '工作区属于其他用户',
      found: `${p.path} 属于用户 id ${p.owner}`,
      expected: `用户 id ${p.user}（运行 Barque 的用户）`,
      remedies: ['以该工作区所属的用户运行 Barque', `如果清楚其中的内容并要接管它：对该文件夹执行 chown -R ${p.user}`],
    }),
  }),
  'workspace.writable': kind<{ path: string; mode: string }>({
    retry: false,
    en: (p) => ({
      what: 'Others may change the workspace',
      found: `${p.path} has the mode ${p.mode}`,
      expected: 'a mode by which only its owner may write it',
      remedies: [
        'Make sure that nobody has changed it: the spec, the known host keys, the list of runs',
        `Then take the right from the others: chmod go-w '${p.path}'`,
      ],
    }),
    zh: (p) => ({
      what: '其他用户可以修改工作区',
      found: `${p.path} 的权限是 ${p.mode}`,
      expected: '只有所有者可写',
      remedies: [
        '先确认没有人改动过其中的内容：配置、已信任的主机密钥、运行记录',
        `然后取消其他用户的写权限：chmod go-w '${p.path}'`,
      ],
    }),
  }),
  'workspace.link': kind<{ path: string; wanted: 'file' | 'directory'; found: 'link' | 'other' }>({
    retry: false,
    en: (p) => ({
      what: 'The workspace has a link, or something else, in the place of its own file or folder',
      found: `${p.path} is ${p.found === 'link' ? 'a symbolic link' : `no ${p.wanted === 'file' ? 'plain file' : 'folder'}`}`,
      expected: p.wanted === 'file' ? 'a plain file' : 'a folder',
      remedies: [
        'Find out who put it there: Barque makes no links in a workspace',
        'Remove it, and put what it leads to in its place if that belongs there',
      ],
    }),
    zh: (p) => ({
      what: '工作区中本应是文件或文件夹的位置出现了链接或其他对象',
      found: `${p.path} ${p.found === 'link' ? '是符号链接' : p.wanted === 'file' ? '不是普通文件' : '不是文件夹'}`,
      expected: p.wanted === 'file' ? '普通文件' : '文件夹',
      remedies: ['查明是谁放置的：Barque 不会在工作区中创建链接', '将其删除；如果它指向的内容确实属于此处，请把内容本身放到这里'],
    }),
  }),
};
