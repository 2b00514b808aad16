import { isPracticeBundle, isPracticeHost } from '../practice/practice.ts';
import { problem } from '../problems/problem.ts';
import { refusal, type Check } from './check.ts';

/** Practice hosts take a practice bundle and no other; and no real host is given one: there is nothing in it. */
export const practice: Check = {
  id: 'practice',
  run: ({ bundle, nodes }) => {
    const isPractice = isPracticeBundle(bundle);
    return nodes
      .filter((n) => isPracticeHost(n.facts) !== isPractice)
      .map((n) => refusal(problem('check.practice', { bundle: isPractice ? 'practice' : 'real' }, { host: n.name })));
  },
};
