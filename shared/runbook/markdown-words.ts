import type { Resource } from '../model/resource.ts';
import type { Language } from '../problems/problem.ts';

/** What a plan is said with. */
export interface RunbookWords {
  readonly title: (cluster: string) => string;
  /** The language's punctuation: several things, what a text is about and the text, something beside the line. */
  readonly listed: (things: readonly string[]) => string;
  readonly about: (what: string, text: string) => string;
  readonly aside: (text: string) => string;
  readonly importsImages: (count: number) => string;
  readonly summary: (steps: number, hosts: number, forever: number) => string;
  readonly nothing: string;
  readonly changes: string;
  readonly services: string;
  readonly noServices: string;
  readonly undo: string;
  readonly forever: string;
  readonly details: string;
  readonly step: string;
  readonly risk: Readonly<Record<'read-only' | 'reversible' | 'irreversible', string>>;
  /** What a change does, by its kind: the things of that kind follow. */
  readonly does: Readonly<Record<Resource['kind'], string>>;
  /** How a change of that kind is undone; kinds without an entry leave nothing behind. */
  readonly undone: Partial<Record<Resource['kind'], string>>;
}

export const runbookWords: Readonly<Record<Language, RunbookWords>> = {
  en: {
    title: (cluster) => `What will be changed for the cluster ${cluster}`,
    listed: (things) => things.join(', '),
    about: (what, text) => `${what}: ${text}`,
    aside: (text) => ` (${text})`,
    importsImages: (count) => `imports ${count} image${count === 1 ? '' : 's'} into containerd`,
    summary: (steps, hosts, forever) =>
      `${steps} steps on ${hosts} hosts change something. ${forever} of them cannot be undone; they are marked.`,
    nothing: 'Nothing is to be changed: everything is as it should be.',
    changes: 'What changes',
    services: 'Services that are started, restarted or stopped',
    noServices: 'None.',
    undo: 'How it is undone',
    forever:
      'Steps that cannot be undone one by one: {steps}. Removing the cluster from this host removes everything that is kept in it.',
    details: 'Every difference',
    step: 'Step',
    risk: { 'read-only': 'changes nothing', reversible: 'can be undone', irreversible: 'cannot be undone' },
    does: {
      directory: 'makes directories',
      file: 'writes files',
      block: 'keeps a block of lines in files, and leaves the rest of them alone',
      binary: 'installs programs',
      link: 'makes links',
      absent: 'removes files and directories',
      sysctl: 'sets kernel settings',
      module: 'loads kernel modules',
      'swap-off': 'turns swap off',
      hostname: 'sets the host name',
      service: 'enables and starts services',
      'no-service': 'stops services and removes their units',
      images: 'imports images into containerd',
      packages: 'installs OS packages that are not there, from files and without a repository',
      command: 'runs commands',
      manifest: 'applies Kubernetes objects',
      'static-pods': "restarts the control plane's pods",
      reload: 'has what runs read its configuration again',
      proof: 'proves that it works',
    },
    undone: {
      directory: 'Remove the directories that are new and empty.',
      file: 'Remove the files that are new; what stood in the place of the others is kept below /var/lib/barque/before, with its mode.',
      block: 'Take the lines between the marks out again.',
      binary: 'Remove the programs.',
      link: 'Remove the links.',
      absent:
        'What was removed outside of /var/lib/barque and /etc/barque is kept below /var/lib/barque/before, with its mode; what was in them is not kept, nor are files with private keys.',
      sysctl: 'Remove the file that keeps the settings and restart the host.',
      module: 'Remove the file that names the modules and restart the host.',
      'swap-off': 'Put the lines of /etc/fstab back, unmask the swap units in /etc/systemd/system, and run swapon -a.',
      hostname: 'Set the former name with hostnamectl set-hostname.',
      service: 'systemctl disable --now, then remove the unit.',
      'no-service': 'Put back into the spec what wanted the service, and apply it.',
      images: "The images go with containerd's directory.",
      packages:
        'Remove them with dpkg --purge or rpm -e; what was installed before is listed in /var/lib/barque/before/packages.',
      manifest: 'kubectl delete -f, with the file that was applied.',
    },
  },
  zh: {
    title: (cluster) => `集群 ${cluster} 的变更内容`,
    listed: (things) => things.join('、'),
    about: (what, text) => `${what}：${text}`,
    aside: (text) => `（${text}）`,
    importsImages: (count) => `将 ${count} 个镜像导入 containerd`,
    summary: (steps, hosts, forever) => `${hosts} 台主机上有 ${steps} 个步骤会做更改，其中 ${forever} 个无法撤销，已标明。`,
    nothing: '无需更改：一切均已符合。',
    changes: '更改内容',
    services: '启动、重启或停止的服务',
    noServices: '无。',
    undo: '如何撤销',
    forever: '无法单独撤销的步骤：{steps}。从该主机移除集群会删除集群中保存的全部内容。',
    details: '全部差异',
    step: '步骤',
    risk: { 'read-only': '不做更改', reversible: '可撤销', irreversible: '不可撤销' },
    does: {
      directory: '创建目录',
      file: '写入文件',
      block: '在文件中维护一段内容，不改动其余部分',
      binary: '安装程序',
      link: '创建链接',
      absent: '删除文件和目录',
      sysctl: '设置内核参数',
      module: '加载内核模块',
      'swap-off': '关闭 swap',
      hostname: '设置主机名',
      service: '启用并启动服务',
      'no-service': '停止服务并删除其单元文件',
      images: '将镜像导入 containerd',
      packages: '从文件安装尚未安装的操作系统软件包，不使用软件仓库',
      command: '执行命令',
      manifest: '应用 Kubernetes 对象',
      'static-pods': '重启控制平面的 Pod',
      reload: '让运行中的程序重新读取配置',
      proof: '验证可用',
    },
    undone: {
      directory: '删除新建且为空的目录。',
      file: '删除新建的文件；被替换的文件连同权限保存在 /var/lib/barque/before 下。',
      block: '删除标记之间的内容。',
      binary: '删除程序。',
      link: '删除链接。',
      absent:
        '/var/lib/barque 和 /etc/barque 以外被删除的文件连同权限保存在 /var/lib/barque/before 下；这两个目录中的内容和含私钥的文件不保留。',
      sysctl: '删除保存参数的文件并重启主机。',
      module: '删除列出模块的文件并重启主机。',
      'swap-off': '恢复 /etc/fstab 中的行，取消屏蔽 /etc/systemd/system 中的 swap 单元，并执行 swapon -a。',
      hostname: '用 hostnamectl set-hostname 恢复原主机名。',
      service: '执行 systemctl disable --now，然后删除单元文件。',
      'no-service': '在配置中恢复需要该服务的设置并重新应用。',
      images: '镜像随 containerd 的目录一并删除。',
      packages: '用 dpkg --purge 或 rpm -e 删除；安装前已有的软件包列在 /var/lib/barque/before/packages。',
      manifest: '用所应用的文件执行 kubectl delete -f。',
    },
  },
};
