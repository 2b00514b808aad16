import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { layout } from '../../../shared/model/layout.ts';
import type { ClusterSpec } from '../../../shared/model/spec.ts';
import { ProblemError } from '../../../shared/problems/problem.ts';
import { makeSentinel, shownOn } from './cluster-view.fixture.ts';
import { type Practice, practise } from './practise.fixture.ts';

const masters = ['master-1', 'master-2', 'master-3'];

let practice: Practice;
let spec: ClusterSpec;
afterEach(() => practice.close());

const harm = (host: string) => practice.harm(host);
const codes = async (work: Promise<unknown>): Promise<readonly string[]> => {
  const error: unknown = await work.then(() => expect.unreachable()).catch((caught: unknown) => caught);
  return error instanceof ProblemError ? error.problems.map(({ code }) => code) : [String(error)];
};

describe.each(['external', 'stacked'] as const)(
  'a practice cluster of which all certificates have expired, with %s etcd,',
  (topology) => {
    beforeEach(async () => {
      practice = await practise(3, 1, 1000, 'memory');
      spec = { ...practice.spec, etcd: { ...practice.spec.etcd, topology } };
      expect((await practice.deploy({ spec })).result.problems).toEqual([]);
      await makeSentinel(practice, 'master-1');
    });

    it.each(['while it runs', 'while it was without power'])(
      '%s, is led to the renewal, and has all that it had',
      async (when) => {
        const hosts = [...masters, 'worker-1'];
        const before = await shownOn(practice, 'master-2');
        const isOff = when === 'while it was without power';
        if (isOff) for (const host of hosts) harm(host).cutPower();
        for (const host of hosts) harm(host).expireCertificates();
        if (isOff) for (const host of hosts) await harm(host).start();

        const kubelet = await practice.run('master-3', 'systemctl', 'is-active', layout.kubeletUnit);
        expect(kubelet.output).toBe(isOff ? 'failed\n' : 'active\n');
        expect((await practice.stateNow(spec)).kind).toBe('locked-out');
        expect(await codes(practice.deploy({ spec }))).toEqual(['cluster.locked-out']);
        expect(await practice.renew({ spec })).toMatchObject({ outcome: 'success', problems: [] });
        expect((await practice.stateNow(spec)).kind).toBe('standing');
        const after = await shownOn(practice, 'master-2');
        expect([after?.uid, after?.namespaces]).toEqual([before?.uid, before?.namespaces]);
        expect((await practice.deploy({ spec })).changes).toBe(0);
      },
    );
  },
);
