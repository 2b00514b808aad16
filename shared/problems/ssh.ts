import { kind } from './define.ts';

/** Why no SSH connection came about. */
export type UnreachableReason = keyof typeof unreachable;

const unreachable = {
  refused: { en: 'the connection is refused: nothing listens there', zh: '连接被拒绝：该端口上没有服务在监听' },
  'no-route': { en: 'there is no route to it', zh: '没有到达该地址的路由' },
  timeout: { en: 'nothing answers (timeout)', zh: '没有应答（超时）' },
  dns: { en: 'the name is not known', zh: '无法解析该名称' },
  'not-ssh': { en: 'what answers there does not speak SSH', zh: '该端口上的服务不是 SSH' },
  silent: { en: 'the connection is accepted, but no SSH server answers on it', zh: '连接已建立，但没有 SSH 服务应答' },
  closed: {
    en: 'the connection is closed before anyone could log in (too many connections, or an address filter?)',
    zh: '连接在登录之前被关闭（连接数过多或有地址过滤？）',
  },
  'no-common-algorithm': { en: 'there is no encryption method that both sides know', zh: '双方没有共同支持的加密算法' },
  other: { en: 'the connection failed', zh: '连接失败' },
};

/** How a user logs in, in words. */
const methods: Record<string, { en: string; zh: string }> = {
  password: { en: 'password', zh: '密码' },
  key: { en: 'private key', zh: '私钥' },
  agent: { en: 'SSH agent', zh: 'SSH 代理（agent）' },
  'keyboard-interactive': { en: 'keyboard-interactive login', zh: '键盘交互登录' },
};
const method = (name: string, language: 'en' | 'zh') => methods[name]?.[language] ?? name;
const named = (secret: string) => (secret === '' ? '' : ` "${secret}"`);

const keyFaults = {
  'passphrase-missing': { en: 'it is encrypted and the spec names no passphrase', zh: '私钥已加密，但配置中没有指定口令' },
  'passphrase-wrong': { en: 'the passphrase does not open it', zh: '口令无法解开私钥' },
  format: { en: 'it is not a private key in OpenSSH or PEM form', zh: '不是 OpenSSH 或 PEM 格式的私钥' },
};
const agentFaults = {
  unset: { en: 'SSH_AUTH_SOCK is not set', zh: '未设置 SSH_AUTH_SOCK' },
  unreachable: { en: 'the agent does not answer', zh: '代理没有应答' },
};
export type KeyFault = keyof typeof keyFaults;
export type AgentFault = keyof typeof agentFaults;

