import type { HostnameResource, ModuleResource, SwapResource, SysctlResource } from '../../../shared/model/resource.ts';
import { hostname as setHostname, modprobe, put, swapoff, sysctl as setSysctl } from '../node/verbs.ts';
import { ownershipOf, sha256 } from './documents.ts';
import { stateOf } from './files.ts';
import { differs, type SimpleKind } from './kind.ts';

const words = (value: string): string => value.trim().replace(/\s+/g, ' ');

export const sysctl: SimpleKind<SysctlResource> = {
  wants: ({ key }) => ({ sysctls: [key] }),
  differences: ({ key, value }, { seen }) => differs('value', seen.sysctls.get(key) ?? 'no such setting', words(value)),
  changes: ({ key, value }) => [setSysctl(key, value)],
};

export const module: SimpleKind<ModuleResource> = {
  wants: ({ name }) => ({ modules: [name] }),
  differences: ({ name }, { seen }) => (seen.modules.get(name) === 'missing' ? differs('state', 'missing', 'loaded') : []),
  changes: ({ name }) => [modprobe(name)],
};

const fstab = '/etc/fstab';
const swaps = '/proc/swaps';
const mark = '# off for Kubernetes (Barque): ';
const isSwapLine = (line: string): boolean => !/^\s*#/.test(line) && line.trim().split(/\s+/)[2] === 'swap';

/** How many swap areas are on: /proc/swaps has a line each after its heading. */
const areas = (text: string): number => text.trim().split('\n').length - 1;

export const swapOff: SimpleKind<SwapResource> = {
  wants: () => ({ paths: [fstab], files: [fstab, swaps] }),
  differences: (_, { seen }) => {
    const on = areas(seen.files.get(swaps)?.toString('latin1') ?? '');
    const kept = (seen.files.get(fstab)?.toString('latin1') ?? '').split('\n').filter(isSwapLine).length;
    return [...differs('swap areas', String(Math.max(0, on)), '0'), ...differs('swap lines in /etc/fstab', String(kept), '0')];
  },
  changes: (_, known) => {
    const before = known.seen.files.get(fstab);
    const lines = (before?.toString('latin1') ?? '').split('\n');
    const off = areas(known.seen.files.get(swaps)?.toString('latin1') ?? '') > 0 ? [swapoff()] : [];
    if (!before || !lines.some(isSwapLine)) return off;
    const after = lines.map((line) => (isSwapLine(line) ? mark + line : line)).join('\n');
    const state = stateOf(known, fstab);
    const mode = state.type === 'file' ? state.mode : 0o644;
    return [...off, put(fstab, mode, Buffer.from(after, 'latin1'), ownershipOf(fstab), sha256(before))];
  },
};

const hostnameFile = '/etc/hostname';
const kernelHostname = 'kernel.hostname';

export const hostname: SimpleKind<HostnameResource> = {
  wants: () => ({ sysctls: [kernelHostname], files: [hostnameFile] }),
  differences: (resource, { seen }) => [
    ...differs('name', seen.sysctls.get(kernelHostname) ?? '', resource.hostname),
    ...differs(hostnameFile, seen.files.get(hostnameFile)?.toString('utf8').trim() ?? 'missing', resource.hostname),
  ],
  changes: (resource) => [
    setHostname(resource.hostname),
    put(hostnameFile, 0o644, Buffer.from(`${resource.hostname}\n`), ownershipOf(hostnameFile)),
  ],
};
