import { kind } from './define.ts';
import { because } from './file-faults.ts';

/** Problems of carrying out a plan and of keeping its journal. */
export const runProblems = {
  'run.plan-broken': kind<{ step: string; reason: 'cycle' | 'unknown-need' | 'duplicate'; others: readonly string[] }>({
    retry: false,
    en: (p) => ({
      what: 'The plan cannot be carried out in any order',
      found: {
        cycle: `the steps ${p.others.join(' → ')} wait for each other`,
        'unknown-need': `step ${p.step} needs ${p.others.join(', ')}, which the plan does not have`,
        duplicate: `two steps are called ${p.step}`,
      }[p.reason],
      expected: 'steps with different names that need only steps of the same plan, without a circle',
      remedies: ['This is a defect of Barque: report it together with the output of `barque plan --json`'],
    }),
    zh: (p) => ({
      what: '该计划无法按任何顺序执行',
      found: {
        cycle: `步骤 ${p.others.join(' → ')} 互相等待`,
        'unknown-need': `步骤 ${p.step} 依赖计划中不存在的 ${p.others.join('、')}`,
        duplicate: `有两个步骤同名：${p.step}`,
      }[p.reason],
      expected: '步骤名称互不相同，只依赖同一计划内的步骤，且没有循环依赖',
      remedies: ['这是 Barque 的缺陷：请附上 `barque plan --json` 的输出进行反馈'],
    }),
  }),
  'run.not-finished': kind<{ steps: readonly string[] }>({
    retry: false,
    en: (p) => ({
      what: 'The hosts are not what the spec and the bundle say',
      found: `steps that would change something: ${p.steps.join(', ')}`,
      expected: 'a finished cluster, where nothing is to be changed',
      remedies: ['See what it is: barque plan', 'Bring it about: barque apply, or barque resume'],
    }),
    zh: (p) => ({
      what: '主机的现状与配置和离线包不一致',
      found: `需要更改的步骤：${p.steps.join('、')}`,
      expected: '已建成的集群，无需更改',
      remedies: ['查看差异：barque plan', '使其一致：barque apply 或 barque resume'],
    }),
  }),
  'run.cannot-skip': kind<{ step: string; reason: 'unknown' | 'needed' | 'not-failed'; may: readonly string[] }>({
    retry: false,
    en: (p) => ({
      what: 'This step cannot be skipped',
      found: {
        unknown: `the latest run has no step ${p.step}`,
        needed: `${p.step}: a cluster does not stand without it, or something would be lost`,
        'not-failed': `${p.step} has not failed`,
      }[p.reason],
      expected: p.may.length > 0 ? `one of: ${p.may.join(', ')}` : 'a step that failed and that a cluster stands without',
      remedies: ['Remove the cause that its problem names, then go on: what is done already is not done again'],
    }),
    zh: (p) => ({
      what: '此步骤不能跳过',
      found: {
        unknown: `最近一次运行中没有步骤 ${p.step}`,
        needed: `${p.step}：没有它集群无法建成，或会造成损失`,
        'not-failed': `${p.step} 并没有失败`,
      }[p.reason],
      expected: p.may.length > 0 ? `以下之一：${p.may.join('、')}` : '已失败、且没有它集群也能建成的步骤',
      remedies: ['按其问题说明排除原因后继续：已完成的工作不会重做'],
    }),
  }),
  'run.step-crashed': kind<{ step: string; reason: string }>({
    retry: true,
    en: (p) => ({
      what: 'A step ended in a way that Barque does not know',
      found: `${p.step}: ${p.reason}`,
      expected: 'a step that succeeds or names its problem',
      remedies: ['Run `barque resume`: what is done already is not done again', 'Report it with the journal of the run'],
    }),
    zh: (p) => ({
      what: '某个步骤以 Barque 未知的方式结束',
      found: `${p.step}：${p.reason}`,
      expected: '步骤成功，或给出明确的问题',
      remedies: ['运行 `barque resume`：已完成的工作不会重做', '请附上本次运行的日志进行反馈'],
    }),
  }),
  'run.journal-broken': kind<{ path: string; line: number; reason: string }>({
    retry: false,
    en: (p) => ({
      what: 'The journal of a run cannot be read',
      found: `${p.path}, line ${p.line}: ${because(p.reason, 'en')}`,
      expected: 'one event of a run on each line',
      remedies: [
        'If a newer Barque wrote it, read it with that version',
        'The cluster is not affected: the journal is history, and `barque resume` looks at the hosts',
      ],
    }),
    zh: (p) => ({
      what: '无法读取运行日志',
      found: `${p.path} 第 ${p.line} 行：${because(p.reason, 'zh')}`,
      expected: '每行一个运行事件',
      remedies: [
        '如果是更新版本的 Barque 写入的，请用该版本读取',
        '集群不受影响：日志只是历史，`barque resume` 以主机实际状态为准',
      ],
    }),
  }),
  'run.journal-unwritable': kind<{ path: string; reason: string }>({
    retry: true,
    en: (p) => ({
      what: 'The journal of the run cannot be written, so the run stops',
      found: `${p.path}: ${because(p.reason, 'en')}`,
      expected: 'a workspace on a disk with space that this user may write to',
      remedies: ['Free some space or correct the permissions, then run `barque resume`'],
    }),
    zh: (p) => ({
      what: '无法写入运行日志，运行已停止',
      found: `${p.path}：${because(p.reason, 'zh')}`,
      expected: '工作区所在磁盘有剩余空间，且当前用户可写',
      remedies: ['释放磁盘空间或修正权限，然后运行 `barque resume`'],
    }),
  }),
};