/** Problems of reaching a host and becoming root on it. */
export const sshProblems = {
  'ssh.unreachable': kind<{ address: string; port: number; reason: UnreachableReason }>({
    retry: true,
    en: (p) => ({
      what: 'The host cannot be reached by SSH',
      found: `${p.address}:${p.port}: ${unreachable[p.reason].en}`,
      expected: 'an SSH server that answers there',
      remedies: [
        'Check the address and the port in the spec',
        'Check that the host is on, that sshd runs and that no firewall is between',
      ],
    }),
    zh: (p) => ({
      what: '无法通过 SSH 连接主机',
      found: `${p.address}:${p.port}：${unreachable[p.reason].zh}`,
      expected: '该地址上有 SSH 服务应答',
      remedies: ['检查配置中的地址和端口', '检查主机已开机、sshd 在运行，且中间没有防火墙阻断'],
    }),
  }),
  'ssh.connection-lost': kind<{
    address: string;
    reason: 'silent' | 'closed';
    /** How often it was tried to connect anew, and for how long, where it was. */
    attempts?: number;
    seconds?: number;
  }>({
    retry: true,
    en: (p) => ({
      what: 'The SSH connection to the host was lost',
      found:
        (p.reason === 'silent' ? `${p.address} no longer answers` : `the connection to ${p.address} was closed`) +
        (p.attempts === undefined ? '' : `; ${p.attempts} attempts to connect again in ${p.seconds ?? 0} s did not help`),
      expected: 'a connection that stays up for the whole run',
      remedies: [
        'Check the network and that the host is on, then resume the run: work that runs on the host goes on without the connection',
      ],
    }),
    zh: (p) => ({
      what: '与主机的 SSH 连接中断',
      found:
        (p.reason === 'silent' ? `${p.address} 不再应答` : `与 ${p.address} 的连接被关闭`) +
        (p.attempts === undefined ? '' : `；${p.seconds ?? 0} 秒内重新连接 ${p.attempts} 次，均未恢复`),
      expected: '整个运行期间连接保持畅通',
      remedies: ['检查网络以及主机是否开机，然后恢复运行：主机上正在执行的工作不受连接中断影响'],
    }),
  }),
  'ssh.host-key-changed': kind<{ address: string; port: number; algorithm: string; pinned: string; found: string }>({
    retry: false,
    en: (p) => ({
      what: 'The host shows another host key than before; nothing was sent to it',
      found: `${p.address}:${p.port}: ${p.algorithm} \`${p.found}\``,
      expected: `\`${p.pinned}\``,
      remedies: [
        'Find out why: was the host installed anew, was its address given to another machine, or is somebody between?',
        'Compare the new key with the one that `ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` prints on the host itself',
        "Only if they are the same, accept it: “Compare the keys…” in the window, or delete the host's line from known_hosts in the workspace; then try again",
      ],
    }),
    zh: (p) => ({
      what: '主机密钥与以前不同；未向其发送任何内容',
      found: `${p.address}:${p.port}：${p.algorithm} \`${p.found}\``,
      expected: `\`${p.pinned}\``,
      remedies: [
        '查明原因：主机是否重装、地址是否分配给了另一台机器，或者有人在中间劫持？',
        '与主机本机上 `ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` 的输出核对新密钥',
        '仅当两者一致时才接受：在窗口中点击“比对密钥…”，或在工作区的 known_hosts 中删除该主机的行；然后重试',
      ],
    }),
  }),
  'ssh.host-key-refused': kind<{ address: string; port: number; fingerprint: string }>({
    retry: false,
    en: (p) => ({
      what: "The host's key was not accepted at first contact; nothing was sent to it",
      found: `${p.address}:${p.port}: \`${p.fingerprint}\``,
      expected: 'a host key that the operator accepts',
      remedies: ['Compare the fingerprint with the one that `ssh-keygen -lf` prints on the host itself, then accept it'],
    }),
    zh: (p) => ({
      what: '首次连接时未接受主机密钥；未向其发送任何内容',
      found: `${p.address}:${p.port}：\`${p.fingerprint}\``,
      expected: '操作员认可的主机密钥',
      remedies: ['与主机本机上 `ssh-keygen -lf` 输出的指纹核对后再接受'],
    }),
  }),
  'ssh.login-refused': kind<{ user: string; method: string; secret: string }>({
    retry: false,
    en: (p) => ({
      what: 'The host refuses the login',
      found: `user ${p.user}, ${method(p.method, 'en')}${named(p.secret)}: refused`,
      expected: 'a login that the host accepts',
      remedies: [
        'Check the user and the secret; it was tried once and on this host only, so that no account is locked',
        'Check that sshd lets this user in (AllowUsers, PermitRootLogin, authorized_keys)',
      ],
    }),
    zh: (p) => ({
      what: '主机拒绝登录',
      found: `用户 ${p.user}，${method(p.method, 'zh')}${named(p.secret)}：被拒绝`,
      expected: '主机接受的登录凭据',
      remedies: [
        '检查用户和凭据；只在这一台主机上尝试了一次，以免账户被锁定',
        '检查 sshd 是否允许该用户登录（AllowUsers、PermitRootLogin、authorized_keys）',
      ],
    }),
  }),
  'ssh.login-cut-off': kind<{ user: string; method: string; secret: string }>({
    retry: false,
    en: (p) => ({
      what: 'The host ended the connection while it was checking the login',
      found: `user ${p.user}, ${method(p.method, 'en')}${named(p.secret)}: no answer, connection closed`,
      expected: 'a login that the host accepts or refuses',
      remedies: [
        "Look into the host's sshd log: the account may be locked, expired or barred by PAM",
        'It was tried on no other host, so that no account is locked',
      ],
    }),
    zh: (p) => ({
      what: '主机在验证登录时断开了连接',
      found: `用户 ${p.user}，${method(p.method, 'zh')}${named(p.secret)}：没有答复，连接被关闭`,
      expected: '主机接受或拒绝登录',
      remedies: ['查看主机的 sshd 日志：账户可能被锁定、过期或被 PAM 禁止', '未在其他主机上尝试，以免账户被锁定'],
    }),
  }),
  'ssh.credential-refused': kind<{ user: string; secret: string; refusedBy: string }>({
    retry: false,
    en: (p) => ({
      what: 'The credential was not tried here, because another host has refused it',
      found: `user ${p.user}, secret${named(p.secret)}: refused by ${p.refusedBy}`,
      expected: 'a credential that the first host accepts',
      remedies: [`Correct the credential for ${p.refusedBy}, or give this host an \`access\` of its own, and run again`],
    }),
    zh: (p) => ({
      what: '未在此主机上尝试该凭据，因为另一台主机已拒绝它',
      found: `用户 ${p.user}，凭据${named(p.secret)}：被 ${p.refusedBy} 拒绝`,
      expected: '第一台主机接受的凭据',
      remedies: [`更正 ${p.refusedBy} 的凭据，或为此主机单独配置 \`access\`，然后重新运行`],
    }),
  }),
  'ssh.method-not-offered': kind<{ user: string; method: string; offered: readonly string[] }>({
    retry: false,
    en: (p) => ({
      what: 'The host does not offer the way of logging in that the spec names',
      found: `offered to ${p.user}: ${p.offered.join(', ') || 'nothing'}`,
      expected: method(p.method, 'en'),
      remedies: ['Choose another authentication in the spec, or allow this one in sshd_config'],
    }),
    zh: (p) => ({
      what: '主机不提供配置中指定的登录方式',
      found: `向 ${p.user} 提供的方式：${p.offered.join('、') || '无'}`,
      expected: method(p.method, 'zh'),
      remedies: ['在配置中选择其他认证方式，或在 sshd_config 中允许该方式'],
    }),
  }),
  'ssh.password-expired': kind<{ user: string }>({
    retry: false,
    en: (p) => ({
      what: 'A password on the host has expired and must be changed first',
      found: `the password of ${p.user} has expired`,
      expected: 'a password that is valid',
      remedies: [`Log in as ${p.user} by hand, change the password, update the secret, and run again`],
    }),
    zh: (p) => ({
      what: '主机上的密码已过期，必须先修改',
      found: `${p.user} 的密码已过期`,
      expected: '有效的密码',
      remedies: [`以 ${p.user} 手动登录并修改密码，更新凭据后重新运行`],
    }),
  }),
  'ssh.key-unusable': kind<{ secret: string; fault: KeyFault }>({
    retry: false,
    en: (p) => ({
      what: 'The private key cannot be used',
      found: `secret "${p.secret}": ${keyFaults[p.fault].en}`,
      expected: 'a private key in OpenSSH or PEM form, and its passphrase if it has one',
      remedies: ['Correct the secret or its passphrase', '`ssh-keygen -p -f FILE` writes a key anew in OpenSSH form'],
    }),
    zh: (p) => ({
      what: '无法使用该私钥',
      found: `凭据 "${p.secret}"：${keyFaults[p.fault].zh}`,
      expected: 'OpenSSH 或 PEM 格式的私钥，以及其口令（如有）',
      remedies: ['更正凭据或其口令', '`ssh-keygen -p -f 文件` 可将私钥改写为 OpenSSH 格式'],
    }),
  }),
  'ssh.agent-unusable': kind<{ fault: AgentFault }>({
    retry: false,
    en: (p) => ({
      what: 'The SSH agent cannot be used',
      found: agentFaults[p.fault].en,
      expected: 'a running SSH agent that holds a key for this user',
      remedies: ['Start an agent and add the key (`ssh-add`), or choose another authentication in the spec'],
    }),
    zh: (p) => ({
      what: '无法使用 SSH 代理',
      found: agentFaults[p.fault].zh,
      expected: '正在运行且持有该用户密钥的 SSH 代理',
      remedies: ['启动代理并添加密钥（`ssh-add`），或在配置中选择其他认证方式'],
    }),
  }),
  'ssh.secret-unusable': kind<{ secret: string }>({
    retry: false,
    en: (p) => ({
      what: 'A password cannot be used as it is',
      found: `secret "${p.secret}" is empty or has more than one line`,
      expected: 'a password of one line',
      remedies: ['Correct the secret'],
    }),
    zh: (p) => ({
      what: '无法使用该密码',
      found: `凭据 "${p.secret}" 为空或包含多行`,
      expected: '单行密码',
      remedies: ['更正该凭据'],
    }),
  }),
  'ssh.forwarding-refused': kind<{ bastion: string; address: string; port: number }>({
    retry: false,
    en: (p) => ({
      what: 'The bastion refuses to forward connections',
      found: `${p.bastion} refuses a connection to ${p.address}:${p.port}`,
      expected: 'a bastion that allows TCP forwarding (direct-tcpip) to the hosts',
      remedies: [
        'Allow it in the bastion’s sshd_config (AllowTcpForwarding yes, PermitOpen)',
        'Or run Barque on the first master itself, with --local',
      ],
    }),
    zh: (p) => ({
      what: '堡垒机拒绝转发连接',
      found: `${p.bastion} 拒绝连接到 ${p.address}:${p.port}`,
      expected: '堡垒机允许到各主机的 TCP 转发（direct-tcpip）',
      remedies: [
        '在堡垒机的 sshd_config 中允许转发（AllowTcpForwarding yes、PermitOpen）',
        '或者在第一台主节点上使用 --local 运行 Barque',
      ],
    }),
  }),
  'ssh.no-more-sessions': kind<{ open: number }>({
    retry: true,
    en: (p) => ({
      what: 'The host allows no further session on the connection',
      found: `refused with ${p.open} sessions open`,
      expected: 'at least one session on a connection (MaxSessions in sshd_config)',
      remedies: ['Set MaxSessions to 1 or more in sshd_config on the host'],
    }),
    zh: (p) => ({
      what: '主机不允许在该连接上再打开会话',
      found: `已打开 ${p.open} 个会话时被拒绝`,
      expected: '每个连接至少允许一个会话（sshd_config 中的 MaxSessions）',
      remedies: ['将主机 sshd_config 中的 MaxSessions 设为 1 或更大'],
    }),
  }),
  'ssh.request-refused': kind<{ request: 'command' | 'terminal' }>({
    retry: false,
    en: (p) => ({
      what: 'The SSH server refuses what Barque needs',
      found: p.request === 'command' ? 'it does not run commands' : 'it gives no terminal (pty)',
      expected: p.request === 'command' ? 'a server that runs commands' : 'a terminal, which sudo or su ask for here',
      remedies:
        p.request === 'command'
          ? ['Log in as a user that is not restricted to one command or to file transfer']
          : ['Allow terminals for this user (PermitTTY yes in sshd_config), or let sudo work without one (no requiretty)'],
    }),
    zh: (p) => ({
      what: 'SSH 服务拒绝了 Barque 所需的请求',
      found: p.request === 'command' ? '它不执行命令' : '它不提供终端（pty）',
      expected: p.request === 'command' ? '可以执行命令的服务' : '终端：此处的 sudo 或 su 需要它',
      remedies:
        p.request === 'command'
          ? ['使用不受单一命令或仅文件传输限制的用户登录']
          : ['允许该用户使用终端（sshd_config 中 PermitTTY yes），或让 sudo 不要求终端（去掉 requiretty）'],
    }),
  }),
};
