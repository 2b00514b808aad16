import { amissWords } from '../proof/amiss.ts';
import { kind, list } from './define.ts';

/** Problems that the proofs of a finished cluster find. */
export const proofProblems = {
  'proof.failed': kind<{ proof: string; amiss: readonly string[]; seconds: number }>({
    retry: true,
    en: (p) => ({
      what: `The proof "${p.proof}" did not hold`,
      found: `after ${p.seconds} s still amiss: ${list(p.amiss.map((one) => amissWords(one, 'en')))}`,
      expected: 'nothing amiss',
      remedies: ['See the last lines of the hosts named (barque status)', 'Then run barque verify again; nothing was undone'],
    }),
    zh: (p) => ({
      what: `验证“${p.proof}”未通过`,
      found: `${p.seconds} 秒后仍异常：${list(
        p.amiss.map((one) => amissWords(one, 'zh')),
        '、',
      )}`,
      expected: '没有异常',
      remedies: ['查看所列主机的状态（barque status）', '然后再次运行 barque verify；没有任何内容被撤销'],
    }),
  }),
};
