import { parseArgs } from 'node:util';

/** What the command line was asked for. */
export interface Arguments {
  readonly command: readonly string[];
  readonly file: string | undefined;
  readonly bundle: string | undefined;
  readonly workspace: string | undefined;
  readonly secrets: string | undefined;
  readonly local: string | undefined;
  readonly preset: string | undefined;
  readonly lang: string | undefined;
  readonly to: string | undefined;
  readonly passphrase: string | undefined;
  readonly newPassphrase: string | undefined;
  readonly confirm: string | undefined;
  readonly inventory: string | undefined;
  readonly within: string | undefined;
  readonly only: string | undefined;
  readonly node: readonly string[];
  readonly skip: readonly string[];
  readonly user: string | undefined;
  readonly group: readonly string[];
  readonly days: string | undefined;
  readonly ttl: string | undefined;
  readonly keys: boolean;
  readonly allowUnsigned: boolean;
  readonly markdown: boolean;
  readonly shell: boolean;
  readonly yes: boolean;
  readonly json: boolean;
  readonly help: boolean;
  readonly version: boolean;
}

/** A command line that cannot be understood; `message` names the word. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** The usage of what was meant, where it is not the whole program's. */
  readonly usage: string | undefined;

  constructor(message: string, usage?: string) {
    super(message);
    this.usage = usage;
  }
}

