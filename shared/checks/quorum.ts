import { problem } from '../problems/problem.ts';
import { warning, type Check } from './check.ts';

/** An even number of etcd members survives no more failures than one fewer would, and one or two survive none. */
export const quorum: Check = {
  id: 'quorum',
  run: ({ masters }) => {
    const members = masters.length;
    const survives = Math.floor((members - 1) / 2);
    return members % 2 === 0 || survives === 0 ? [warning(problem('check.quorum', { members, survives }))] : [];
  },
};
