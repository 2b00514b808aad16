import { setTimeout as sleep } from 'node:timers/promises';
import type { EngineApi } from '../../../shared/contract/engine-api.ts';
import type { Making, packageMaking } from '../../../shared/contract/making.ts';
import { openBundle } from '../bundle/bundle.ts';
import { makeKeys, readPrivateKey } from '../bundle/signature/keys.ts';
import { signBundle } from '../bundle/signature/sign-bundle.ts';
import { distrustKey, trustedKeys, trustedKeysFile, trustKeys, trustKeysOf } from '../bundle/signature/trust.ts';
import type { Hands } from './engine.ts';
import { Feed } from './feed.ts';
import { Maker } from './maker.ts';

/** For people, some ten changes a second are plenty. */
const pauseMs = 100;

export function makingCalls({ config, closing }: Hands): Pick<EngineApi<AbortSignal>, keyof typeof packageMaking> {
  const maker = new Maker(config);
  closing.push(() => maker.cancel());
  return {
    'making.start': async (order) => {
      await maker.start(order);
      return {};
    },
    'making.follow': (_, signal) => follow(maker, signal),
    'making.cancel': async () => {
      await maker.cancel();
      return {};
    },
    'making.login': ({ host, login }) => {
      maker.logins.set(host, login);
      return Promise.resolve({});
    },
    'making.forgetLogin': ({ host }) => {
      maker.logins.delete(host);
      return Promise.resolve({});
    },
    'making.logins': () => Promise.resolve([...maker.logins.keys()].sort()),
    'keys.make': async ({ path }) => {
      const { publicKey, files } = await makeKeys(path);
      return { publicKey, files: [...files] };
    },
    'keys.sign': async ({ path, key }, signal) => {
      await signBundle(path, await readPrivateKey(key), signal);
      const signed = await openBundle(path, signal);
      await signed.close();
      return { signers: [...signed.signers] };
    },
    'keys.list': async () => ({ file: trustedKeysFile(), keys: [...(await trustedKeys())] }),
    'keys.trust': async ({ path }) => ({ added: [...(await trustKeysOf(path))] }),
    'keys.trustKey': async ({ key }) => {
      await trustKeys([key]);
      return {};
    },
    'keys.distrust': async ({ key }) => {
      await distrustKey(key);
      return {};
    },
  };
}

/** The present state, then the latest of the changes, until nothing goes on. */
async function* follow(maker: Maker, signal: AbortSignal): AsyncGenerator<Making, undefined> {
  const feed = Feed.ofLatest<Making>();
  const ended = new AbortController();
  const over = AbortSignal.any([signal, ended.signal]);
  const leave = maker.watch((now) => {
    feed.put(now);
    if (now.state !== 'going-on') ended.abort();
  });
  try {
    const now = await maker.latest();
    yield now;
    if (now.state !== 'going-on') return;
    const until = new Promise<void>((resolve) => over.addEventListener('abort', () => resolve(), { once: true }));
    for await (const item of Feed.during(feed, over.aborted ? Promise.resolve() : until)) {
      yield item;
      if (item.state === 'going-on') await sleep(pauseMs, undefined, { signal: over }).catch(() => undefined);
    }
  } finally {
    leave();
  }
}