const options = {
  file: { type: 'string', short: 'f' },
  bundle: { type: 'string', short: 'b' },
  workspace: { type: 'string', short: 'w' },
  secrets: { type: 'string' },
  local: { type: 'string' },
  preset: { type: 'string' },
  lang: { type: 'string' },
  to: { type: 'string' },
  passphrase: { type: 'string' },
  'new-passphrase': { type: 'string' },
  confirm: { type: 'string' },
  inventory: { type: 'string' },
  within: { type: 'string' },
  only: { type: 'string' },
  node: { type: 'string', multiple: true },
  skip: { type: 'string', multiple: true },
  user: { type: 'string' },
  group: { type: 'string', multiple: true },
  days: { type: 'string' },
  ttl: { type: 'string' },
  keys: { type: 'boolean', default: false },
  'allow-unsigned': { type: 'boolean', default: false },
  markdown: { type: 'boolean', default: false },
  shell: { type: 'boolean', default: false },
  yes: { type: 'boolean', short: 'y', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
  version: { type: 'boolean', default: false },
} as const;

/** `parseArgs` leaves out what was not given. */
const absent = {
  file: undefined,
  bundle: undefined,
  workspace: undefined,
  secrets: undefined,
  local: undefined,
  preset: undefined,
  lang: undefined,
  to: undefined,
  passphrase: undefined,
  confirm: undefined,
  inventory: undefined,
  within: undefined,
  only: undefined,
  node: [],
  skip: [],
  user: undefined,
  group: [],
  days: undefined,
  ttl: undefined,
};

/** Reads the command line. @throws {UsageError} */
export function readArguments(argv: readonly string[]): Arguments {
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
    const { 'new-passphrase': newPassphrase, 'allow-unsigned': allowUnsigned, ...given } = values;
    return { ...absent, ...given, newPassphrase, allowUnsigned, command: positionals };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

export const usage = {
  en: `barque puts a highly available Kubernetes cluster on bare Linux servers, from one offline bundle, over SSH.

  barque spec example [--preset NAME]      a spec to begin with
  barque spec check FILE                   is the spec sound?
  barque plan   -f SPEC -b BUNDLE          what would be done: every file, every command; changes nothing
                      [--markdown | --shell]  to keep: for people, or as a script for those who must type
  barque apply  -f SPEC -b BUNDLE          do it; again on a finished cluster: only the proofs
  barque resume -f SPEC | -w WORKSPACE     go on with a run that was interrupted
                      [--skip STEP]...     without a step that failed, where a cluster stands without it
  barque status -f SPEC | -w WORKSPACE     what stands
  barque probe  -f SPEC [--to FILE]        what the hosts are, for who makes the bundle; changes nothing
  barque doctor -f SPEC -b BUNDLE [--inventory FILE]   does this bundle install this spec on these hosts?
  barque verify -f SPEC | -w WORKSPACE     all proofs, the pods' too
  barque certs list   -w WORKSPACE [--within DAYS]   every certificate, and whether it is the one that is kept here
  barque certs renew  -w WORKSPACE [--node NODE]... [--only GROUP]   new leaves, one master at a time; goes on with
                      one that was interrupted. GROUP: apiserver, etcd, kubelet, kubeconfigs, front-proxy or all
  barque export       -w WORKSPACE [--to FILE] [--keys] [--new-passphrase FILE|fd:N]   everything in one zip; private
                      keys only with --keys, encrypted (AES-256) with a passphrase
  barque kubeconfig   -w WORKSPACE --user NAME [--group GROUP]... [--days N]   access for somebody (90 days)
  barque join-command -w WORKSPACE [--ttl 24h]   the kubeadm line that adds a worker by hand, with a new token
  barque tokens list | delete ID -w WORKSPACE    the tokens that nodes may join by
  barque vault status -w WORKSPACE         whether the passwords and private keys are encrypted, and where they went
  barque vault protect -w WORKSPACE        encrypt them
  barque vault passphrase -w WORKSPACE     change the passphrase
  barque vault hand-over --to DIR -w WORKSPACE   a copy for the customer, under their passphrase
  barque vault forget -w WORKSPACE         erase the keys here, after the cluster's name was typed (or --confirm NAME)
  barque known-hosts list                  the host keys that are trusted (each of these with -w WORKSPACE)
  barque known-hosts import FILE           trust those of an OpenSSH known_hosts file
  barque known-hosts export [--to FILE]    print them in OpenSSH's format, or add them to such a file
  barque known-hosts remove ADDRESS[:PORT] forget one

  barque bundle ...                        make, sign, look at and verify bundles: barque bundle --help

  -y, --yes            ask nothing: trust hosts at first contact, begin at once
  --secrets FILE|fd:N  secrets by name, JSON or YAML, from a file of mode 0600 or an open descriptor
  --passphrase FILE|fd:N      opens the vault; encrypts that of a new workspace
  --new-passphrase FILE|fd:N  of what is made: protect, passphrase, hand-over, export
  -w, --workspace DIR  the cluster's folder (default: NAME.barque beside the spec)
  --allow-unsigned     take a bundle that nobody whom you trust has signed
  --local NODE         this program runs on that node itself: no SSH to it
  --json               events as JSON, one a line
  --lang en|zh         the language (default: the terminal's)

  Exit code: 0 success, 1 a run that did not succeed, 2 refused before anything was changed, 64 usage, 130 cancelled.
`,
  zh: `barque 通过 SSH，用一个离线包，在裸 Linux 服务器上部署高可用 Kubernetes 集群。

  barque spec example [--preset 名称]      生成配置示例
  barque spec check 文件                   检查配置
  barque plan   -f 配置 -b 离线包          列出将要做的一切：每个文件、每条命令；不做任何更改
                      [--markdown | --shell]  留存：供人阅读，或供手动执行的脚本
  barque apply  -f 配置 -b 离线包          执行部署；对已建成的集群再次执行时只做验证
  barque resume -f 配置 | -w 工作区        继续被中断的部署
                      [--skip 步骤]...     跳过已失败、但没有它集群也能建成的步骤
  barque status -f 配置 | -w 工作区        查看现状
  barque probe  -f 配置 [--to 文件]        收集主机信息，交给制作离线包的人；不做任何更改
  barque doctor -f 配置 -b 离线包 [--inventory 文件]   离线包体检：能否在这些主机上完成部署？
  barque verify -f 配置 | -w 工作区        执行全部验证，包括 Pod 互通
  barque certs list   -w 工作区 [--within 天数]      列出所有证书，并与此处保存的比对
  barque certs renew  -w 工作区 [--node 节点]... [--only 类别]   逐台 master 更换叶子证书；中断后再次执行即继续。
                      类别：apiserver、etcd、kubelet、kubeconfigs、front-proxy 或 all
  barque export       -w 工作区 [--to 文件] [--keys] [--new-passphrase 文件|fd:N]   全部内容导出为一个 zip；
                      指定 --keys 才包含私钥，提供口令则加密（AES-256）
  barque kubeconfig   -w 工作区 --user 用户 [--group 组]... [--days 天数]   为某人生成 kubeconfig（默认 90 天）
  barque join-command -w 工作区 [--ttl 24h]   生成新令牌，打印手动加入 worker 的 kubeadm 命令
  barque tokens list | delete ID -w 工作区    列出或删除加入令牌
  barque vault status -w 工作区            密码和私钥是否已加密，以及移交和擦除记录
  barque vault protect -w 工作区           加密凭据库
  barque vault passphrase -w 工作区        更改口令
  barque vault hand-over --to 目录 -w 工作区   为客户制作副本，使用客户的口令
  barque vault forget -w 工作区            输入集群名称（或 --confirm 名称）后擦除本地密钥
  barque known-hosts list                  已信任的主机密钥（以下各命令均需 -w 工作区）
  barque known-hosts import 文件           信任 OpenSSH known_hosts 文件中的主机密钥
  barque known-hosts export [--to 文件]    以 OpenSSH 格式输出，或追加到该文件
  barque known-hosts remove 地址[:端口]    删除一个

  barque bundle ...                        制作、签名、查看和校验离线包：barque bundle --help

  -y, --yes            不询问：首次连接即信任主机，立即开始
  --secrets 文件|fd:N  按名称提供密码与密钥（JSON 或 YAML），来自权限 0600 的文件或已打开的描述符
  --passphrase 文件|fd:N      打开凭据库；新工作区则用它加密
  --new-passphrase 文件|fd:N  用于新生成的内容：protect、passphrase、hand-over、export
  -w, --workspace 目录 集群的工作区（默认：配置旁的 名称.barque）
  --allow-unsigned     接受没有可信签名的离线包
  --local 节点         本程序就运行在该节点上：不对它使用 SSH
  --json               以 JSON 输出事件，每行一个
  --lang en|zh         语言（默认跟随终端）

  退出码：0 成功，1 未成功，2 更改之前即被拒绝，64 用法错误，130 已取消。
`,
} as const;
