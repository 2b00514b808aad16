import { layout } from '../../../shared/model/layout.ts';
import { kubeletClient } from '../../../shared/certificates/leaves.ts';
import { isPast, validUntil } from './certificate-times.ts';
import { keepContainers } from './containers.ts';
import { durations } from './durations.ts';
import { etcdFailure, settleEtcd } from './etcd/running.ts';
import { keyIn } from './machine.ts';
import { perform } from './programs/program.ts';
import type { Said } from './said.ts';
import type { Helper } from './verbs.ts';

/** What starting a unit needs. */
export type Host = Pick<Helper, 'machine' | 'cluster' | 'programs' | 'signal'>;

/** The verb `service`, to remove a unit: it ends, and nothing of it is left. */
export function removeUnit({ machine, cluster, run }: Helper, name: string): Said {
  machine.files.remove(`/etc/systemd/system/${name}`);
  machine.units.delete(name);
  machine.stamps.delete(keyIn(run, name));
  machine.touch();
  cluster.tell();
  return {};
}

/** Stops a unit; it stays enabled. The static pods of a kubelet run on. */
export function stopUnit({ machine, cluster }: Pick<Host, 'machine' | 'cluster'>, name: string): void {
  settleEtcd(cluster);
  if (name === layout.kubeletUnit) keepContainers(machine);
  if (name === layout.etcdUnit) machine.etcd = undefined;
  machine.setUnit(name, { active: 'inactive' });
  settleEtcd(cluster);
  cluster.tell();
}

/** The verb `service`: enables a unit, and with `start` (re)starts it; that it failed is seen in its state and its journal. */
export async function restart(host: Host, name: string, start: boolean): Promise<Said> {
  const { machine } = host;
  if (machine.unitText(name) === undefined)
    return { status: 1, errors: `Failed to enable unit: Unit file ${name} does not exist.\n` };
  machine.enable(name);
  if (!start) return {};
  return startUnit(host, name);
}

/** (Re)starts a unit that is there. etcd's is activating until it has a majority, and systemd starts it again while it fails. */
export async function startUnit({ machine, cluster, programs, signal }: Host, name: string): Promise<Said> {
  const { clock } = machine;
  if (name === layout.kubeletUnit) keepContainers(machine);
  const text = machine.unitText(name) ?? '';
  const argv = execStart(text);
  const runs = argv.join(' ');
  const failed = (journal: string): Said => {
    machine.setUnit(name, { active: 'failed', runs });
    machine.journals.set(name, journal);
    return {};
  };
  const [program = ''] = argv;
  if (program.startsWith(`${layout.bin}/`) && machine.files.at(program)?.type !== 'file')
    return failed(`${name}: Failed to locate executable ${program}: No such file or directory\n`);
  if (name === layout.kubeletUnit && machine.swapKib > 0)
    return failed('"command failed" err="failed to run Kubelet: running with swap on is not supported, please disable swap"\n');
  // a kubelet that runs goes on with an expired certificate; none starts with one, and so starts no static pods
  if (name === layout.kubeletUnit && isPast(machine, validUntil(machine, kubeletClient)))
    return failed(
      '"command failed" err="failed to run Kubelet: unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory"\n',
    );
  if (/^Type=oneshot$/m.test(text)) {
    let journal = '';
    const note = (said: string | Buffer) => void (journal += said.toString());
    const status = await perform({ argv, machine, cluster, programs, signal, print: note, complain: note });
    if (status !== 0) return failed(journal);
  } else if (name === layout.etcdUnit) {
    settleEtcd(cluster);
    machine.etcd = undefined;
    machine.setUnit(name, { active: 'activating', runs });
    cluster.tell();
    await clock.wait(durations.etcd, signal);
    const failure = etcdFailure(cluster, machine);
    if (failure !== undefined) machine.journals.set(name, `{"level":"fatal","msg":"discovery failed","error":"${failure}"}\n`);
    cluster.tell();
    return {};
  } else await clock.wait(name === layout.containerdUnit ? durations.containerd : durations.anyService, signal);
  machine.setUnit(name, { active: 'active', runs });
  cluster.tell();
  return {};
}

/** The command of a unit's last ExecStart. */
function execStart(text: string): string[] {
  const line = [...text.matchAll(/^ExecStart=(.+)$/gm)].at(-1)?.[1] ?? '';
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain = '']) => quoted ?? plain);
}
