import type { EngineApi } from '../../shared/contract/engine-api.ts';
import type { packageMaking } from '../../shared/contract/making.ts';

/** An engine that has never made a package. */
export const nothingMade: Pick<EngineApi<AbortSignal>, keyof typeof packageMaking> = {
  'making.start': () => Promise.resolve({}),
  'making.follow': async function* () {
    yield await Promise.resolve({ state: 'none' as const, done: 0, total: 0, rate: 0, problems: [] });
  },
  'making.cancel': () => Promise.resolve({}),
  'making.login': () => Promise.resolve({}),
  'making.forgetLogin': () => Promise.resolve({}),
  'making.logins': () => Promise.resolve([]),
  'keys.make': ({ path }) => Promise.resolve({ publicKey: `ed25519:${'A'.repeat(43)}`, files: [`${path}.key`, `${path}.pub`] }),
  'keys.sign': () => Promise.resolve({ signers: [] }),
  'keys.list': () => Promise.resolve({ file: '/home/me/.config/barque/trusted-keys', keys: [] }),
  'keys.trust': () => Promise.resolve({ added: [] }),
  'keys.trustKey': () => Promise.resolve({}),
  'keys.distrust': () => Promise.resolve({}),
};
