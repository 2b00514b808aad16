import { join } from 'node:path';
import { z } from 'zod';
import { type Making, making, type PackageOrder, packageOrder } from '../../../shared/contract/making.ts';
import { problem, type Problem, ProblemError } from '../../../shared/problems/problem.ts';
import { buildBundle } from '../bundle/build/build.ts';
import { openBundle } from '../bundle/bundle.ts';
import type { Login } from '../bundle/fetch/credentials.ts';
import { publicKeyOf } from '../bundle/signature/keys.ts';
import { verifyWhole } from '../bundle/verify-contents.ts';
import { makeDirectory, readJson, writeDurably } from '../workspace/durable-file.ts';
import { buildOrderOf } from './package-order.ts';
import { Rate } from './rate.ts';

const kept = z.strictObject({
  schema: z.literal('barque-making/v1'),
  order: packageOrder,
  /** Missing where it was cut off. */
  end: making.pick({ state: true, built: true, problems: true }).optional(),
});

const nothing: Making = { state: 'none', done: 0, total: 0, rate: 0, problems: [] };

/** Makes packages, one at a time, and remembers the latest order, so that one that was cut off can be gone on with. */
export class Maker {
  readonly logins = new Map<string, Login>();
  readonly #file: string;
  readonly #dir: string;
  readonly #watchers = new Set<(making: Making) => void>();
  #now: Making | undefined;
  #abort = new AbortController();
  #work: Promise<void> = Promise.resolve();

  /** @param config the folder of what the application remembers */
  constructor(config: string) {
    this.#dir = config;
    this.#file = join(config, 'package-order.json');
  }

  /** Begins. @throws {ProblemError} `build.going-on`, and whatever is wrong with the order itself */
  async start(order: PackageOrder): Promise<void> {
    if (this.#now?.state === 'going-on') throw new ProblemError(problem('build.going-on', { path: this.#now.order?.out ?? '' }));
    const before = this.#now;
    const abort = (this.#abort = new AbortController());
    this.#tell({ ...nothing, state: 'going-on', order, stage: 'resolve' });
    try {
      const build = await buildOrderOf(order, this.logins);
      await this.#keep(order, undefined);
      this.#work = this.#make(order, build, abort.signal);
    } catch (error) {
      this.#tell(before ?? nothing);
      throw error;
    }
  }

  async #make(order: PackageOrder, build: Awaited<ReturnType<typeof buildOrderOf>>, signal: AbortSignal): Promise<void> {
    const rate = new Rate(() => performance.now());
    const at = (stage: NonNullable<Making['stage']>) => {
      rate.begin();
      this.#tell({ ...nothing, state: 'going-on', order, stage });
    };
    const progress = ({ done, total }: { readonly done: number; readonly total: number }) =>
      this.#now && this.#tell({ ...this.#now, done, total, ...rate.at(done, total) });
    let end: Making;
    try {
      const built = await buildBundle(build, { stage: at, progress }, signal);
      at('verify');
      await verified(built.files[0] ?? order.out, progress, signal);
      const signer = build.key && publicKeyOf(build.key);
      end = { ...nothing, state: 'finished', order, built: { ...built, files: [...built.files], ...(signer && { signer }) } };
    } catch (error) {
      const problems: readonly Problem[] =
        error instanceof ProblemError ? error.problems : [problem('build.defect', { reason: String(error) })];
      end = signal.aborted
        ? { ...nothing, state: 'cancelled', order }
        : { ...nothing, state: 'failed', order, problems: [...problems] };
    }
    await this.#keep(order, end).catch(() => undefined);
    this.#tell(end);
  }

  /** How far it is; what was left by an engine that ended is interrupted. */
  async latest(): Promise<Making> {
    if (this.#now) return this.#now;
    const found = await readJson(this.#file, kept).catch(() => undefined);
    if (!found) return nothing;
    return { ...nothing, state: 'interrupted', ...found.end, order: found.order };
  }

  /** Is told of each change from now on, until it leaves. */
  watch(told: (making: Making) => void): () => void {
    this.#watchers.add(told);
    return () => void this.#watchers.delete(told);
  }

  async cancel(): Promise<void> {
    this.#abort.abort();
    await this.#work;
  }

  #tell(now: Making): void {
    this.#now = now;
    for (const told of this.#watchers) told(now);
  }

  async #keep(order: PackageOrder, end: Making | undefined): Promise<void> {
    await makeDirectory(this.#dir);
    const { state, built, problems } = end ?? nothing;
    const content = { schema: 'barque-making/v1', order, ...(end && { end: { state, built, problems } }) };
    await writeDurably(this.#file, `${JSON.stringify(content)}\n`, 0o600);
  }
}

/** Reads a package back from the disk, all of it. @throws {ProblemError} `bundle.*` */
async function verified(
  path: string,
  onProgress: (progress: { readonly done: number; readonly total: number }) => void,
  signal: AbortSignal,
): Promise<void> {
  const bundle = await openBundle(path, signal);
  try {
    await verifyWhole(bundle, { signal, onProgress });
  } finally {
    await bundle.close();
  }
}
