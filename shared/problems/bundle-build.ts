import { kind } from './define.ts';
import { because } from './file-faults.ts';

const where = {
  en: 'From behind a mirror, add a rule: --mirror HOST=MIRROR/PATH',
  zh: '如需经由镜像站，请添加规则：--mirror 主机=镜像站/路径',
};

/** Problems of making a bundle: what is fetched, from registries, download sites and package repositories. */
export const bundleBuildProblems = {
  'build.unknown-version': kind<{ version: string; known: readonly string[] }>({
    retry: false,
    en: (p) => ({
      what: 'The catalogue does not have this Kubernetes version',
      found: p.version,
      expected: `up to one of ${p.known.join(', ')}`,
      remedies: ['Choose a version that is known', 'Refresh the catalogue: npm run catalog'],
    }),
    zh: (p) => ({
      what: '目录中没有该 Kubernetes 版本',
      found: p.version,
      expected: `不高于 ${p.known.join('、')} 之一`,
      remedies: ['选择已知的版本', '更新目录：npm run catalog'],
    }),
  }),
  'build.mirror-invalid': kind<{ rule: string }>({
    retry: false,
    en: (p) => ({
      what: 'A mirror rule cannot be read',
      found: p.rule,
      expected: 'HOST[/PATH]=[http://]HOST[:PORT][/PATH]',
      remedies: ['Write it as registry.k8s.io=mirror.example.com/k8s'],
    }),
    zh: (p) => ({
      what: '镜像规则无法识别',
      found: p.rule,
      expected: '主机[/路径]=[http://]主机[:端口][/路径]',
      remedies: ['写成 registry.k8s.io=mirror.example.com/k8s 的形式'],
    }),
  }),
  'build.image-name': kind<{ image: string }>({
    retry: false,
    en: (p) => ({
      what: 'This is not the name of an image',
      found: p.image,
      expected: '[HOST/]REPOSITORY:TAG',
      remedies: ['Name it by its tag; a digest alone gives it no name on the nodes'],
    }),
    zh: (p) => ({
      what: '这不是镜像名称',
      found: p.image,
      expected: '[主机/]仓库:标签',
      remedies: ['请使用标签；仅有摘要时节点上无法引用该镜像'],
    }),
  }),
  'build.file-unreadable': kind<{ path: string; reason: string }>({
    retry: false,
    en: (p) => ({
      what: 'A file that is to go into the bundle cannot be read',
      found: `${p.path}: ${because(p.reason, 'en')}`,
      expected: 'a file that this user may read',
      remedies: ['Check the path'],
    }),
    zh: (p) => ({
      what: '要放入离线包的文件无法读取',
      found: `${p.path}：${because(p.reason, 'zh')}`,
      expected: '当前用户可读的文件',
      remedies: ['检查路径'],
    }),
  }),
  'build.unreachable': kind<{ url: string; reason: string }>({
    retry: true,
    en: (p) => ({
      what: 'A download did not arrive',
      found: `${p.url}: ${p.reason}`,
      expected: 'a line to it that holds',
      remedies: [
        'Begin again: what has arrived is kept, and it goes on from there',
        'Set HTTPS_PROXY where there is a proxy',
        where.en,
      ],
    }),
    zh: (p) => ({
      what: '下载未完成',
      found: `${p.url}：${p.reason}`,
      expected: '稳定的网络连接',
      remedies: ['再次执行即可：已下载的部分会保留，从中断处继续', '如有代理，请设置 HTTPS_PROXY', where.zh],
    }),
  }),
  'build.refused': kind<{ url: string; status: number }>({
    retry: false,
    en: (p) => ({
      what: 'A download is refused',
      found: `${p.url} answers ${p.status}`,
      expected: 'an answer with the content',
      remedies:
        p.status === 404 ? ['Check the name and the version', where.en] : ['Check that this account may fetch it', where.en],
    }),
    zh: (p) => ({
      what: '下载被拒绝',
      found: `${p.url} 返回 ${p.status}`,
      expected: '返回内容',
      remedies: p.status === 404 ? ['检查名称和版本', where.zh] : ['确认该账号有权下载', where.zh],
    }),
  }),
  'build.going-on': kind<{ path: string }>({
    retry: true,
    en: (p) => ({
      what: 'A package is being made already',
      found: `${p.path} is on its way`,
      expected: 'one package at a time',
      remedies: ['Wait until it is finished, or stop it'],
    }),
    zh: (p) => ({
      what: '已有一个离线包正在制作',
      found: `正在制作 ${p.path}`,
      expected: '一次只制作一个离线包',
      remedies: ['等待制作完成，或停止它'],
    }),
  }),
  'build.no-repository': kind<{ system: string }>({
    retry: false,
    en: (p) => ({
      what: 'It is not known where the packages of a system are',
      found: `${p.system}, which the catalogue has no repository of`,
      expected: `a repository for ${p.system}`,
      remedies: ['Name one: deb URL SUITE COMPONENT..., rpm URL, or the path of an ISO image (FILE.iso)'],
    }),
    zh: (p) => ({
      what: '不知道该系统的软件包在哪里',
      found: `${p.system}，目录中没有它的软件仓库`,
      expected: `${p.system} 的软件仓库`,
      remedies: ['指定一个：deb 网址 发行版 组件...，rpm 网址，或 ISO 映像的路径（文件.iso）'],
    }),
  }),
  'build.repository-unclear': kind<{ text: string }>({
    retry: false,
    en: (p) => ({
      what: 'The address of a package repository cannot be understood',
      found: p.text,
      expected: 'deb URL SUITE COMPONENT..., rpm URL, or the path of an ISO image (FILE.iso)',
      remedies: ['Write it in this form, such as: deb https://deb.example.com/debian bookworm main'],
    }),
    zh: (p) => ({
      what: '无法识别软件仓库的地址',
      found: p.text,
      expected: 'deb 网址 发行版 组件...，rpm 网址，或 ISO 映像的路径（文件.iso）',
      remedies: ['按此格式填写，例如：deb https://deb.example.com/debian bookworm main'],
    }),
  }),
  'build.defect': kind<{ reason: string }>({
    retry: true,
    en: (p) => ({
      what: 'The package could not be made',
      found: p.reason,
      expected: 'a package',
      remedies: ['Try again: what has arrived is kept', 'Otherwise this is a defect of Barque: report it'],
    }),
    zh: (p) => ({
      what: '无法制作离线包',
      found: p.reason,
      expected: '制作完成的离线包',
      remedies: ['重试：已下载的内容会保留', '否则这是 Barque 的缺陷，请反馈'],
    }),
  }),
  'build.login': kind<{ host: string; known: string }>({
    retry: false,
    en: (p) => ({
      what: 'A login is needed',
      found:
        p.known === 'yes'
          ? `${p.host} refuses the login that is given for it`
          : `${p.host} wants a login, and none is given for it`,
      expected: `a login for ${p.host}`,
      remedies: [
        `Put it into a file of mode 0600, {"${p.host}": {"user": "…", "password": "…"}}, and give it with --credentials FILE`,
      ],
    }),
    zh: (p) => ({
      what: '需要登录',
      found: p.known === 'yes' ? `${p.host} 拒绝了所给的登录信息` : `${p.host} 要求登录，但没有提供登录信息`,
      expected: `${p.host} 的登录信息`,
      remedies: [`写入权限为 0600 的文件，{"${p.host}": {"user": "…", "password": "…"}}，并用 --credentials 文件 指定`],
    }),
  }),
  'build.corrupt': kind<{ url: string; expected: string }>({
    retry: true,
    en: (p) => ({
      what: 'A download is not what it should be',
      found: `${p.url} has another digest`,
      expected: p.expected,
      remedies: ['Begin again', 'If it happens again, what is served there was changed, or a proxy changes it'],
    }),
    zh: (p) => ({
      what: '下载内容与预期不符',
      found: `${p.url} 的摘要不同`,
      expected: p.expected,
      remedies: ['重新执行', '如果再次出现，说明该处内容已被改动，或被代理改动'],
    }),
  }),
  'build.malformed': kind<{ url: string; reason: string }>({
    retry: false,
    en: (p) => ({
      what: 'A download does not have the form that it must have',
      found: `${p.url}: ${p.reason}`,
      expected: 'what the catalogue or the protocol says of it',
      remedies: ['Check what is served at this address', where.en],
    }),
    zh: (p) => ({
      what: '下载内容的格式不符合要求',
      found: `${p.url}：${p.reason}`,
      expected: '符合目录或协议的格式',
      remedies: ['检查该地址提供的内容', where.zh],
    }),
  }),
  'build.no-platform': kind<{ image: string; arch: string; held: readonly string[] }>({
    retry: false,
    en: (p) => ({
      what: 'An image is not there for this architecture',
      found: `${p.image}: ${p.held.join(', ') || 'for none'}`,
      expected: `linux/${p.arch}`,
      remedies: ['Choose another tag', 'Leave the architecture or the image out'],
    }),
    zh: (p) => ({
      what: '镜像没有该架构的版本',
      found: `${p.image}：${p.held.join('、') || '无'}`,
      expected: `linux/${p.arch}`,
      remedies: ['选择其他标签', '去掉该架构或该镜像'],
    }),
  }),
  'build.repository-untrusted': kind<{ url: string; reason: string }>({
    retry: false,
    en: (p) => ({
      what: 'A package repository cannot be trusted',
      found: `${p.url}: ${p.reason}`,
      expected: 'metadata signed by a key of --repository-keys, and content with the digests that it names',
      remedies: [
        "Give the repository's public keys: --repository-keys SYSTEM=FILE",
        'Check that the mirror is complete and up to date',
      ],
    }),
    zh: (p) => ({
      what: '软件仓库不可信',
      found: `${p.url}：${p.reason}`,
      expected: '元数据由 --repository-keys 中的密钥签名，内容与其摘要一致',
      remedies: ['提供仓库的公钥：--repository-keys 系统=文件', '确认镜像站完整且为最新'],
    }),
  }),
  'build.iso-malformed': kind<{ path: string; reason: string }>({
    retry: false,
    en: (p) => ({
      what: 'An ISO image cannot be read',
      found: `${p.path}: ${because(p.reason, 'en')}`,
      expected: 'a whole ISO 9660 image, as the distribution publishes it',
      remedies: ['Compare its SHA-256 with the published one', 'Download or copy it again'],
    }),
    zh: (p) => ({
      what: '无法读取 ISO 映像',
      found: `${p.path}：${because(p.reason, 'zh')}`,
      expected: '发行版发布的完整 ISO 9660 映像',
      remedies: ['将其 SHA-256 与发布值比对', '重新下载或拷贝'],
    }),
  }),
  'build.iso-unproven': kind<{ path: string; lacks: string }>({
    retry: false,
    en: (p) => ({
      what: 'Nothing proves what is on an ISO image',
      found: `${p.path} has no ${p.lacks}, and its SHA-256 is not given`,
      expected: "signed metadata on the image, or the image's SHA-256 as the distribution publishes it",
      remedies: ['Give the sum, or the published list: --iso-sha256 SUM, --iso-sha256 SHA256SUMS'],
    }),
    zh: (p) => ({
      what: '无法证明 ISO 映像的内容',
      found: `${p.path} 中没有 ${p.lacks}，也没有给出其 SHA-256`,
      expected: '映像中有已签名的元数据，或提供发行版公布的映像 SHA-256',
      remedies: ['提供校验值或公布的列表：--iso-sha256 校验值，--iso-sha256 SHA256SUMS'],
    }),
  }),
  'build.iso-other': kind<{ path: string; found: string; given: number }>({
    retry: false,
    en: (p) => ({
      what: 'An ISO image is not the one that it should be',
      found: `${p.path} has the digest ${p.found}`,
      expected: p.given === 1 ? 'the SHA-256 that was given' : `one of the ${p.given} SHA-256 sums that were given`,
      remedies: ['Check that the sum, or the list, is of this image', 'Download or copy the image again'],
    }),
    zh: (p) => ({
      what: 'ISO 映像与预期不符',
      found: `${p.path} 的摘要为 ${p.found}`,
      expected: p.given === 1 ? '与给出的 SHA-256 一致' : `与给出的 ${p.given} 个 SHA-256 之一一致`,
      remedies: ['确认校验值或列表属于该映像', '重新下载或拷贝该映像'],
    }),
  }),
  'build.iso-no-repository': kind<{ path: string }>({
    retry: false,
    en: (p) => ({
      what: 'An ISO image has no package repository',
      found: `${p.path} has neither dists/SUITE/Release nor repodata/repomd.xml`,
      expected: "a distribution's installation medium with packages on it",
      remedies: ['Use the DVD, not the medium that installs over the network'],
    }),
    zh: (p) => ({
      what: 'ISO 映像中没有软件仓库',
      found: `${p.path} 中既没有 dists/发行版/Release，也没有 repodata/repomd.xml`,
      expected: '带有软件包的发行版安装介质',
      remedies: ['请使用 DVD 映像，而不是网络安装介质'],
    }),
  }),
  'build.iso-lacks': kind<{ path: string; file: string }>({
    retry: false,
    en: (p) => ({
      what: 'An ISO image lacks a file that its own lists name',
      found: `${p.path} has no ${p.file}`,
      expected: 'a whole image',
      remedies: ['Add the other images of the set: --repository SYSTEM=FILE.iso', 'Download or copy the image again'],
    }),
    zh: (p) => ({
      what: 'ISO 映像缺少其列表中的文件',
      found: `${p.path} 中没有 ${p.file}`,
      expected: '完整的映像',
      remedies: ['添加该套介质的其他映像：--repository 系统=文件.iso', '重新下载或拷贝该映像'],
    }),
  }),
  'build.packages-missing': kind<{ os: string; missing: readonly string[] }>({
    retry: false,
    en: (p) => ({
      what: 'The repositories lack packages',
      found: `for ${p.os} there is no ${p.missing.join(', ')}`,
      expected: 'every package that is named, and what it depends on',
      remedies: ['Check the names', 'Add the repository that has them: --repository SYSTEM=…'],
    }),
    zh: (p) => ({
      what: '软件仓库中缺少软件包',
      found: `${p.os} 没有 ${p.missing.join('、')}`,
      expected: '指定的每个软件包及其依赖',
      remedies: ['检查名称', '添加包含它们的仓库：--repository 系统=…'],
    }),
  }),
};
