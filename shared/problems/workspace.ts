import { kind } from './define.ts';
import { because } from './file-faults.ts';

/** Problems of the cluster's folder on the operator's machine: its files, its lease, its secrets. */
export const workspaceProblems = {
  'workspace.missing': kind<{ path: string }>({
    retry: false,
    en: (p) => ({
      what: 'There is no workspace here',
      found: `${p.path} has no cluster.json`,
      expected: 'the folder of a cluster, which was made with it',
      remedies: [
        'Name the folder that has `cluster.json` in it; on the command line, with `--workspace`',
        'Where the cluster is not built yet, begin a new one',
      ],
    }),
    zh: (p) => ({
      what: '此处没有工作区',
      found: `${p.path} 中没有 cluster.json`,
      expected: '创建集群时生成的文件夹',
      remedies: ['指定包含 `cluster.json` 的文件夹；命令行中使用 `--workspace`', '如果集群尚未部署，请新建集群'],
    }),
  }),
  'workspace.exists': kind<{ path: string }>({
    retry: false,
    en: (p) => ({
      what: 'A workspace cannot be made here',
      found: `${p.path} exists already and is not empty`,
      expected: 'no such folder yet, or an empty one',
      remedies: ['Choose another folder with --workspace', 'Open the workspace that is there instead'],
    }),
    zh: (p) => ({
      what: '无法在此创建工作区',
      found: `${p.path} 已存在且不为空`,
      expected: '该目录不存在或为空',
      remedies: ['用 --workspace 选择其他目录', '或直接使用已有的工作区'],
    }),
  }),
  'workspace.broken': kind<{ path: string; reason: string }>({
    retry: false,
    en: (p) => ({
      what: 'A file of the workspace cannot be understood',
      found: `${p.path}: ${because(p.reason, 'en')}`,
      expected: 'the file as Barque wrote it',
      remedies: ['Restore the file from a backup of the workspace', 'If a newer Barque wrote it, use that version'],
    }),
    zh: (p) => ({
      what: '无法识别工作区中的文件',
      found: `${p.path}：${because(p.reason, 'zh')}`,
      expected: '由 Barque 写入的原始文件',
      remedies: ['从工作区备份中恢复该文件', '如果是更新版本的 Barque 写入的，请使用该版本'],
    }),
  }),
  'workspace.newer': kind<{ path: string; schema: string; known: string }>({
    retry: false,
    en: (p) => ({
      what: 'A file of the workspace was made by a newer Barque',
      found: `${p.path}: ${p.schema}`,
      expected: `at most ${p.known}, which this Barque knows; nothing in the workspace was changed`,
      remedies: ['Use the Barque that made it, or a newer one'],
    }),
    zh: (p) => ({
      what: '工作区中的文件由更新版本的 Barque 创建',
      found: `${p.path}：${p.schema}`,
      expected: `不高于本版本支持的 ${p.known}；工作区中的内容未被修改`,
      remedies: ['请使用创建它的 Barque 或更新的版本'],
    }),
  }),
  'workspace.unusable': kind<{ path: string; reason: string }>({
    retry: true,
    en: (p) => ({
      what: 'The workspace cannot be read or written',
      found: `${p.path}: ${because(p.reason, 'en')}`,
      expected: 'a folder on a disk with space that this user may read and write',
      remedies: ['Free some space or correct the permissions', 'Choose another folder with --workspace'],
    }),
    zh: (p) => ({
      what: '无法读写工作区',
      found: `${p.path}：${because(p.reason, 'zh')}`,
      expected: '所在磁盘有剩余空间，且当前用户可读写的目录',
      remedies: ['释放磁盘空间或修正权限', '用 --workspace 选择其他目录'],
    }),
  }),
  'workspace.held': kind<{ path: string; pid: number; machine: string; user: string; since: string; run: string }>({
    retry: true,
    en: (p) => ({
      what: 'Another Barque works on this cluster',
      found: `run ${p.run}, begun by ${p.user} on ${p.machine} at ${p.since} (process ${p.pid})`,
      expected: 'one run at a time',
      remedies: [
        'Wait until it is done, or stop it there',
        `If that machine or process is certainly gone, delete ${p.path} and try again`,
      ],
    }),
    zh: (p) => ({
      what: '另一个 Barque 正在操作该集群',
      found: `运行 ${p.run}，由 ${p.user} 在 ${p.machine} 上于 ${p.since} 启动（进程 ${p.pid}）`,
      expected: '同一时间只有一次运行',
      remedies: ['等待其完成，或到该机器上停止它', `如果确认该机器或进程已不存在，请删除 ${p.path} 后重试`],
    }),
  }),
  'spec.cannot-change': kind<{ path: string; was: string; wanted: string; way: 'new-cluster' | 'change-back' }>({
    retry: false,
    en: (p) => ({
      what: 'The spec changes what cannot be changed in a cluster that stands',
      found: `${p.path} is now ${p.wanted}`,
      expected: `${p.was}, as the cluster was built`,
      remedies: [
        `Set ${p.path} back to ${p.was}`,
        p.way === 'new-cluster'
          ? 'To have it otherwise, build another cluster, with another name in another workspace, and move the work there'
          : 'This version of Barque cannot change it in place',
      ],
    }),
    zh: (p) => ({
      what: '配置修改了已建成集群中不可更改的内容',
      found: `${p.path} 现在是 ${p.wanted}`,
      expected: `${p.was}（集群建成时的值）`,
      remedies: [
        `将 ${p.path} 改回 ${p.was}`,
        p.way === 'new-cluster'
          ? '如需不同的值，请用另一个名称和工作区新建集群，再迁移业务'
          : '当前版本的 Barque 不支持就地更改此项',
      ],
    }),
  }),
  'secrets.missing': kind<{ name: string }>({
    retry: false,
    en: (p) => ({
      what: 'A secret that the spec names is not known',
      found: `no value for ${p.name}`,
      expected: 'its value in the secrets file, in the vault, or typed at a terminal',
      remedies: [
        `Add a line "${p.name}: ..." to the file given with --secrets`,
        'Run it on a terminal, where Barque asks for it',
      ],
    }),
    zh: (p) => ({
      what: '配置中引用的密钥没有值',
      found: `${p.name} 没有值`,
      expected: '在密钥文件或凭据库中给出，或在终端输入',
      remedies: [`在 --secrets 指定的文件中加入 "${p.name}: ..." 一行`, '在终端中运行，Barque 会提示输入'],
    }),
  }),
  'secrets.file-mode': kind<{ path: string; mode: string }>({
    retry: false,
    en: (p) => ({
      what: 'Others may read or change a file that holds secrets',
      found: `${p.path} has the mode ${p.mode}`,
      expected: '0600 or 0400',
      remedies: [`chmod 600 '${p.path}'`, 'Change the secrets if others could have read them'],
    }),
    zh: (p) => ({
      what: '存放密钥的文件可能被他人读取或修改',
      found: `${p.path} 的权限是 ${p.mode}`,
      expected: '0600 或 0400',
      remedies: [`chmod 600 '${p.path}'`, '如果他人可能已读取，请更换这些密钥'],
    }),
  }),
  'secrets.file-owner': kind<{ path: string; owner: number; user: number }>({
    retry: false,
    en: (p) => ({
      what: 'A file that holds secrets belongs to somebody else',
      found: `${p.path} belongs to user id ${p.owner}`,
      expected: `user id ${p.user}, who runs Barque`,
      remedies: ['Make a copy of your own with mode 0600', `chown ${p.user} '${p.path}'`],
    }),
    zh: (p) => ({
      what: '存放密钥的文件属于其他用户',
      found: `${p.path} 属于用户 id ${p.owner}`,
      expected: `用户 id ${p.user}（运行 Barque 的用户）`,
      remedies: ['制作一份属于自己、权限为 0600 的拷贝', `chown ${p.user} '${p.path}'`],
    }),
  }),
  'secrets.invalid': kind<{ source: string; reason: string }>({
    retry: false,
    en: (p) => ({
      what: 'The secrets cannot be read',
      found: `${p.source}: ${because(p.reason, 'en')}`,
      expected: 'a YAML or JSON map from names to texts, such as `ssh-password: "..."`, of at most 1 MiB',
      remedies: [
        'Correct the file; put values with special characters in quotes',
        'Give --secrets a file, or fd:N for an open descriptor',
      ],
    }),
    zh: (p) => ({
      what: '无法读取密钥',
      found: `${p.source}：${because(p.reason, 'zh')}`,
      expected: '从名称到文本的 YAML 或 JSON 映射，例如 `ssh-password: "..."`，不超过 1 MiB',
      remedies: ['修正该文件；含特殊字符的值请加引号', '--secrets 的值应为文件路径，或已打开的描述符 fd:N'],
    }),
  }),
};
