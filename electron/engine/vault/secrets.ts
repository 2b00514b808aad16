import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import type { Vault } from './vault.ts';

/** Asks a person for a secret; present only where there is a terminal to ask on. */
export type Ask = (name: string, signal: AbortSignal) => Promise<string>;

/** Finds secrets by name: given by the operator, else kept in the vault, else asked for, once each. Never the environment. */
export class Secrets {
  readonly #given: ReadonlyMap<string, string>;
  readonly #vault: Pick<Vault, 'get'>;
  readonly #ask: Ask | undefined;
  readonly #signal: AbortSignal;
  readonly #asked = new Map<string, Promise<string>>();
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

  /** All values that were given or handed out so far: what must be masked (`maskGrowing`). It grows. */
  get seen(): ReadonlySet<string> {
    return this.#seen;
  }

  /**
   * The secret of that name. What a person was asked for is remembered in memory only.
   * @throws {ProblemError} `secrets.missing`
   */
  readonly get = async (name: string): Promise<string> => {
    const value = this.#given.get(name) ?? (await this.#vault.get(name)) ?? (await this.#askFor(name));
    this.#seen.add(value);
    return value;
  };

  #askFor(name: string): Promise<string> {
    const ask = this.#ask;
    if (ask === undefined) throw new ProblemError(problem('secrets.missing', { name }));
    const asked = this.#asked.get(name);
    if (asked !== undefined) return asked;
    const answer = this.#questions.then(() => ask(name, this.#signal));
    this.#questions = answer.catch(() => undefined);
    this.#asked.set(name, answer);
    // A question that was broken off may be asked again.
    answer.catch(() => this.#asked.delete(name));
    return answer;
  }
}
