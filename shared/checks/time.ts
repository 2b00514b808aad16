import { problem } from '../problems/problem.ts';
import { chosenPackages } from '../bundle/os-packages.ts';
import { type Check, refusal } from './check.ts';

const timesyncd = '/usr/lib/systemd/systemd-timesyncd';
const chronyd = '/usr/sbin/chronyd';

/** Where the probe looks for the programs that set and serve the time. */
export const timeProgramPaths = [timesyncd, chronyd] as const;

/** The packages that bring them, as Debian's and Red Hat's systems call them. */
const packageOf: Readonly<Record<string, string>> = { [timesyncd]: 'systemd-timesyncd', [chronyd]: 'chrony' };

/** Where the spec says whom to take the time from, the hosts have the programs for it, or get them as OS packages from the bundle. */
export const time: Check = {
  id: 'time',
  run: ({ spec, bundle, nodes, first }) => {
    if (spec.time.source === 'host') return [];
    const { source } = spec.time;
    return nodes
      .map((n) => ({ n, program: source === 'first-master' && n === first ? chronyd : timesyncd }))
      .filter(({ n, program }) => !n.facts.present.includes(program))
      .filter(({ n, program }) => {
        const brought = chosenPackages(bundle, spec.packages, n.facts);
        return !brought.some(({ name }) => name === packageOf[program]);
      })
      .map(({ n, program }) => refusal(problem('check.time-program', { program, source }, { host: n.name })));
  },
};
