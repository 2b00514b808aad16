import { problem } from '../problems/problem.ts';
import { type Check, refusal } from './check.ts';

const timesyncd = '/usr/lib/systemd/systemd-timesyncd';
const chronyd = '/usr/sbin/chronyd';

/** Where the probe looks for the programs that set and serve the time. */
export const timeProgramPaths = [timesyncd, chronyd] as const;

/** Where the spec says whom to take the time from, the hosts have the programs for it: the bundle brings none. */
export const time: Check = {
  id: 'time',
  run: ({ spec, nodes, first }) => {
    if (spec.time.source === 'host') return [];
    const { source } = spec.time;
    return nodes
      .map((n) => ({ n, program: source === 'first-master' && n === first ? chronyd : timesyncd }))
      .filter(({ n, program }) => !n.facts.present.includes(program))
      .map(({ n, program }) => refusal(problem('check.time-program', { program, source }, { host: n.name })));
  },
};
