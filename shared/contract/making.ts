import { z } from 'zod';
import { packageChoice, arch } from '../model/scalars.ts';
import { problem } from '../problems/problem-schema.ts';
import { call, stream } from './define.ts';
import { nothing, path, publicKey } from './scalars.ts';

const line = z.string().min(1).max(2048);
const host = z
  .string()
  .max(300)
  .regex(/^[A-Za-z0-9.-]+(:\d{1,5})?$/);

/** Where the packages of a system are had. */
export const systemOrder = z.strictObject({
  /** debian12, rocky9. */
  system: z.string().regex(/^[a-z][a-z0-9.-]{0,62}$/),
  /** `deb URL SUITE COMPONENT...`, `rpm URL` or the path of an ISO image; none takes the catalogue's. */
  repositories: z.array(line).max(20),
  /** The file of OpenPGP keys that sign them; of an ISO image whose sum is given none is needed. */
  keys: path.optional(),
  /** SHA-256 sums of ISO images, or files that list them. */
  isoSums: z.array(line).max(20).optional(),
});

/** What a package is to hold, how it is had, and where it goes. No secret is in it. Paths are on the engine's machine. */
export const packageOrder = z.strictObject({
  /** 1.34.4, or 1.34 for the newest of it that the catalogue has. */
  kubernetes: z.string().regex(/^1\.\d{1,3}(\.\d{1,3})?$/),
  network: z.enum(['flannel']),
  /** Whether the registry's program goes in, for a spec that wants a registry on the masters. */
  registry: z.boolean(),
  archs: z.array(arch).min(1).max(arch.options.length),
  /** Further images by name; charts and files by path. */
  images: z.array(line).max(500),
  charts: z.array(path).max(500),
  files: z.array(path).max(500),
  systems: z.array(systemOrder).max(50),
  packages: z.array(packageChoice).max(500),
  /** `registry.k8s.io=mirror.example.com/k8s`. */
  mirrors: z.array(line).max(200),
  out: path,
  /** The size of a part, in bytes: for a medium that takes no large files. */
  split: z
    .int()
    .min(1 << 20)
    .optional(),
  /** The private key that signs it. */
  key: path.optional(),
});
export type PackageOrder = z.infer<typeof packageOrder>;

/** How far the making of a package is. Rates are bytes a second. */
export const making = z.strictObject({
  state: z.enum(['none', 'going-on', 'interrupted', 'cancelled', 'failed', 'finished']),
  /** Of the latest package; it can be given again, and goes on where it was cut off. */
  order: packageOrder.optional(),
  /** `verify`: what was written is read back and hashed. */
  stage: z.enum(['resolve', 'fetch', 'write', 'verify']).optional(),
  done: z.number(),
  total: z.number(),
  rate: z.number(),
  /** Seconds that the stage still takes at this rate, where that can be told. */
  left: z.number().optional(),
  built: z
    .strictObject({
      /** The file, or its parts. */
      files: z.array(path),
      parts: z.number(),
      /** Bytes that came over the line, and those that were here already. */
      fetched: z.number(),
      present: z.number(),
      /** The key that signed it. */
      signer: z.string().optional(),
    })
    .optional(),
  problems: z.array(problem),
});
export type Making = z.infer<typeof making>;

/** How to log in at a host: kept in the engine's memory only. */
const login = z.union([
  z.strictObject({ user: z.string().min(1).max(1024), password: z.string().max(16_384) }),
  z.strictObject({ token: z.string().min(1).max(65_536) }),
]);

/** Packages made on the side with internet, and the keys that sign them. One is made at a time, whoever looks on. */
export const packageMaking = {
  /** Begins and answers at once. @throws `build.going-on` */
  'making.start': call(packageOrder, nothing),
  /** How far it is, at once and with every change, until nothing goes on. */
  'making.follow': stream(nothing, making),
  /** Stops; what has arrived is kept. */
  'making.cancel': call(nothing, nothing),
  /** A login for a registry, a mirror or a repository; it is forgotten with the engine's end. */
  'making.login': call(z.strictObject({ host, login }), nothing),
  'making.forgetLogin': call(z.strictObject({ host }), nothing),
  /** The hosts that there is a login for. */
  'making.logins': call(nothing, z.array(host)),

  /** Makes PATH.key, which signs and is its owner's alone, and PATH.pub, to be handed on. @throws `bundle.key-unusable` */
  'keys.make': call(z.strictObject({ path }), z.strictObject({ publicKey, files: z.array(path) })),
  /** Signs a package where it lies, once all of it has been hashed. @throws `bundle.*` */
  'keys.sign': call(z.strictObject({ path, key: path }), z.strictObject({ signers: z.array(publicKey) })),
  /** The keys whose packages the operator takes, and the file that lists them. */
  'keys.list': call(nothing, z.strictObject({ file: path, keys: z.array(publicKey) })),
  /** Takes the keys of a file (NAME.pub) from now on. */
  'keys.trust': call(z.strictObject({ path }), z.strictObject({ added: z.array(publicKey) })),
  /** Takes a key from now on that the operator has compared with its owner's. */
  'keys.trustKey': call(z.strictObject({ key: publicKey }), nothing),
  'keys.distrust': call(z.strictObject({ key: publicKey }), nothing),
};
