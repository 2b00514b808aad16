import { setTimeout as sleep } from 'node:timers/promises';
import type { bundles } from '../../../shared/contract/bundles.ts';
import type { EngineApi, Output } from '../../../shared/contract/engine-api.ts';
import { openBundle } from '../bundle/bundle.ts';
import { trustedKeys } from '../bundle/signature/trust.ts';
import { verifyWhole } from '../bundle/verify-contents.ts';
import { Feed, telling } from './feed.ts';

type Verified = Output<'bundles.verify'>;

export const bundleCalls = (): Pick<EngineApi<AbortSignal>, keyof typeof bundles> => ({
  'bundles.open': async ({ path }, signal) => {
    const bundle = await openBundle(path, signal);
    await bundle.close();
    return { manifest: bundle.manifest, digest: bundle.digest };
  },
  'bundles.signers': async ({ path }, signal) => {
    const bundle = await openBundle(path, signal);
    await bundle.close();
    const trusted = await trustedKeys();
    return bundle.signers.map((key) => ({ key, trusted: trusted.includes(key) }));
  },
  'bundles.verify': ({ path }, signal) =>
    paced(
      telling<Verified>(
        Feed.ofLatest(),
        async (put, abort) => {
          const bundle = await openBundle(path, abort);
          try {
            await verifyWhole(bundle, { signal: abort, onProgress: put });
          } finally {
            await bundle.close();
          }
        },
        signal,
      ),
    ),
});

/** Progress is for people: some ten a second are plenty. */
async function* paced<T>(items: AsyncIterable<T>): AsyncGenerator<T, undefined> {
  for await (const item of items) {
    yield item;
    await sleep(100);
  }
}
