import { problem } from '../problems/problem.ts';
import { blocker, warning, type HostCheck } from './check.ts';

/** Beyond this the certificates made here may not be valid there yet, or tokens be expired already. */
const blockerMs = 60_000;
/** etcd warns of a difference of one second between members. */
const warningMs = 1_000;

const seconds = (ms: number) => Math.round(ms / 100) / 10;

/**
 * Clocks: if all hosts agree with each other and differ from the operator's machine, it is that machine's clock that is wrong;
 * a single host that differs from the middle of all is wrong itself.
 */
export const clock: HostCheck = {
  id: 'clock',
  run: ({ nodes }) => {
    const skews = nodes.map((n) => n.facts.skewMs).sort((a, b) => a - b);
    const median = skews[Math.floor((skews.length - 1) / 2)] ?? 0;
    const operator =
      Math.abs(median) >= blockerMs
        ? [blocker(problem('check.operator-clock', { seconds: seconds(median), limit: blockerMs / 1000, hosts: nodes.length }))]
        : [];
    const hosts = nodes.flatMap((n) => {
      const off = n.facts.skewMs - median;
      if (Math.abs(off) < warningMs) return [];
      const found = problem('check.clock', { seconds: seconds(off), limit: blockerMs / 1000 }, { host: n.name });
      return [Math.abs(off) >= blockerMs ? blocker(found) : warning(found)];
    });
    return [...operator, ...hosts];
  },
};
