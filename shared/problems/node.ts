import { kind } from './define.ts';

const lives = { alive: 'is connected now', busy: 'is gone, but its commands still run', gone: 'is gone' };
const livesZh = { alive: '仍在连接中', busy: '已断开，但其命令仍在运行', gone: '已断开' };
const life = <V>(words: Readonly<Record<keyof typeof lives, V>>, key: string): V =>
  key === 'alive' || key === 'busy' ? words[key] : words.gone;

/** Problems of working with a host through the node helper. */
export const nodeProblems = {
  'node.not-root': kind<{ uid: string }>({
    retry: false,
    en: (p) => ({
      what: 'The helper on the host does not run as root',
      found: `user id ${p.uid}`,
      expected: 'user id 0',
      remedies: ['Correct access.become in the spec: none is for a user that is root already, otherwise sudo or su'],
    }),
    zh: (p) => ({
      what: '主机上的助手程序没有以 root 身份运行',
      found: `用户 ID ${p.uid}`,
      expected: '用户 ID 0',
      remedies: ['更正配置中的 access.become：none 仅用于本身就是 root 的用户，否则使用 sudo 或 su'],
    }),
  }),
  'node.no-answer': kind<{ verb: string; seconds: number }>({
    retry: true,
    en: (p) => ({
      what: 'The host did not answer in time',
      found: `nothing for ${p.seconds} s after "${p.verb}"`,
      expected: 'an answer',
      remedies: [
        'Look at the host: a full or failing disk, no memory left, a service that hangs while it starts',
        'Then resume the run: what was done is seen and not done again',
      ],
    }),
    zh: (p) => ({
      what: '主机未及时应答',
      found: `“${p.verb}”之后 ${p.seconds} 秒内无应答`,
      expected: '收到应答',
      remedies: ['检查主机：磁盘已满或故障、内存耗尽、服务启动时挂起', '然后继续运行：已完成的工作会被识别，不会重复执行'],
    }),
  }),
  'node.malformed': kind<{ verb: string }>({
    retry: true,
    en: (p) => ({
      what: 'The host answered something that cannot be understood',
      found: `the answer to "${p.verb}"`,
      expected: "the node helper's own form",
      remedies: [
        'Check that the tools of the host are the usual ones (coreutils or busybox) and that nothing writes into the session',
        'Then resume the run',
      ],
    }),
    zh: (p) => ({
      what: '无法理解主机的应答',
      found: `对“${p.verb}”的应答`,
      expected: '节点助手程序的格式',
      remedies: ['检查主机上的工具是常规版本（coreutils 或 busybox），且没有程序向会话写入内容', '然后继续运行'],
    }),
  }),
  'node.verb-failed': kind<{ verb: string; target: string; status: number }>({
    retry: true,
    en: (p) => ({
      what: 'The host could not do what it was asked for',
      found: `"${p.verb}" ended with status ${p.status}: ${p.target}`,
      expected: 'status 0',
      remedies: ['Read what the host printed, correct the cause on the host, and resume the run'],
    }),
    zh: (p) => ({
      what: '主机未能完成请求的操作',
      found: `“${p.verb}”以状态 ${p.status} 结束：${p.target}`,
      expected: '状态 0',
      remedies: ['查看主机的输出，在主机上排除原因，然后继续运行'],
    }),
  }),
  'node.held': kind<{ who: string; run: string; life: string }>({
    retry: true,
    en: (p) => ({
      what: 'Somebody else works with this host',
      found: `${p.who} (run ${p.run}), who ${life(lives, p.life)}`,
      expected: 'one run at a time on a host',
      remedies: ['Wait until that run has ended', 'Or end it where it runs, and try again'],
    }),
    zh: (p) => ({
      what: '其他人正在操作这台主机',
      found: `${p.who}（运行 ${p.run}），${life(livesZh, p.life)}`,
      expected: '一台主机同一时间只有一个运行',
      remedies: ['等待该运行结束', '或在其所在处结束它，然后重试'],
    }),
  }),
};
