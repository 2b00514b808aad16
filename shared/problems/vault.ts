import { kind } from './define.ts';

/** Problems of the vault: the encrypted file of a workspace that holds its secrets. */
export const vaultProblems = {
  'vault.locked': kind<{ path: string }>({
    retry: false,
    en: (p) => ({
      what: 'The vault is locked',
      found: `${p.path} is encrypted, and nobody has given its passphrase`,
      expected: 'its passphrase',
      remedies: [
        'Give it with --passphrase FILE (mode 0600) or --passphrase fd:N, or type it on a terminal',
        'In the application, unlock the cluster',
      ],
    }),
    zh: (p) => ({
      what: '凭据库已锁定',
      found: `${p.path} 已加密，且没有提供密码短语`,
      expected: '凭据库的密码短语',
      remedies: ['用 --passphrase 文件（权限 0600）或 --passphrase fd:N 提供，或在终端输入', '在应用程序中解锁该集群'],
    }),
  }),
  'vault.wrong-passphrase': kind<{ path: string }>({
    retry: false,
    en: (p) => ({
      what: 'The passphrase does not open the vault',
      found: `another passphrase than that of ${p.path}`,
      expected: 'the passphrase that the vault was last protected with',
      remedies: [
        'Try again; mind the keyboard layout and the Caps Lock key',
        'A passphrase that is lost cannot be recovered: restore an older vault.json of which it is known',
      ],
    }),
    zh: (p) => ({
      what: '密码短语无法打开凭据库',
      found: `与 ${p.path} 的密码短语不符`,
      expected: '最近一次保护凭据库时使用的密码短语',
      remedies: ['重试；注意键盘布局和大写锁定键', '遗失的密码短语无法找回：请恢复一份密码短语已知的旧 vault.json'],
    }),
  }),
  'vault.damaged': kind<{ path: string; reason: string }>({
    retry: false,
    en: (p) => ({
      what: 'The vault is damaged',
      found: `${p.path}: ${p.reason}`,
      expected: 'the file as Barque wrote it, to the last byte',
      remedies: ['Restore vault.json from a backup of the workspace', 'Look after the disk: files do not change by themselves'],
    }),
    zh: (p) => ({
      what: '凭据库已损坏',
      found: `${p.path}：${p.reason}`,
      expected: '由 Barque 写入的完整文件',
      remedies: ['从工作区备份中恢复 vault.json', '检查磁盘：文件不会自行改变'],
    }),
  }),
  'vault.tampered': kind<{ path: string }>({
    retry: false,
    en: (p) => ({
      what: 'Somebody has changed the vault',
      found: `parts of ${p.path} do not belong together, or it was replaced by a plain one`,
      expected: 'a file of which every part was written with the same key',
      remedies: ['Find out who can write to the workspace', 'Restore vault.json from a backup that nobody could change'],
    }),
    zh: (p) => ({
      what: '凭据库被人改动过',
      found: `${p.path} 的各部分不属于同一次写入，或已被换成未加密的文件`,
      expected: '各部分均由同一密钥写入的文件',
      remedies: ['查明谁可以写入该工作区', '从他人无法改动的备份中恢复 vault.json'],
    }),
  }),
  'vault.plain': kind<{ path: string }>({
    retry: false,
    en: (p) => ({
      what: 'The vault is not encrypted',
      found: `${p.path} holds passwords and private keys in plain text, for its owner alone`,
      expected: 'a vault under a passphrase',
      remedies: [
        `Run: barque vault protect -w '${p.path.replace(/[\\/][^\\/]*$/, '')}'`,
        'Or give --passphrase FILE to the command that makes the workspace',
      ],
    }),
    zh: (p) => ({
      what: '凭据库未加密',
      found: `${p.path} 以明文保存密码和私钥（仅所有者可读）`,
      expected: '受密码短语保护的凭据库',
      remedies: [
        `运行：barque vault protect -w '${p.path.replace(/[\\/][^\\/]*$/, '')}'`,
        '或在创建工作区的命令中加上 --passphrase 文件',
      ],
    }),
  }),
  'vault.passphrase-short': kind<{ shortest: number }>({
    retry: false,
    en: (p) => ({
      what: 'The new passphrase is too short',
      found: `fewer than ${p.shortest} characters`,
      expected: `${p.shortest} characters or more`,
      remedies: ['Choose several words: they are easier to remember and harder to guess'],
    }),
    zh: (p) => ({
      what: '新的密码短语太短',
      found: `少于 ${p.shortest} 个字符`,
      expected: `${p.shortest} 个字符或更多`,
      remedies: ['选用几个词语：更容易记住，也更难猜到'],
    }),
  }),
};
