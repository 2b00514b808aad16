import { z } from 'zod';
import { bundleManifest } from '../model/bundle.ts';
import { digest } from '../model/scalars.ts';
import { call, stream } from './define.ts';
import { path, publicKey } from './scalars.ts';

/** Bundles on this machine. */
export const bundles = {
  /** The manifest, read and checked, and its digest, by which findings are accepted for it; what is in it and what versions it brings are pure functions of it (shared/bundle). */
  'bundles.open': call(z.strictObject({ path }), z.strictObject({ manifest: bundleManifest, digest })),
  /** The keys that signed it, each with whether the operator trusts it. */
  'bundles.signers': call(z.strictObject({ path }), z.array(z.strictObject({ key: publicKey, trusted: z.boolean() }))),
  /** Hashes every blob, and decompresses the programs of one that nobody trusted has signed. Ends when all are as they should be. @throws `bundle.*` */
  'bundles.verify': stream(z.strictObject({ path }), z.strictObject({ done: z.number(), total: z.number() })),
};
