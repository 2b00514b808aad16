import { expect, it } from 'vitest';
import { kubeadmPrograms, packagesWith, programsOfKubeadm } from './kubeadm-programs.ts';
import { newestOf, releases } from './releases.ts';

it.each([
  ['1.30.14', ['conntrack', 'ip', 'iptables', 'nsenter', 'mount']],
  ['1.31.0', ['conntrack', 'ip', 'iptables', 'nsenter', 'mount']],
  ['1.32.4', ['ip', 'iptables', 'nsenter', 'mount']],
  ['1.33.0', ['mount', 'losetup', 'cp']],
  ['1.37.2', ['mount', 'losetup', 'cp']],
])('kubeadm %s asks for %j', (version, programs) => {
  expect(programsOfKubeadm(version)).toEqual(programs);
});

it('a probe looks for what any version of the catalogue asks for, and for each program a package is known', () => {
  const asked = new Set(releases.flatMap((release) => programsOfKubeadm(newestOf(release))));
  expect(new Set(kubeadmPrograms)).toEqual(asked);
  expect(kubeadmPrograms.filter((program) => !packagesWith[program]?.length)).toEqual([]);
});
