import { kind } from './define.ts';

/** Problems between the face and the engine behind it. */
export const engineProblems = {
  'engine.disconnected': kind<Record<never, never>>({
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
