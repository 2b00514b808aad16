import { describe, expect, it } from 'vitest';
import { newestFor, type Runner } from './newest.ts';

const host = (name: string, kernel: string, cgroup: Runner['cgroup'] = 'v2'): Runner => ({ name, kernel, cgroup });

describe('the newest version that all hosts run', () => {
  it('is the newest there is where nothing is in the way', () => {
    expect(newestFor([host('m1', '6.1.0-28-amd64')])).toEqual({ version: '1.37.2', next: undefined });
    expect(newestFor([])).toEqual({ version: '1.37.2', next: undefined });
  });

  it('is kept back by the oldest kernel, which is named', () => {
    const found = newestFor([host('m1', '6.1.0'), host('m2', '4.18.0-553.el8_10.x86_64'), host('m3', '5.14.0-427.el9.x86_64')]);
    expect(found).toEqual({
      version: '1.31.14',
      next: { minor: '1.32', limits: [{ host: 'm2', of: 'kernel', found: '4.18.0-553.el8_10.x86_64', needs: '4.19' }] },
    });
  });

  it('counts a kernel that kubeadm only warns of, which upstream does not support', () => {
    expect(newestFor([host('m1', '4.19.90-52.ky10.aarch64')]).version).toBe('1.33.13');
  });

  it.each(['v1', 'hybrid'] as const)('is kept back by cgroup %s, which the kubelet refuses from 1.35 on', (cgroup) => {
    const { version, next } = newestFor([host('m1', '5.15.0', cgroup)]);
    expect(version).toBe('1.34.11');
    expect(next).toEqual({ minor: '1.35', limits: [{ host: 'm1', of: 'cgroup', found: cgroup, needs: 'v2' }] });
  });

  it('is none where a host runs nothing of the catalogue, or its kernel cannot be read', () => {
    expect(newestFor([host('m1', '2.6.32-754.el6')])).toMatchObject({ version: undefined, next: { minor: '1.30' } });
    expect(newestFor([host('m1', '')]).version).toBeUndefined();
  });
});
