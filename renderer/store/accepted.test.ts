import { expect, test } from 'vitest';
import { emptyDraft } from '../../shared/draft/draft.ts';
import type { BundleManifest } from '../../shared/model/bundle.ts';
import { acceptedIn } from './accepted.ts';
import type { Package } from './cluster.ts';

test('what was accepted with one package does not hold with another, nor without one', () => {
  const [ours, other] = [`sha256:${'a'.repeat(64)}`, `sha256:${'b'.repeat(64)}`] as const;
  const given = { check: 'system', code: 'check.firewall', host: 'm1', by: 'Li', reason: 'checked', manifest: ours };
  const earlier = { check: 'system', code: 'check.firewall', host: 'm2', by: 'Li', reason: 'checked' };
  const draft = { ...emptyDraft('demo'), accepted: [given, earlier] };
  const manifest: BundleManifest = { schema: 'barque-bundle/v1', kubernetes: '1.34.4', parts: [] };
  const open = (digest: string): Package => ({ state: 'open', manifest, digest, verified: { state: 'sound' } });
  expect(acceptedIn({ draft, bundle: open(ours) })).toEqual([given]);
  expect(acceptedIn({ draft, bundle: open(other) })).toEqual([]);
  expect(acceptedIn({ draft, bundle: { state: 'none' } })).toEqual([]);
});
