import { problem } from '../problems/problem.ts';
import { blocker, type HostCheck, refusal, warning } from './check.ts';

const mib = 1024 ** 2;
const gb = 1e9;
/** kubeadm's preflight on a control plane: 2 CPUs and 1700 MB, by which it means MiB. */
const leastMaster = { cpus: 2, memoryBytes: 1700 * mib };
/** Room for binaries, images and logs; the kubelet evicts below 15 % free. */
const leastFreeBytes = 5 * gb;
/** To one decimal, down: what is too little never reads as enough. */
const tenths = (n: number) => Math.floor(n * 10) / 10;

/** The host itself: systemd, the architecture of the bundle, CPUs, memory, space, no firewall or SELinux that would be in the way. */
export const system: HostCheck = {
  id: 'system',
  run: ({ spec, cluster, nodes }) =>
    nodes.flatMap((n) => {
      const at = { host: n.name };
      const { facts } = n;
      const findings = [];
      if (!facts.systemd) findings.push(refusal(problem('check.no-systemd', { os: facts.os.name }, at)));
      if (facts.arch !== spec.arch) findings.push(refusal(problem('check.arch', { found: facts.arch, expected: spec.arch }, at)));
      if (n.master && facts.cpus < leastMaster.cpus)
        findings.push(refusal(problem('check.cpus', { found: facts.cpus, expected: leastMaster.cpus }, at)));
      if (n.master && facts.memoryBytes < leastMaster.memoryBytes)
        findings.push(
          refusal(
            problem(
              'check.memory',
              { foundMb: Math.floor(facts.memoryBytes / mib), expectedMb: leastMaster.memoryBytes / mib },
              at,
            ),
          ),
        );
      if (facts.selinux === 'enforcing') findings.push(warning(problem('check.selinux', { mode: 'enforcing' }, at)));
      if (facts.firewalls.length > 0) findings.push(blocker(problem('check.firewall', { services: facts.firewalls }, at)));
      const mount = mountOf(n.storage.containerd, facts.mounts);
      if (facts.cluster !== cluster && mount && mount.freeBytes < leastFreeBytes)
        findings.push(
          blocker(
            problem(
              'check.space',
              {
                path: n.storage.containerd,
                freeGb: tenths(mount.freeBytes / gb),
                expectedGb: leastFreeBytes / gb,
              },
              at,
            ),
          ),
        );
      if (
        facts.cgroup !== 'v2' &&
        refusesCgroupV1(spec.kubernetes.version) &&
        spec.merge.kubeadm.kubelet['failCgroupV1'] !== false
      )
        findings.push(refusal(problem('check.cgroup-v1', { version: spec.kubernetes.version }, at)));
      return findings;
    }),
};

/** The kubelet refuses cgroup v1 by default from 1.35 on (KubeletConfiguration.failCgroupV1). */
const refusesCgroupV1 = (version: string) => Number(version.split('.')[1]) >= 35;

/** The file system that holds a path: the longest mount point that is a prefix of it. */
function mountOf<M extends { path: string }>(path: string, mounts: readonly M[]): M | undefined {
  return mounts
    .filter((m) => m.path === '/' || path === m.path || path.startsWith(`${m.path}/`))
    .reduce<M | undefined>((best, m) => (best && best.path.length >= m.path.length ? best : m), undefined);
}
