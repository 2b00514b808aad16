import { kind } from './define.ts';

const named = (secret: string) => (secret === '' ? '' : ` "${secret}"`);

/** Problems of becoming root on a host that could be reached. */
export const rootProblems = {
  'root.refused': kind<{ user: string; how: string; secret: string }>({
    retry: false,
    en: (p) => ({
      what: `${p.how} refuses the password`,
      found: `user ${p.user}, password${named(p.secret)}: refused by ${p.how}`,
      expected: p.how === 'su' ? "root's password" : `the password of ${p.user}`,
      remedies: ['Correct the secret; it was tried once and on this host only, so that no account is locked'],
    }),
    zh: (p) => ({
      what: `${p.how} 拒绝了密码`,
      found: `用户 ${p.user}，密码${named(p.secret)}：被 ${p.how} 拒绝`,
      expected: p.how === 'su' ? 'root 的密码' : `${p.user} 的密码`,
      remedies: ['更正该凭据；只在这一台主机上尝试了一次，以免账户被锁定'],
    }),
  }),
  'root.not-allowed': kind<{ user: string; how: string }>({
    retry: false,
    en: (p) => ({
      what: `The user may not become root by ${p.how}`,
      found: `${p.how} does not allow it to ${p.user}`,
      expected: 'a user that may run any command as root',
      remedies: [
        p.how === 'su'
          ? `Add ${p.user} to the group that may use su (often wheel)`
          : `Allow it in sudoers, for example: ${p.user} ALL=(ALL) ALL`,
        'Or log in as another user',
      ],
    }),
    zh: (p) => ({
      what: `该用户不能通过 ${p.how} 成为 root`,
      found: `${p.how} 不允许 ${p.user} 这样做`,
      expected: '可以 root 身份执行任意命令的用户',
      remedies: [
        p.how === 'su' ? `将 ${p.user} 加入允许使用 su 的组（通常是 wheel）` : `在 sudoers 中允许，例如：${p.user} ALL=(ALL) ALL`,
        '或使用其他用户登录',
      ],
    }),
  }),
  'root.missing': kind<{ how: string }>({
    retry: false,
    en: (p) => ({
      what: `The host has no ${p.how}`,
      found: `${p.how}: command not found`,
      expected: `${p.how} on the host, as the spec says`,
      remedies: [`Install ${p.how}, or choose another way of becoming root in the spec (none, sudo, su)`],
    }),
    zh: (p) => ({
      what: `主机上没有 ${p.how}`,
      found: `${p.how}：找不到命令`,
      expected: `主机上有配置中指定的 ${p.how}`,
      remedies: [`安装 ${p.how}，或在配置中选择其他成为 root 的方式（none、sudo、su）`],
    }),
  }),
  'root.password-needed': kind<{ user: string }>({
    retry: false,
    en: (p) => ({
      what: 'sudo asks for a password and the spec names none',
      found: `sudo wants the password of ${p.user}`,
      expected: 'the name of a secret at access.become.secret, or NOPASSWD in sudoers',
      remedies: ['Name the secret in the spec', `Or allow it without a password: ${p.user} ALL=(ALL) NOPASSWD: ALL`],
    }),
    zh: (p) => ({
      what: 'sudo 需要密码，但配置中没有指定',
      found: `sudo 需要 ${p.user} 的密码`,
      expected: 'access.become.secret 中指定凭据名称，或在 sudoers 中设置 NOPASSWD',
      remedies: ['在配置中指定凭据', `或允许免密码：${p.user} ALL=(ALL) NOPASSWD: ALL`],
    }),
  }),
  'root.shell-failed': kind<{ how: string; exit: string }>({
    retry: false,
    en: (p) => ({
      what: 'No root shell could be started on the host',
      found: `${p.how}: ${p.exit === 'timeout' ? 'no answer in time' : `ended early (${p.exit})`}`,
      expected: '/bin/sh running as root',
      remedies: [
        'Read what the host printed',
        'Check that the user has a login shell and that its profile neither ends nor waits when there is no terminal',
      ],
    }),
    zh: (p) => ({
      what: '无法在主机上启动 root shell',
      found: `${p.how}：${p.exit === 'timeout' ? '未及时应答' : `提前结束（${p.exit}）`}`,
      expected: '以 root 身份运行的 /bin/sh',
      remedies: ['查看主机的输出', '检查该用户有登录 shell，且其 profile 在没有终端时不会退出或等待'],
    }),
  }),
  'root.shell-ended': kind<{ exit: string }>({
    retry: true,
    en: (p) => ({
      what: 'The root shell on the host ended while it was needed',
      found: `ended (${p.exit})`,
      expected: 'a shell that lives as long as Barque works with the host',
      remedies: ['Check whether somebody or something on the host ends processes (memory, ulimits, log-out), then run again'],
    }),
    zh: (p) => ({
      what: '主机上的 root shell 在使用中结束',
      found: `已结束（${p.exit}）`,
      expected: 'Barque 使用主机期间 shell 保持运行',
      remedies: ['检查主机上是否有人或程序终止进程（内存、ulimit、注销），然后重新运行'],
    }),
  }),
  'root.local': kind<{ user: string }>({
    retry: false,
    en: (p) => ({
      what: 'Barque runs on the host itself, but not as root',
      found: `running as ${p.user}, and the spec does not say sudo`,
      expected: 'root, or sudo at access.become (su needs a terminal and works over SSH only)',
      remedies: ['Start Barque as root', 'Or set access.become to sudo in the spec'],
    }),
    zh: (p) => ({
      what: 'Barque 在主机本机上运行，但不是 root',
      found: `以 ${p.user} 身份运行，且配置中未指定 sudo`,
      expected: 'root，或在 access.become 中指定 sudo（su 需要终端，仅可通过 SSH 使用）',
      remedies: ['以 root 启动 Barque', '或在配置中将 access.become 设为 sudo'],
    }),
  }),
};
