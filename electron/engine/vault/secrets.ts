import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { isClusterSecret } from './cluster-secrets.ts';
import type { Vault } from './vault.ts';

/** Asks a person for a secret; present only where there is a terminal to ask on. */
export type Ask = (name: string, signal: AbortSignal) => Promise<string>;

/**
 * Finds secrets by name: given by the operator, else kept in the vault, else asked for, once each. Never the environment. The
 * cluster's own keys are not among them: no spec sends those to a host as a password.
 */
export class Secrets {
  readonly #given: ReadonlyMap<string, string>;
  readonly #vault: Pick<Vault, 'get'>;
  readonly #ask: Ask | undefined;
  readonly #signal: AbortSignal;
  readonly #known = new Map<string, Promise<string>>();
  readonly #seen: Set<string>;
  /** The end of the queue of questions: a person is asked one thing at a time. */
  #questions: Promise<unknown> = Promise.resolve();

  constructor(given: ReadonlyMap<string, string>, vault: Pick<Vault, 'get'>, ask: Ask | undefined, signal: AbortSignal) {
    this.#given = given;
    this.#vault = vault;
    this.#ask = ask;
    this.#signal = signal;
    this.#seen = new Set(given.values());
  }

  /** All values that were given, handed out or told of so far: what must be masked (`maskGrowing`). It grows. */
  get seen(): ReadonlySet<string> {
    return this.#seen;
  }

  /** Has other values masked with those that were handed out. */
  readonly conceal = (values: Iterable<string>): void => {
    for (const value of values) this.#seen.add(value);
  };

  /**
   * The secret of that name. What was found or asked for once is remembered, in memory only: many hosts ask for it.
   * @throws {ProblemError} `secrets.missing`, and what the vault throws
   */
  readonly get = async (name: string): Promise<string> => {
    let known = this.#known.get(name);
    if (known === undefined) {
      known = this.#find(name);
      this.#known.set(name, known);
      // A question that was broken off may be asked again.
      known.catch(() => this.#known.delete(name));
    }
    const value = await known;
    this.#seen.add(value);
    return value;
  };

  async #find(name: string): Promise<string> {
    const given = this.#given.get(name) ?? (isClusterSecret(name) ? undefined : await this.#vault.get(name));
    if (given !== undefined) return given;
    const ask = this.#ask;
    if (ask === undefined) throw new ProblemError(problem('secrets.missing', { name }));
    const answer = this.#questions.then(() => ask(name, this.#signal));
    this.#questions = answer.catch(() => undefined);
    return await answer;
  }
}
