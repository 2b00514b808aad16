import { afterEach, describe, expect, it } from 'vitest';
import { kubeadmPrograms } from '../../../shared/catalog/kubeadm-programs.ts';
import { keptKeyFiles } from '../../../shared/model/key-files.ts';
import { layout } from '../../../shared/model/layout.ts';
import { inventoryOf } from '../certificates/inventory.ts';
import { keptMaterial } from '../cluster-material.ts';
import { openBundle } from '../bundle/bundle.ts';
import { prepareDeployment } from '../deployment.ts';
import { paths } from '../node/verbs.ts';
import { survey } from '../survey.ts';
import { type Practice, practise } from './practise.fixture.ts';

const { signal } = new AbortController();
const never = () => Promise.reject(new Error('no secret is wanted'));
let practice: Practice | undefined;
afterEach(() => practice?.close());

describe('a deployment in the practice harbour', () => {
  it('comes to a proven cluster, and applied again changes nothing', async () => {
    practice = await practise(3, 1);
    const first = await practice.deploy();
    expect(first.result).toMatchObject({ outcome: 'success', problems: [] });
    expect(first.changes).toBeGreaterThan(20);
    const again = await practice.deploy();
    expect(again.result).toMatchObject({ outcome: 'success' });
    expect(again.changes).toBe(0);
  });

  it('leaves certificates on the hosts that the cluster has signed', async () => {
    practice = await practise(3, 1);
    expect((await practice.deploy()).result.outcome).toBe('success');
    const fleet = await practice.reach();
    const kept = await keptMaterial(practice.workspace);
    const found = await inventoryOf(practice.spec, kept?.certificates ?? {}, fleet, signal);
    await fleet.close();
    expect(found.filter(({ match }) => match === 'missing' || match === 'unreadable' || match === 'other')).toEqual([]);
    expect(found.filter(({ certificate }) => certificate?.signer === 'unknown')).toEqual([]);
  });

  it('leaves no copy of a private key among the before-images', async () => {
    practice = await practise(1, 0, 1000, 'memory');
    expect((await practice.deploy()).result.outcome).toBe('success');
    const fleet = await practice.reach();
    const at = [layout.superAdminConf, ...keptKeyFiles({ master: true })];
    const [found] = await (fleet.nodes.get('master-1') ?? expect.unreachable()).ask([paths(at)], signal);
    await fleet.close();
    expect(found).toEqual(at.map(() => ({ type: 'missing' })));
  });

  it('goes the same way where hosts are reached without SSH', async () => {
    practice = await practise(1, 6, 1000, 'memory');
    expect((await practice.deploy()).result).toMatchObject({ outcome: 'success', problems: [] });
  });

  it('is told by the probe that its hosts have every program that kubeadm asks for', async () => {
    practice = await practise(1, 1, 1000, 'memory');
    const fleet = await practice.reach();
    const facts = await survey(practice.spec, fleet, signal);
    await fleet.close();
    expect([...facts.values()].map(({ programs }) => programs)).toEqual([kubeadmPrograms, kubeadmPrograms]);
  });

  it('finds a hundred hosts over SSH as they should be', async () => {
    practice = await practise(3, 97);
    const { spec, workspace, harbour } = practice;
    const fleet = await practice.reach();
    const undertaking = {
      workspace,
      spec,
      fleet,
      bundle: await openBundle(harbour.bundle, signal),
      secrets: never,
      conceal: () => undefined,
      accepted: [],
    };
    const { plan, warnings } = await prepareDeployment(undertaking, signal);
    await fleet.close();
    expect(warnings).toEqual([]);
    expect(new Set(plan.steps.map((step) => step.host)).size).toBe(100);
  });
});
