import { kind, type ProblemParams } from './define.ts';
import { because } from './file-faults.ts';

/** Problems between the face and the engine behind it. */
export const engineProblems = {
  'engine.disconnected': kind<ProblemParams>({
    retry: true,
    en: () => ({
      what: 'The connection to the engine was lost',
      found: 'the engine has ended, or this page can no longer reach it',
      expected: 'an engine that answers',
      remedies: [
        'Reload the page; where that does not help, start Barque again',
        'A run that was interrupted is found again and can be resumed',
      ],
    }),
    zh: () => ({
      what: '与引擎的连接已断开',
      found: '引擎已退出，或当前页面无法再连接到它',
      expected: '引擎有应答',
      remedies: ['重新加载页面；如仍无效，请重新启动 Barque', '被中断的运行会被找回，可以继续执行'],
    }),
  }),
  'engine.not-understood': kind<{ call: string; issues: readonly string[] }>({
    retry: false,
    en: (p) => ({
      what: 'The engine refused a question that it does not understand',
      found: `${p.call}: ${p.issues.join('; ')}`,
      expected: 'a question as the contract of this version has it',
      remedies: [
        'Reload the page: it may be of another version than the engine',
        'Otherwise this is a defect of Barque: report it',
      ],
    }),
    zh: (p) => ({
      what: '引擎拒绝了无法识别的请求',
      found: `${p.call}：${p.issues.join('；')}`,
      expected: '符合当前版本接口约定的请求',
      remedies: ['重新加载页面：它可能与引擎版本不一致', '否则这是 Barque 的缺陷，请反馈'],
    }),
  }),
  'engine.folder-unreadable': kind<{ path: string; reason: string }>({
    retry: true,
    en: (p) => ({
      what: 'A folder cannot be listed',
      found: `${p.path}: ${because(p.reason, 'en')}`,
      expected: 'a folder that this user may read',
      remedies: ['Choose another folder', 'Correct its permissions'],
    }),
    zh: (p) => ({
      what: '无法列出目录内容',
      found: `${p.path}：${because(p.reason, 'zh')}`,
      expected: '当前用户可读的目录',
      remedies: ['选择其他目录', '修正其权限'],
    }),
  }),
  'engine.no-package': kind<ProblemParams>({
    retry: false,
    en: () => ({
      what: 'No package is chosen',
      found: 'this cluster names no package',
      expected: 'the package that it is to be deployed from',
      remedies: ['Choose a package in the step Package'],
    }),
    zh: () => ({
      what: '尚未选择离线包',
      found: '该集群没有指定离线包',
      expected: '部署所用的离线包',
      remedies: ['在“离线包”步骤中选择'],
    }),
  }),
  'engine.nothing-to-resume': kind<{ path: string }>({
    retry: false,
    en: (p) => ({
      what: 'There is no run to go on with',
      found: `no run was begun in ${p.path}`,
      expected: 'a run that was interrupted or failed',
      remedies: ['Start the deployment'],
    }),
    zh: (p) => ({
      what: '没有可继续的运行',
      found: `${p.path} 中没有开始过运行`,
      expected: '被中断或失败的运行',
      remedies: ['开始部署'],
    }),
  }),
  'engine.practice-newer': kind<{ schema: string; known: string }>({
    retry: false,
    en: (p) => ({
      what: 'The practice nodes of this cluster were kept by a newer Barque',
      found: p.schema,
      expected: `at most ${p.known}`,
      remedies: ['Open this cluster with the Barque that made it, or a newer one', 'Begin another practice'],
    }),
    zh: (p) => ({
      what: '该集群的演练节点由更新版本的 Barque 保存',
      found: p.schema,
      expected: `不高于 ${p.known}`,
      remedies: ['用创建它的 Barque 或更新的版本打开该集群', '重新开始一次演练'],
    }),
  }),
  'engine.practice-over': kind<ProblemParams>({
    retry: false,
    en: () => ({
      what: 'The practice nodes of this cluster are gone',
      found: 'they existed in a Barque that has ended since',
      expected: 'practice nodes of this Barque',
      remedies: ['Begin another practice'],
    }),
    zh: () => ({
      what: '该集群的演练节点已不存在',
      found: '它们只存在于已退出的 Barque 进程中',
      expected: '当前 Barque 中的演练节点',
      remedies: ['重新开始一次演练'],
    }),
  }),
  'engine.fault': kind<{ call: string; reason: string }>({
    retry: true,
    en: (p) => ({
      what: 'The engine failed in a way that it does not know',
      found: `${p.call}: ${p.reason}`,
      expected: 'an answer, or a problem with a name',
      remedies: ['Try again', 'This is a defect of Barque: report it with the text above'],
    }),
    zh: (p) => ({
      what: '引擎发生未知错误',
      found: `${p.call}：${p.reason}`,
      expected: '正常应答，或给出明确的问题',
      remedies: ['重试', '这是 Barque 的缺陷：请附上以上内容进行反馈'],
    }),
  }),
};
