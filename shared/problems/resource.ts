import { kind, list } from './define.ts';
import { aspectWords, resourceWords } from './resource-words.ts';

/** Problems of bringing a host into the state that the plan wants. */
export const resourceProblems = {
  'resource.not-in-place': kind<{ resource: string; aspect: string; found: string; wanted: string }>({
    retry: true,
    en: (p) => ({
      what: `It was done and yet does not stand: ${resourceWords(p.resource, 'en')}`,
      found: aspectWords(p.aspect, p.found, 'en'),
      expected: aspectWords(p.aspect, p.wanted, 'en'),
      remedies: [
        'Look for what changes it back on the host: configuration management, another administrator, a read-only or full disk',
        'Then resume the run',
      ],
    }),
    zh: (p) => ({
      what: `已执行但未生效：${resourceWords(p.resource, 'zh')}`,
      found: aspectWords(p.aspect, p.found, 'zh'),
      expected: aspectWords(p.aspect, p.wanted, 'zh'),
      remedies: ['检查主机上是什么将其改回：配置管理工具、其他管理员、只读或已满的磁盘', '然后继续运行'],
    }),
  }),
  'resource.failed': kind<{ resource: string }>({
    retry: true,
    en: (p) => ({
      what: `The host could not be changed: ${resourceWords(p.resource, 'en')}`,
      found: 'the host refused it; what it printed is below',
      expected: 'the resource in place',
      remedies: ['Correct the cause on the host, and resume the run'],
    }),
    zh: (p) => ({
      what: `无法更改主机：${resourceWords(p.resource, 'zh')}`,
      found: '主机拒绝执行，其输出见下',
      expected: '该资源就位',
      remedies: ['在主机上排除原因，然后继续运行'],
    }),
  }),
  'resource.package-removed': kind<{ package: string; removed: string }>({
    retry: true,
    en: (p) => ({
      what: 'To install an OS package, another one of the host would be removed',
      found: `${p.package} takes the place of ${p.removed}`,
      expected: 'packages that stand beside what the host has',
      remedies: [
        `Take ${p.package} out of packages in the spec, if ${p.removed} does what is wanted of it`,
        `Or remove ${p.removed} on the host yourself, and resume the run`,
      ],
    }),
    zh: (p) => ({
      what: '安装操作系统软件包会导致主机上的另一个软件包被删除',
      found: `${p.package} 会取代 ${p.removed}`,
      expected: '可与主机现有软件包共存的软件包',
      remedies: [
        `如果 ${p.removed} 已能满足需要，从配置的 packages 中去掉 ${p.package}`,
        `或者自行在主机上删除 ${p.removed}，然后继续运行`,
      ],
    }),
  }),
  'resource.disk-full': kind<{ resource: string }>({
    retry: true,
    en: (p) => ({
      what: 'A disk of the host is full',
      found: `no space left on it for: ${resourceWords(p.resource, 'en')}`,
      expected: 'room for what is sent, as the checks found it before',
      remedies: [
        'See on the host which file system is full (`df -h`; `df -i` for inodes) and what has filled it, and free space there',
        'Then try again: what had arrived whole is not sent once more',
      ],
    }),
    zh: (p) => ({
      what: '主机磁盘已满',
      found: `没有剩余空间：${resourceWords(p.resource, 'zh')}`,
      expected: '有足够空间存放要发送的内容，如检查时一样',
      remedies: [
        '在主机上查看哪个文件系统已满（`df -h`；inode 用 `df -i`）以及被什么占用，并释放空间',
        '然后重试：已完整送达的内容不会再次发送',
      ],
    }),
  }),
  'service.failed': kind<{ unit: string; state: string }>({
    retry: true,
    en: (p) => ({
      what: `A service does not start: ${p.unit}`,
      found: `its state is ${p.state}; the end of its log is below`,
      expected: 'the service running',
      remedies: [
        `Correct the cause that its log names (all of it: \`journalctl -u ${p.unit}\` on the host)`,
        'Then resume the run: the service is started again',
      ],
    }),
    zh: (p) => ({
      what: `服务无法启动：${p.unit}`,
      found: `其状态为 ${p.state}，日志末尾见下`,
      expected: '服务正在运行',
      remedies: [`根据日志排除原因（在主机上用 \`journalctl -u ${p.unit}\` 查看完整日志）`, '然后继续运行：该服务会再次启动'],
    }),
  }),
  'service.silent': kind<{ unit: string; seconds: number }>({
    retry: true,
    en: (p) => ({
      what: `A service runs but does not work: ${p.unit}`,
      found: `it was started, and ${p.seconds} s later it still did not answer; what it was asked and the end of its log are below`,
      expected: 'the service answering',
      remedies: [
        `Correct the cause that its log names (all of it: \`journalctl -u ${p.unit}\` on the host)`,
        'Then resume the run: the service is started again',
      ],
    }),
    zh: (p) => ({
      what: `服务在运行但未正常工作：${p.unit}`,
      found: `启动 ${p.seconds} 秒后仍无应答，询问结果和日志末尾见下`,
      expected: '服务能够应答',
      remedies: [`根据日志排除原因（在主机上用 \`journalctl -u ${p.unit}\` 查看完整日志）`, '然后继续运行：该服务会再次启动'],
    }),
  }),
  'service.waits': kind<{ unit: string; others: readonly string[]; seconds: number }>({
    retry: true,
    en: (p) => ({
      what: `A service runs and cannot work without others: ${p.unit}`,
      found:
        p.others.length === 0
          ? `all others answered it, and after ${p.seconds} s it still did not work; the end of its log is below`
          : `after ${p.seconds} s there was still no answer from ${list(p.others)}; the end of its log is below`,
      expected: 'a majority of the members running and reaching each other',
      remedies: [
        p.others.length === 0
          ? `See in its log what it waits for (all of it: \`journalctl -u ${p.unit}\` on the host)`
          : `See on ${list(p.others)} whether ${p.unit} runs (\`systemctl status ${p.unit}\`), and whether the hosts reach each other`,
        'Do not empty its data directory: it is not damaged, it waits',
        'Then resume the run: the service goes on by itself, as soon as the others are there',
      ],
    }),
    zh: (p) => ({
      what: `服务在运行，但缺少其他成员而无法工作：${p.unit}`,
      found:
        p.others.length === 0
          ? `其他成员均有应答，但 ${p.seconds} 秒后仍未正常工作，日志末尾见下`
          : `${p.seconds} 秒后 ${list(p.others, '、')} 仍无应答，日志末尾见下`,
      expected: '多数成员在运行且能互相访问',
      remedies: [
        p.others.length === 0
          ? `在日志中查看它在等待什么（在主机上用 \`journalctl -u ${p.unit}\` 查看完整日志）`
          : `在 ${list(p.others, '、')} 上检查 ${p.unit} 是否在运行（\`systemctl status ${p.unit}\`），以及主机之间能否互相访问`,
        '不要清空它的数据目录：数据没有损坏，它只是在等待',
        '然后继续运行：其他成员就绪后，该服务会自动恢复工作',
      ],
    }),
  }),
  'command.failed': kind<{ command: string; status: number }>({
    retry: true,
    en: (p) => ({
      what: `A command failed: ${p.command}`,
      found: `exit status ${p.status}; the end of its output is below`,
      expected: 'exit status 0',
      remedies: ['Correct the cause that its output names, and resume the run'],
    }),
    zh: (p) => ({
      what: `命令失败：${p.command}`,
      found: `退出状态 ${p.status}，其输出的末尾见下`,
      expected: '退出状态 0',
      remedies: ['根据输出排除原因，然后继续运行'],
    }),
  }),
  'command.timeout': kind<{ command: string; seconds: number }>({
    retry: true,
    en: (p) => ({
      what: `A command took too long and was stopped: ${p.command}`,
      found: `still running after ${p.seconds} s; the end of its output is below`,
      expected: `its end within ${p.seconds} s`,
      remedies: ['Look at what it waited for in its output, correct that, and resume the run'],
    }),
    zh: (p) => ({
      what: `命令超时并已停止：${p.command}`,
      found: `${p.seconds} 秒后仍在运行，其输出的末尾见下`,
      expected: `${p.seconds} 秒内结束`,
      remedies: ['查看输出中它在等待什么，排除后继续运行'],
    }),
  }),
  'command.guarded': kind<{ command: string; found: string }>({
    retry: false,
    en: (p) => ({
      what: `A command was not started: ${p.command}`,
      found: `on the host, in the moment before: ${p.found}`,
      expected: 'no sign of a cluster that is there already',
      remedies: [
        'Look at what is there: barque status',
        'If a cluster is there, this command would harm it. If it is a leftover that nobody needs, its etcd has to be emptied first',
      ],
    }),
    zh: (p) => ({
      what: `命令未启动：${p.command}`,
      found: `启动前在主机上发现：${p.found}`,
      expected: '没有已存在集群的痕迹',
      remedies: ['查看现状：barque status', '如果已有集群，执行该命令会损害它；如果只是无人使用的残留，请先清空其 etcd'],
    }),
  }),
  'command.not-shown': kind<{ command: string; seconds: number }>({
    retry: true,
    en: (p) => ({
      what: `A command has succeeded before, and what it did does not show: ${p.command}`,
      found: `nothing of it for ${p.seconds} seconds: the cluster does not answer, or it was removed`,
      expected: 'a cluster that answers; the command is not run a second time',
      remedies: ['Find out why the API does not answer (kubelet, etcd, the endpoint), then resume the run'],
    }),
    zh: (p) => ({
      what: `命令此前已成功，但看不到其结果：${p.command}`,
      found: `${p.seconds} 秒内没有任何结果：集群无应答，或结果已被删除`,
      expected: '集群有应答；该命令不会执行第二次',
      remedies: ['查明 API 无应答的原因（kubelet、etcd、访问地址），然后继续运行'],
    }),
  }),
  'command.lost': kind<{ command: string }>({
    retry: true,
    en: (p) => ({
      what: `A command was cut off: ${p.command}`,
      found: 'its process is gone and left no exit status',
      expected: 'its exit status',
      remedies: [
        'Check whether the host was restarted or the unit stopped, and resume the run: the command is then taken up again',
      ],
    }),
    zh: (p) => ({
      what: `命令被中断：${p.command}`,
      found: '进程已消失且没有留下退出状态',
      expected: '退出状态',
      remedies: ['检查主机是否重启过或该单元被停止，然后继续运行：该命令会被重新执行'],
    }),
  }),
  'manifest.refused': kind<{ path: string }>({
    retry: true,
    en: (p) => ({
      what: 'The cluster does not take these objects',
      found: `kubectl apply of ${p.path} failed; what it printed is below`,
      expected: 'the objects in the cluster',
      remedies: ['Correct the cause that kubectl names, and resume the run'],
    }),
    zh: (p) => ({
      what: '集群未接受这些对象',
      found: `kubectl apply ${p.path} 失败，其输出见下`,
      expected: '对象存在于集群中',
      remedies: ['根据 kubectl 的输出排除原因，然后继续运行'],
    }),
  }),
};
