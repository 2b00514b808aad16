import { limitsOf, newestFor } from '../catalog/newest.ts';
import { releaseOf } from '../catalog/releases.ts';
import { problem } from '../problems/problem.ts';
import { type HostCheck, refusal, warning } from './check.ts';
import { isJoined } from './joined.ts';

/** kubeadm's SystemVerification takes the host's kernel, by the same rule as the package check-up; some versions of it only warn. */
export const kernel: HostCheck = {
  id: 'kernel',
  run: ({ spec, cluster, nodes }) => {
    const { version } = spec.kubernetes;
    const release = releaseOf(version);
    if (release === undefined) return [];
    const hosts = nodes.map(({ name, facts }) => ({ name, kernel: facts.kernel, cgroup: facts.cgroup }));
    const joined = new Set(nodes.filter(({ facts }) => isJoined(facts, cluster)).map(({ name }) => name));
    const newest = newestFor(hosts).version ?? '-';
    const { below } = release.kernel;
    return limitsOf(release, hosts)
      .filter(({ of, host }) => of === 'kernel' && !joined.has(host))
      .map(({ host, found, needs }) => {
        const what = problem('check.kernel', { found, needs, kubernetes: version, newest, below }, { host });
        return below === 'refused' ? refusal(what) : warning(what);
      });
  },
};
