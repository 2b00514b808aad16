import { expect, test } from 'vitest';
import type { Answer, Ask } from '../node/ask.ts';
import type { Node } from '../node/node.ts';
import { ChainSupply } from './supply.ts';
import type { Member } from './transfer.ts';

const { signal } = new AbortController();
const hex = (digit: string) => digit.repeat(64);
const [one, other] = [`sha256:${hex('1')}`, `sha256:${hex('2')}`];
const blobs = {
  size: () => 5,
  async *open() {
    yield await Promise.resolve(Buffer.from('bytes'));
  },
};
const answerOf = (output: string, status = 0, errors = ''): Answer => ({
  status,
  output: Buffer.from(output),
  errors: Buffer.from(errors),
  at: 0,
});

interface Relayed {
  readonly host: string;
  readonly items: string;
  readonly bytes: string;
}

/** Hosts that do what a relay does at once: what is listed is in the store. `ends` says how a host's relays end instead. */
function harbour(names: readonly string[], ends: Readonly<Record<string, readonly (readonly [number, string])[]>> = {}) {
  const stores = new Map(names.map((name) => [name, new Set<string>()]));
  const left = new Map(Object.entries(ends).map(([host, how]) => [host, [...how]]));
  const told: Relayed[] = [];
  const silent = new Set<string>();
  const asked: string[] = [];
  const nodeOf = (host: string): Node => {
    let items = '';
    const store = stores.get(host) ?? new Set();
    const act = async (ask: Ask<unknown>): Promise<Answer> => {
      asked.push(`${host} ${ask.verb}`);
      if (silent.has(host)) throw new Error('connection lost');
      const sent: Buffer[] = [];
      for await (const chunk of ask.payload?.open() ?? []) sent.push(chunk);
      const text = Buffer.concat(sent).toString();
      if (ask.verb === 'put' && ask.args[0]?.endsWith('/items')) items = text;
      if (ask.verb === 'stored') return answerOf(`ready\n${[...store].map((digest) => `${digest} 5\n`).join('')}`);
      if (ask.verb !== 'relay') return answerOf('');
      told.push({ host, items, bytes: text });
      const [status, why] = left.get(host)?.shift() ?? [0, ''];
      if (status === 0) for (const line of items.trim().split('\n')) if (line.includes(' take ')) store.add(line.slice(0, 64));
      return answerOf('', status, why);
    };
    return {
      host,
      close: () => undefined,
      ask: async (asks) => {
        const results: unknown[] = [];
        for (const ask of asks) results.push(ask.read(await act(ask)));
        // as the results of any asks are
        return results as never;
      },
    };
  };
  const members = new Map(
    names.map((name, i): [string, Member] => [
      name,
      { node: nodeOf(name), user: 'ops', address: `10.0.0.${i}`, port: 22, hostKeys: [], from: [`10.0.0.${i}`] },
    ]),
  );
  return { members, told, asked, silent };
}

const supplyOf = ({ members }: ReturnType<typeof harbour>, wants: Readonly<Record<string, readonly string[]>>) => {
  const all = new Set(members.keys());
  const key = { private: 'private', public: 'ssh-ed25519 public' };
  return new ChainSupply({ members, wants: new Map(Object.entries(wants)), blobs, key, senders: all, receivers: all }, signal);
};

test('every host has what it wants, and the operator has sent each blob once', async () => {
  const hosts = harbour(['m1', 'm2', 'w1']);
  const supply = supplyOf(hosts, { m1: [one, other], m2: [one, other], w1: [other] });
  for (const [host, digests] of [
    ['m1', [one, other]],
    ['m2', [other]],
    ['w1', [other]],
  ] as const)
    expect(await supply.arrived(host, digests, signal)).toEqual({ from: 'store' });
  await supply.close();
  expect(hosts.told.map(({ host, bytes }) => [host, bytes])).toEqual(
    expect.arrayContaining([
      ['m1', '.bytesbytes'],
      ['m2', '.'],
      ['w1', '.'],
    ]),
  );
  expect(hosts.asked.filter((what) => what.endsWith(' relays'))).toEqual(['m1 relays', 'm2 relays', 'w1 relays']);
});

test('a way that does not work is gone around', async () => {
  const hosts = harbour(['m1', 'm2', 'w1'], { m1: [[20, 'Connection refused']], m2: [[22, '']], w1: [[22, '']] });
  const supply = supplyOf(hosts, { m1: [one], m2: [one], w1: [one] });
  for (const host of ['m1', 'm2', 'w1']) expect(await supply.arrived(host, [one], signal)).toEqual({ from: 'store' });
  await supply.close();
  const onward = (host: string) =>
    hosts.told.filter((one) => one.host === host).map(({ items }) => items.trim().split(' ').at(-1));
  // m1, m2, w1 at first; then m1, w1, m2
  expect([onward('m1'), onward('m2'), onward('w1')]).toEqual([
    ['on', 'on'],
    ['on', 'end'],
    ['end', 'on'],
  ]);
});

test('a host that cannot is served from here, with its own words; what nobody supplies too, without any', async () => {
  const hosts = harbour(['m1', 'm2', 'w1'], { m2: [[21, 'No space left on device']] });
  const supply = supplyOf(hosts, { m1: [one], m2: [one], w1: [one] });
  expect(await supply.arrived('m2', [one], signal)).toEqual({ from: 'operator', why: 'No space left on device' });
  expect(await supply.arrived('m1', [one], signal)).toEqual({ from: 'store' });
  expect(await supply.arrived('w1', [one], signal)).toEqual({ from: 'store' });
  expect(await supply.arrived('m1', [other], signal)).toEqual({ from: 'operator' });
  await supply.close();
});

test('a host that is lost is stepped around, and has its blobs from another when it is back', async () => {
  const hosts = harbour(['m1', 'm2', 'w1']);
  hosts.silent.add('m2');
  const supply = supplyOf(hosts, { m1: [one], m2: [one], w1: [one] });
  expect(await supply.arrived('w1', [one], signal)).toEqual({ from: 'store' });
  hosts.silent.clear();
  // its first question may still find it lost; the second comes from who has reached it again
  await supply.arrived('m2', [one], signal);
  expect(await supply.arrived('m2', [one], signal)).toEqual({ from: 'store' });
  await supply.close();
  expect(hosts.told.filter(({ bytes }) => bytes !== '.').map(({ host, bytes }) => [host, bytes])).toEqual([['m1', '.bytes']]);
});

test('one who waits and is aborted hears of it', async () => {
  const hosts = harbour(['m1', 'm2']);
  const supply = supplyOf(hosts, { m1: [one], m2: [one] });
  const abort = new AbortController();
  const waiting = supply.arrived('m1', [one], abort.signal);
  abort.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
  await supply.close();
});
