import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { clusterSpec, type ClusterSpec } from '../../shared/model/spec.ts';
import { ProblemError } from '../../shared/problems/problem.ts';
import { type Fleet, openFleet, type Reach } from './fleet.ts';
import { byPassword, fakeServer, type FakeServer, type FakeServerOptions, workspace } from './transport/ssh-server.fixture.ts';
import type { Transport } from './transport/transport.ts';

const never = new AbortController().signal;
const cleanup: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of cleanup.splice(0).reverse()) await end();
});

/** An SSH server, and how many of its connections are open; `quiet` once there is none. */
async function server(options: FakeServerOptions = {}) {
  let open = 0;
  const told: (() => void)[] = [];
  const login = options.login ?? byPassword('lab');
  const counted = new Set<unknown>();
  const host = await fakeServer({
    ...options,
    login: (context, connection) => {
      if (!counted.has(connection)) {
        counted.add(connection);
        open += 1;
        connection.on('close', () => {
          open -= 1;
          if (open === 0) for (const tell of told.splice(0)) tell();
        });
      }
      login(context, connection);
    },
  });
  cleanup.push(host.close);
  const quiet = () => new Promise<void>((resolve) => (open === 0 ? resolve() : told.push(resolve)));
  return { ...host, open: () => open, quiet };
}
/** A port at which nobody listens. */
async function deadPort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  listener.close();
  await once(listener, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
/** Masters of these ports, in this order: m1, m2 and so on; one without a port is in this process. */
const specOf = (...ports: (number | undefined)[]): ClusterSpec =>
  clusterSpec.parse({
    apiVersion: 'barque/v1',
    kind: 'Cluster',
    name: 'demo',
    kubernetes: { version: '1.34.4' },
    endpoint: { kind: 'keepalived', address: '10.0.0.5' },
    access: { user: 'ops', auth: { kind: 'password', secret: 'login' }, become: { kind: 'none' } },
    nodes: ports.map((port, i) => {
      const nodeAddress = `10.0.0.${11 + i}`;
      return { name: `m${i + 1}`, address: '127.0.0.1', port: port ?? 22, nodeAddress, roles: [i < 3 ? 'master' : 'worker'] };
    }),
  });

/** How hosts are reached, and which of those in this process were closed. */
async function reaching(inProcess: readonly string[] = []): Promise<{ reach: Reach; closed: string[] }> {
  const { deps, dispose } = await workspace();
  cleanup.push(dispose);
  const closed: string[] = [];
  const transport = (host: string): Transport => ({
    host,
    startRoot: () => Promise.reject(new Error('nothing is run here')),
    lost: new Promise(() => undefined),
    close: () => Promise.resolve(void closed.push(host)),
  });
  const here = (host: string) => (inProcess.includes(host) ? transport(host) : undefined);
  return { reach: { ...deps, local: undefined, inProcess: here }, closed };
}
const kept = (fleet: Fleet): Fleet => {
  cleanup.push(fleet.close);
  return fleet;
};
const problemsOf = (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => 'none',
    (error: unknown) => (error instanceof ProblemError ? error.problems.map(({ code, host = '' }) => `${code} ${host}`) : error),
  );
const sorted = (told: unknown): unknown => (Array.isArray(told) ? told.map(String).sort() : told);

describe('a fleet of all hosts', () => {
  it('has a node of every one by the spec’s name, and closes all of them', async () => {
    const [one, two] = [await server(), await server()];
    const { reach, closed } = await reaching(['m3']);
    const fleet = await openFleet(specOf(one.port, two.port, undefined), reach, never);
    expect([...fleet.nodes].map(([name, { host }]) => [name, host]).sort()).toEqual(
      ['m1', 'm2', 'm3'].map((name) => [name, name]),
    );
    expect([fleet.unreachable, one.open(), two.open()]).toEqual([[], 1, 1]);
    await fleet.close();
    expect(closed).toEqual(['m3']);
    await Promise.all([one.quiet(), two.quiet()]);
  });

  it('tells every host that was not reached, not only the first, and closes the others again', async () => {
    const reached = await server();
    const { reach, closed } = await reaching(['m4']);
    const spec = specOf(await deadPort(), reached.port, await deadPort(), undefined);
    expect(sorted(await problemsOf(openFleet(spec, reach, never)))).toEqual(['ssh.unreachable m1', 'ssh.unreachable m3']);
    expect(reached.connections()).toBe(1);
    expect(closed).toEqual(['m4']);
    await reached.quiet();
  });

  it('tries a password that one host has refused on no other, whoever they are, and never twice', async () => {
    const servers: FakeServer[] = [];
    for (let i = 0; i < 4; i++) servers.push(await server({ login: byPassword('changed') }));
    const { reach } = await reaching();
    const told = await problemsOf(openFleet(specOf(...servers.map(({ port }) => port)), reach, never));
    expect(sorted(told)).toEqual([
      expect.stringMatching(/^ssh\.credential-refused m\d$/),
      expect.stringMatching(/^ssh\.credential-refused m\d$/),
      expect.stringMatching(/^ssh\.credential-refused m\d$/),
      expect.stringMatching(/^ssh\.login-refused m\d$/),
    ]);
    expect(servers.flatMap(({ tried }) => tried)).toEqual(['password:lab']);
  });
});

describe('a fleet of whoever answers', () => {
  it('has those, and tells why the others are missing', async () => {
    const reached = await server();
    const { reach, closed } = await reaching(['m2']);
    const spec = specOf(reached.port, undefined, await deadPort());
    const fleet = kept(await openFleet(spec, reach, never, 'whoever-answers'));
    expect([...fleet.nodes.keys()].sort()).toEqual(['m1', 'm2']);
    expect(fleet.unreachable).toMatchObject([{ code: 'ssh.unreachable', host: 'm3' }]);
    expect([closed, reached.open()]).toEqual([[], 1]);
  });

  it('may be nobody', async () => {
    const { reach } = await reaching();
    const fleet = kept(await openFleet(specOf(await deadPort()), reach, never, 'whoever-answers'));
    expect([fleet.nodes.size, fleet.unreachable]).toMatchObject([0, [{ host: 'm1' }]]);
  });
});

describe.each(['all', 'whoever-answers'] as const)('a fleet that is given up while it is opened (%s)', (wanted) => {
  it('closes every connection, those that are made and those that are being made', async () => {
    const abort = new AbortController();
    const [made, making] = [await server(), await server({ login: () => undefined })];
    const silent = await server({ login: () => abort.abort() });
    const { reach, closed } = await reaching(['m1']);
    const spec = specOf(undefined, made.port, making.port, silent.port);
    await expect(openFleet(spec, reach, abort.signal, wanted)).rejects.toMatchObject({ name: 'AbortError' });
    expect(closed).toEqual(['m1']);
    await Promise.all([made.quiet(), making.quiet(), silent.quiet()]);
  });
});

describe('a host of a fleet that is connected anew', () => {
  it('is not where its connection holds, and is where it broke, without its others', async () => {
    const [one, two] = [await server(), await server()];
    const { reach } = await reaching();
    const fleet = kept(await openFleet(specOf(one.port, two.port), reach, never));
    await fleet.reconnect('m1', never);
    expect([one.connections(), two.connections()]).toEqual([1, 1]);
    one.drop();
    // the loss is noticed a moment later
    const anew = async () => {
      await fleet.reconnect('m1', never);
      return one.connections();
    };
    await expect.poll(anew, { interval: 5, timeout: 20_000 }).toBe(2);
    expect(two.connections()).toBe(1);
  });
});
