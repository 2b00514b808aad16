import { layout } from '../../../shared/model/layout.ts';
import { keepContainers } from './containers.ts';
import { durations } from './durations.ts';
import { etcdServes } from './etcd.ts';
import { keyIn } from './machine.ts';
import { perform } from './programs/program.ts';
import type { Said } from './said.ts';
import type { Helper } from './verbs.ts';

/** The verb `service`, to remove a unit: it ends, and nothing of it is left. */
export function removeUnit({ machine, cluster, run }: Helper, name: string): Said {
  machine.files.remove(`/etc/systemd/system/${name}`);
  machine.units.delete(name);
  machine.stamps.delete(keyIn(run, name));
  machine.touch();
  cluster.tell();
  return {};
}

/** The verb `service`: enables a unit, and with `start` (re)starts it. */
export async function restart(helper: Helper, name: string, start: boolean): Promise<Said> {
  const { machine, cluster, programs, signal } = helper;
  const { clock } = machine;
  if (start && name === layout.kubeletUnit) keepContainers(machine);
  const text = machine.unitText(name);
  if (text === undefined) return { status: 1, errors: `Failed to enable unit: Unit file ${name} does not exist.\n` };
  machine.enable(name);
  if (!start) return {};
  const argv = execStart(text);
  const runs = argv.join(' ');
  const failed = (journal: string): Said => {
    machine.setUnit(name, { active: 'failed', runs });
    return { status: 1, errors: `Job for ${name} failed. See "journalctl -xeu ${name}" for details.\n${journal}` };
  };
  const [program = ''] = argv;
  if (program.startsWith(`${layout.bin}/`) && machine.files.at(program)?.type !== 'file')
    return failed(`${name}: Failed to locate executable ${program}: No such file or directory\n`);
  if (/^Type=oneshot$/m.test(text)) {
    let journal = '';
    const note = (said: string | Buffer) => void (journal += said.toString());
    const status = await perform({ argv, machine, cluster, programs, signal, print: note, complain: note });
    if (status !== 0) return failed(journal);
  } else if (name === layout.etcdUnit) {
    machine.setUnit(name, { active: 'activating', runs });
    cluster.tell();
    await cluster.until(() => etcdServes(cluster, machine), signal);
    await clock.wait(durations.etcd, signal);
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
