import type { PracticeRegistry } from '../../shared/practice/registry.ts';
import { dictionary } from './dictionary.ts';

/** The image registry, on the screen of network and storage. */
export const registryWords = dictionary({
  en: {
    registry: 'Image registry',
    kinds: { none: 'None', cluster: 'On the masters', external: 'Your own' },
    about: {
      none: 'The nodes need none: they get every image of the package. One that Barque has put on the masters before is stopped and removed, with its images, by the next deployment.',
      cluster:
        'Each master serves all images of the package, read-only and with a certificate of the cluster. The nodes ask it first for whatever they pull; while a master is off, they ask another one.',
      external:
        'Harbor, or another that speaks the OCI distribution protocol. The nodes ask it first for whatever they pull. The checks push a few bytes from every node and pull them back.',
    },
    practice: ({ address, project, user, password }: PracticeRegistry) =>
      `Practice mode has one registry: ${address}, plain HTTP, project ${project}, robot account ${user} with the password ${password}. Any other address is not reached from practice hosts.`,
    address: 'Address',
    addressHint: 'A name or an address, without https://',
    port: 'Port',
    project: 'Project',
    projectHint: 'Holds the images under their own names: registry.k8s.io/pause is PROJECT/pause',
    trust: 'Connection',
    trusts: {
      hosts: 'TLS, its authority is trusted by the hosts',
      ca: 'TLS, with an authority of its own',
      none: 'Plain HTTP, without TLS',
    },
    ca: 'Certificate of its authority (PEM)',
    caFile: 'Certificate from a file…',
    plainHttp:
      'Whoever is on the network between can read the password and the images, and put others in their place. Choose this only where the registry has no TLS.',
    user: 'Robot account',
    userHint:
      'Such as robot$barque; may be left empty where nobody logs in. It needs the right to pull, and to push for the check',
    passwordMissing: 'The password of the robot account is missing',
  },
  zh: {
    registry: '镜像仓库',
    kinds: { none: '不使用', cluster: '部署在 master 上', external: '使用已有仓库' },
    about: {
      none: '节点不需要镜像仓库：离线包中的镜像都会导入节点。之前由 Barque 部署在 master 上的仓库，将在下次部署时停止并连同镜像一起删除。',
      cluster:
        '每台 master 以只读方式提供离线包中的全部镜像，使用集群签发的证书。节点拉取镜像时优先访问；某台 master 故障时改用其他 master。',
      external:
        'Harbor 或其他支持 OCI 分发规范的镜像仓库。节点拉取镜像时优先访问它。检查时会从每个节点推送并拉取几个字节，以验证读写。',
    },
    practice: ({ address, project, user, password }: PracticeRegistry) =>
      `演练模式中只有一个镜像仓库：${address}，HTTP（不加密），项目 ${project}，机器人账号 ${user}，密码 ${password}。演练主机无法访问其他地址。`,
    address: '地址',
    addressHint: '名称或 IP 地址，不含 https://',
    port: '端口',
    project: '项目',
    projectHint: '镜像保留原名：registry.k8s.io/pause 对应“项目名/pause”',
    trust: '连接方式',
    trusts: { hosts: 'HTTPS，主机已信任其 CA', ca: 'HTTPS，另行提供 CA 证书', none: 'HTTP，不加密' },
    ca: 'CA 证书（PEM）',
    caFile: '从文件读取证书…',
    plainHttp: '传输不加密：网络路径上的任何人都能获取密码和镜像内容，并能篡改镜像。仅当镜像仓库不支持 TLS 时使用。',
    user: '机器人账号',
    userHint: '例如 robot$barque；允许匿名访问时可留空。需要拉取权限，检查时还需要推送权限',
    passwordMissing: '缺少机器人账号的密码',
  },
});
