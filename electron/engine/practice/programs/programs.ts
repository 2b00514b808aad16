import { etcdctl } from './etcdctl.ts';
import { kubeadm } from './kubeadm.ts';
import { kubectl } from './kubectl.ts';
import type { Program, Programs } from './program.ts';
import { systemPrograms } from './system.ts';

const brought: ReadonlyMap<string, Program> = new Map<string, Program>([
  ['kubeadm', kubeadm],
  ['kubectl', kubectl],
  ['etcdctl', etcdctl],
  ['helm', ({ print }) => (print('version.BuildInfo{Version:"practice"}\n'), 0)],
]);

/** The programs of a practice host. */
export const practicePrograms: Programs = { system: systemPrograms, brought };
