import { diagnose, remedyOf } from '../../../shared/bundle/doctor.ts';
import { inventoryOf, inventoryText } from '../../../shared/bundle/inventory.ts';
import type { Inventory } from '../../../shared/model/inventory.ts';
import type { ClusterSpec } from '../../../shared/model/spec.ts';
import { openBundle } from '../../engine/bundle/bundle.ts';
import { readInventory } from '../../engine/bundle/inventory-file.ts';
import { openFleet } from '../../engine/fleet.ts';
import { survey } from '../../engine/survey.ts';
import { writeDurably } from '../../engine/workspace/durable-file.ts';
import { UsageError } from '../arguments.ts';
import { exit } from '../exit.ts';
import { openSession, readSpec } from '../session.ts';
import type { Command, Invocation } from './command.ts';

const words = {
  en: {
    written: (path: string, hosts: number) =>
      `${path}: what ${hosts} hosts are. Where there is internet: barque bundle build --for ${path} -o site.barque`,
    sound: 'The bundle holds all that these hosts need.',
    remedy: 'This makes a bundle that does:',
  },
  zh: {
    written: (path: string, hosts: number) =>
      `${path}：${hosts} 台主机的信息。在有互联网的一侧执行：barque bundle build --for ${path} -o site.barque`,
    sound: '离线包包含这些主机所需的全部内容。',
    remedy: '以下命令可制作满足要求的离线包：',
  },
};

/** `barque probe`: what the hosts are, in a file for the side with internet. Changes nothing on them. */
export const probe: Command = async (invocation) => {
  const { arguments: given, console } = invocation;
  const { found } = await probed(invocation);
  const text = inventoryText(found);
  if (given.to === undefined) console.print(text);
  else {
    await writeDurably(given.to, text, 0o644);
    console.print(`${words[console.language].written(given.to, found.hosts.length)}\n`);
  }
  return exit.success;
};

/** `barque doctor`: does this bundle install this spec on these hosts? The hosts are asked, or an inventory file is. */
export const doctor: Command = async (invocation) => {
  const { arguments: given, console, signal } = invocation;
  if (given.bundle === undefined) throw new UsageError('--bundle BUNDLE is missing');
  const { spec, found } =
    given.inventory === undefined ? await probed(invocation) : await readProbed(invocation, given.inventory);
  const bundle = await openBundle(given.bundle, signal);
  try {
    const holes = diagnose(bundle.manifest, spec, found.hosts);
    const remedy = remedyOf(bundle.manifest, found, spec).join(' ');
    if (given.json) console.print(`${JSON.stringify({ type: 'doctor', problems: holes, remedy })}\n`);
    else if (holes.length === 0) console.print(`${words[console.language].sound}\n`);
    else {
      console.problems(holes);
      console.print(`${words[console.language].remedy}\n  ${remedy}\n`);
    }
    return holes.length === 0 ? exit.success : exit.refused;
  } finally {
    await bundle.close();
  }
};

interface Probed {
  readonly spec: ClusterSpec;
  readonly found: Inventory;
}

async function probed({ arguments: given, console, signal }: Invocation): Promise<Probed> {
  const { spec, reach } = await openSession(given, console, true, signal);
  const fleet = await openFleet(spec, reach, signal);
  try {
    return { spec, found: inventoryOf(spec, await survey(spec, fleet, signal)) };
  } finally {
    await fleet.close();
  }
}

async function readProbed({ arguments: given }: Invocation, path: string): Promise<Probed> {
  if (given.file === undefined) throw new UsageError('-f SPEC is missing');
  return { spec: (await readSpec(given.file)).spec, found: await readInventory(path) };
}
