import type { SwapResource } from '../../../shared/model/resource.ts';
import { unitPath } from '../../../shared/model/layout.ts';
import { link, put, swapoff } from '../node/verbs.ts';
import { ownershipOf, sha256 } from './documents.ts';
import { stateOf } from './files.ts';
import { differs, type Known, type SimpleKind } from './kind.ts';
import { questionKey, type Question } from './seen.ts';

const fstab = '/etc/fstab';
const swaps = '/proc/swaps';
const mark = '# off for Kubernetes (Barque): ';
const isSwapLine = (line: string): boolean => !/^\s*#/.test(line) && line.trim().split(/\s+/)[2] === 'swap';

/** How many swap areas are on: /proc/swaps has a line each after its heading. */
const areas = (text: string): number => text.trim().split('\n').length - 1;

/** systemd's swap units, all that are loaded (systemctl(1) takes a pattern). */
const unitsQuestion: Question = {
  seconds: 15,
  argv: ['systemctl', 'show', '-p', 'Id', '-p', 'LoadState', '-p', 'FragmentPath', '-p', 'SourcePath', '--', '*.swap'],
};

/**
 * The units that turn swap on with the host beside /etc/fstab: files of their own, and those that a generator wrote (zram, a GPT
 * partition). Units that systemd made of what is on right now have no file; those of fstab name it as their source.
 */
function swapUnits({ seen }: Known): string[] {
  const said = seen.runs.get(questionKey(unitsQuestion.argv));
  if (said?.status !== 0) return [];
  return said.output
    .split(/\n\s*\n/)
    .map((block) => new Map(block.split('\n').map((line) => [line.replace(/=.*/s, ''), line.replace(/^[^=]*=/, '')])))
    .filter((unit) => unit.get('LoadState') === 'loaded' && unit.get('SourcePath') !== fstab)
    .filter((unit) => unit.get('FragmentPath')?.startsWith('/'))
    .flatMap((unit) => /^[A-Za-z0-9:_.\\@-]{1,250}\.swap$/.exec(unit.get('Id') ?? '')?.[0] ?? []);
}

/** Swap is off, and stays so over a restart: no line of /etc/fstab and no unit turns it on. Units are masked, as `systemctl mask` does. */
export const swapOff: SimpleKind<SwapResource> = {
  wants: () => ({ paths: [fstab], files: [fstab, swaps], runs: [unitsQuestion] }),
  differences: (_, known) => {
    const { files } = known.seen;
    const on = areas(files.get(swaps)?.toString('latin1') ?? '');
    const kept = (files.get(fstab)?.toString('latin1') ?? '').split('\n').filter(isSwapLine).length;
    return [
      ...differs('swap areas', String(Math.max(0, on)), '0'),
      ...differs('swap lines in /etc/fstab', String(kept), '0'),
      ...differs('swap units', swapUnits(known).join(' ') || 'none', 'none'),
    ];
  },
  changes: (_, known) => {
    const masks = swapUnits(known).map((unit) => link(unitPath(unit), '/dev/null', ownershipOf(unitPath(unit))));
    const on = areas(known.seen.files.get(swaps)?.toString('latin1') ?? '') > 0;
    return [...masks, ...(on || masks.length > 0 ? [swapoff()] : []), ...withoutSwapLines(known)];
  },
};

function withoutSwapLines(known: Known) {
  const before = known.seen.files.get(fstab);
  const lines = (before?.toString('latin1') ?? '').split('\n');
  if (!before || !lines.some(isSwapLine)) return [];
  const after = lines.map((line) => (isSwapLine(line) ? mark + line : line)).join('\n');
  const state = stateOf(known, fstab);
  const mode = state.type === 'file' ? state.mode : 0o644;
  return [put(fstab, mode, Buffer.from(after, 'latin1'), ownershipOf(fstab), sha256(before))];
}
