import { kind } from './define.ts';

const registrySaid = {
  en: {
    unreachable: 'nobody answers there',
    untrusted: 'its certificate is not trusted',
    login: 'it refuses the login',
    project: 'the project is not there',
    denied: 'nothing may be pushed into the project',
    corrupt: 'what was pulled is not what was pushed',
    'not-asked': 'the host lets nobody connect through SSH, so it could not be asked',
    'no-secret': 'the password of the login is not there, so it could not be asked',
  },
  zh: {
    unreachable: '无法连接',
    untrusted: '其证书不受信任',
    login: '登录被拒绝',
    project: '项目不存在',
    denied: '没有推送权限',
    corrupt: '拉取的内容与推送的不一致',
    'not-asked': '主机不允许通过 SSH 转发连接，未能检查',
    'no-secret': '缺少登录所用的密码，未能检查',
  },
} as const;
const registryRemedies = {
  en: {
    unreachable: ['Check its address and port (`registry.address`), and that no firewall stands between'],
    untrusted: [
      'Give the certificate of its authority (`registry.ca`), or choose plain HTTP where it has no TLS (`registry.plainHttp`)',
    ],
    login: ['Check the account (`registry.login`) and its password (`registry.login.secret`)'],
    project: ['Create the project in the registry, or name another one (`registry.project`)'],
    denied: ['Give the account the right to push, or take this upon yourself where the images are in it already'],
    corrupt: ['Look at the disk and the logs of the registry'],
    'not-asked': ['Set `AllowTcpForwarding local` in sshd_config to have it checked, or look by hand'],
    'no-secret': ['Give the password of the login (`registry.login.secret`)'],
  },
  zh: {
    unreachable: ['检查地址和端口（`registry.address`），并确认中间没有防火墙阻挡'],
    untrusted: ['提供签发其证书的 CA 证书（`registry.ca`）；没有 TLS 时改用 HTTP（`registry.plainHttp`）'],
    login: ['检查账号（`registry.login`）及其密码（`registry.login.secret`）'],
    project: ['在镜像仓库中创建该项目，或改用其他项目（`registry.project`）'],
    denied: ['为该账号授予推送权限；若镜像已在仓库中，可自行确认后继续'],
    corrupt: ['检查镜像仓库的磁盘和日志'],
    'not-asked': ['在 sshd_config 中设置 `AllowTcpForwarding local` 后重新检查，或手动确认'],
    'no-secret': ['填写登录密码（`registry.login.secret`）'],
  },
} as const;

/** Problems with the registry that a spec names. */
export const registryProblems = {
  'check.registry': kind<{ outcome: keyof typeof registrySaid.en; registry: string; project: string }>({
    retry: true,
    en: (p) => ({
      what: `The image registry ${p.registry} cannot be used`,
      found: registrySaid.en[p.outcome],
      expected: `an image pushed into the project ${p.project} and pulled back`,
      remedies: registryRemedies.en[p.outcome],
    }),
    zh: (p) => ({
      what: `无法使用镜像仓库 ${p.registry}`,
      found: registrySaid.zh[p.outcome],
      expected: `能向项目 ${p.project} 推送镜像并拉取回来`,
      remedies: registryRemedies.zh[p.outcome],
    }),
  }),
};
