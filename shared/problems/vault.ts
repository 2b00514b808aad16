import { kind } from './define.ts';
import { because } from './file-faults.ts';

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
      found: `${p.path} 已加密，且没有提供口令`,
      expected: '凭据库的口令',
      remedies: ['用 --passphrase 文件（权限 0600）或 --passphrase fd:N 提供，或在终端输入', '在应用程序中解锁该集群'],
    }),
  }),
  'vault.no-system': kind<Record<string, never>>({
    retry: false,
    en: () => ({
      what: 'The system of this computer keeps no keys for Barque',
      found: 'no keychain, DPAPI or secret service that Barque can ask, or Barque runs in a browser',
      expected: 'the desktop application, on a system that keeps keys encrypted for its user',
      remedies: ['Open the vault by its passphrase', 'On Linux, start GNOME Keyring or KWallet before Barque'],
    }),
    zh: () => ({
      what: '本机系统不能为 Barque 保管密钥',
      found: '没有可用的钥匙串、DPAPI 或 Secret Service，或者 Barque 运行在浏览器中',
      expected: '使用桌面应用，且系统能为当前用户加密保管密钥',
      remedies: ['用口令打开凭据库', '在 Linux 上，先启动 GNOME Keyring 或 KWallet，再启动 Barque'],
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
      what: '口令无法打开凭据库',
      found: `与 ${p.path} 的口令不符`,
      expected: '最近一次保护凭据库时使用的口令',
      remedies: ['重试；注意键盘布局和大写锁定键', '遗失的口令无法找回：请恢复一份口令已知的旧 vault.json'],
    }),
  }),
  'vault.damaged': kind<{ path: string; reason: string }>({
    retry: false,
    en: (p) => ({
      what: 'The vault is damaged',
      found: `${p.path}: ${because(p.reason, 'en')}`,
      expected: 'the file as Barque wrote it, to the last byte',
      remedies: ['Restore vault.json from a backup of the workspace', 'Look after the disk: files do not change by themselves'],
    }),
    zh: (p) => ({
      what: '凭据库已损坏',
      found: `${p.path}：${because(p.reason, 'zh')}`,
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
  'vault.plain': kind<{ workspace: string }>({
    retry: false,
    en: (p) => ({
      what: 'The vault is not encrypted',
      found: `passwords and private keys in plain text in ${p.workspace}, for its owner alone`,
      expected: 'a vault under a passphrase',
      remedies: [
        `Run: barque vault protect -w '${p.workspace}'`,
        'Or give --passphrase FILE to the command that makes the workspace',
      ],
    }),
    zh: (p) => ({
      what: '凭据库未加密',
      found: `${p.workspace} 中的密码和私钥是明文（仅所有者可读）`,
      expected: '受口令保护的凭据库',
      remedies: [`运行：barque vault protect -w '${p.workspace}'`, '或在创建工作区的命令中加上 --passphrase 文件'],
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
      what: '新的口令太短',
      found: `少于 ${p.shortest} 个字符`,
      expected: `${p.shortest} 个字符或更多`,
      remedies: ['选用几个词语：更容易记住，也更难猜到'],
    }),
  }),
  'vault.copy-differs': kind<{ path: string }>({
    retry: true,
    en: (p) => ({
      what: 'The copy for the hand-over is not the same as the original',
      found: `${p.path} was opened again, and some of it is different`,
      expected: 'every key and every certificate of the workspace',
      remedies: ['Check the medium, and hand over to another one', 'Nothing was erased: the workspace has all of it'],
    }),
    zh: (p) => ({
      what: '移交副本与原件不一致',
      found: `重新打开 ${p.path} 后发现部分内容不同`,
      expected: '包含工作区的全部密钥和证书',
      remedies: ['检查介质，改用其他介质移交', '没有擦除任何内容：工作区仍完整'],
    }),
  }),
  'vault.not-confirmed': kind<{ name: string }>({
    retry: false,
    en: (p) => ({
      what: 'The erasure was not confirmed',
      found: 'another name than the cluster’s, or none',
      expected: p.name,
      remedies: [
        `Type the cluster's name, or give --confirm ${p.name}`,
        'Hand the keys over first (barque vault hand-over): an erasure cannot be taken back',
      ],
    }),
    zh: (p) => ({
      what: '擦除未经确认',
      found: '输入的不是该集群的名称，或没有输入',
      expected: p.name,
      remedies: [`输入集群名称，或使用 --confirm ${p.name}`, '请先移交密钥（barque vault hand-over）：擦除无法撤销'],
    }),
  }),
  'vault.forgotten': kind<{ at: string; by: string; to: readonly string[] }>({
    retry: false,
    en: (p) => ({
      what: 'The keys of this cluster are no longer in this workspace',
      found: `${p.by} erased them at ${p.at}; ${p.to.length === 0 ? 'no copy was handed over before' : `handed over before: ${p.to.join(', ')}`}`,
      expected: 'the keys of the cluster’s authorities, which this work needs',
      remedies: ['Use the workspace that was handed over, with its passphrase: barque … -w DIR --passphrase FILE'],
    }),
    zh: (p) => ({
      what: '该集群的密钥已不在此工作区',
      found: `${p.by} 于 ${p.at} 擦除；${p.to.length === 0 ? '此前未移交副本' : `此前已移交：${p.to.join('、')}`}`,
      expected: '集群证书颁发机构的私钥（本操作需要）',
      remedies: ['使用已移交的工作区及其口令：barque … -w 目录 --passphrase 文件'],
    }),
  }),
};
