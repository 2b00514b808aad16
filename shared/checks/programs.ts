import { packagesFor, systemOf } from '../bundle/os-packages.ts';
import { packagesWith, programsOfKubeadm } from '../catalog/kubeadm-programs.ts';
import { problem } from '../problems/problem.ts';
import { type HostCheck, refusal } from './check.ts';
import { isJoined } from './joined.ts';

/**
 * kubeadm's preflight will find every program that it asks for: the host has it, or the spec's OS packages bring it (that the bundle holds
 * those is asked by the check `bundle`). Facts without any program are of an earlier probe, which asked for none.
 */
export const programs: HostCheck = {
  id: 'programs',
  run: ({ spec, cluster, nodes }) =>
    nodes
      .filter(({ facts }) => facts.programs.length > 0 && !isJoined(facts, cluster))
      .flatMap(({ name: host, facts }) => {
        const brought = new Set(packagesFor(spec.packages, systemOf(facts)));
        return programsOfKubeadm(spec.kubernetes.version)
          .filter((program) => !facts.programs.includes(program))
          .map((program) => ({ program, packages: packagesWith[program] ?? [] }))
          .filter(({ packages }) => !packages.some((name) => brought.has(name)))
          .map(({ program, packages }) =>
            refusal(problem('check.program', { program, packages, kubernetes: spec.kubernetes.version }, { host })),
          );
      }),
};
