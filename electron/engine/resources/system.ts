import type { HostnameResource, ModuleResource, SysctlResource } from '../../../shared/model/resource.ts';
import { hostname as setHostname, modprobe, put, sysctl as setSysctl } from '../node/verbs.ts';
import { ownershipOf } from './documents.ts';
import { differs, type SimpleKind } from './kind.ts';

const words = (value: string): string => value.trim().replace(/\s+/g, ' ');

/** Some limits are larger than what a number is exact for. */
const isAtLeast = (found: string | undefined, least: string): boolean =>
  found !== undefined && /^\d{1,20}$/.test(found) && BigInt(found) >= BigInt(least);

export const sysctl: SimpleKind<SysctlResource> = {
  wants: ({ key }) => ({ sysctls: [key] }),
  differences: ({ key, value, atLeast }, { seen }) => {
    const found = seen.sysctls.get(key);
    if (atLeast === true && isAtLeast(found, value)) return [];
    return differs('value', found ?? 'no such setting', words(value));
  },
  changes: ({ key, value }) => [setSysctl(key, value)],
};

export const module: SimpleKind<ModuleResource> = {
  wants: ({ name }) => ({ modules: [name] }),
  differences: ({ name }, { seen }) => (seen.modules.get(name) === 'missing' ? differs('state', 'missing', 'loaded') : []),
  changes: ({ name }) => [modprobe(name)],
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
