import { afterEach, describe, expect, it } from 'vitest';
import { clusterSpec, type ClusterSpec } from '../../../shared/model/spec.ts';
import { practiceRegistry } from '../../../shared/practice/registry.ts';
import { ProblemError } from '../../../shared/problems/problem.ts';
import { type Practice, practise, registryLogin } from './practise.fixture.ts';

let practice: Practice | undefined;
afterEach(() => practice?.close());

const { address, project } = practiceRegistry;
const customers = { kind: 'external', address, project, port: 80, plainHttp: true, login: registryLogin };
const specWith = ({ spec }: Practice, registry: object): ClusterSpec => clusterSpec.parse({ ...spec, registry });
const hostsOf = ({ harbour }: Practice) => harbour.spec.nodes.map(({ name }) => name);

describe('a registry in the practice harbour', () => {
  it('of the customer’s is asked by every host, which tells what is missing', async () => {
    practice = await practise(1, 1);
    const said = async (change: object) => {
      const spec = practice && specWith(practice, { ...customers, ...change });
      const error: unknown = await practice?.deploy({ ...(spec && { spec }) }).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      return error instanceof ProblemError ? error.problems.map(({ code, params, host }) => [code, params['outcome'], host]) : [];
    };
    const all = (outcome: string) => hostsOf(practice ?? expect.unreachable()).map((host) => ['check.registry', outcome, host]);
    expect(await said({ project: 'other' })).toEqual(all('project'));
    expect(await said({ address: 'harbor.corp' })).toEqual(all('unreachable'));
    expect(await said({ login: { ...registryLogin, user: 'nobody' } })).toEqual(all('login'));
    expect(await said({ plainHttp: false, port: 443 })).toEqual(all('untrusted'));
    const deployed = await practice.deploy({ spec: specWith(practice, customers) });
    expect(deployed.result).toMatchObject({ outcome: 'success', problems: [] });
  });

  it('on the masters serves, and is gone once the spec no longer wants it', async () => {
    practice = await practise(3, 1);
    const own = await practice.deploy({ spec: specWith(practice, { kind: 'cluster' }) });
    expect(own.result).toMatchObject({ outcome: 'success', problems: [] });
    expect((await practice.deploy({ spec: specWith(practice, { kind: 'cluster' }) })).changes).toBe(0);
    const without = await practice.deploy();
    expect(without.result).toMatchObject({ outcome: 'success', problems: [] });
    // the runtime of each node, and the masters are cleaned up
    expect(without.changes).toBe(4 + 3);
    expect((await practice.deploy()).changes).toBe(0);
  });
});
