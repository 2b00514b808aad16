import { z } from 'zod';
import { bundleManifest } from '../model/bundle.ts';
import { call, stream } from './define.ts';
import { path } from './scalars.ts';

/** Bundles on this machine. */
export const bundles = {
  /** The manifest, read and checked; what is in it and what versions it brings are pure functions of it (shared/bundle). */
  'bundles.open': call(z.strictObject({ path }), bundleManifest),
  /** Hashes every blob. Ends when all are as they should be. @throws `bundle.*` */
  'bundles.verify': stream(z.strictObject({ path }), z.strictObject({ done: z.number(), total: z.number() })),
};
