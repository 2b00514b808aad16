import { setTimeout as sleep } from 'node:timers/promises';
import { problem, ProblemError } from '../../shared/problems/problem.ts';

/** How long hosts are waited for that were lost in a run, in ms. */
export interface Persistence {
  /** A host that does not stay reached for so long after its loss is a problem. */
  readonly within: number;
  /** The pause before the first attempt; each further one is twice as long, up to `longestPause`. */
  readonly firstPause: number;
  readonly longestPause: number;
}

/** A switch that is started anew takes a minute or two, a host somewhat longer. */
export const persistence: Persistence = { within: 180_000, firstPause: 500, longestPause: 15_000 };

/** A connection that held for so long was not lost at once again: the next loss counts from its own beginning. In ms. */
const SETTLED = 30_000;

/** A host whose connection broke. */
interface Loss {
  readonly since: number;
  pause: number;
  attempts: number;
  /** When it was reached again; not yet where undefined. */
  back?: number | undefined;
  /** The attempt that goes on: all steps of the host wait for the same one. */
  returning?: Promise<void> | undefined;
}

/**
 * Does work of a run again where a host's connection broke in it, once the host is reached again: resources are judged anew, and
 * supervised commands that went on are attached to. A host that stays away, or is lost again and again, is a problem in bounded time.
 */
export class Reconnecting {
  readonly #losses = new Map<string, Loss>();

  /**
   * @param reach connects a host anew, and makes it this run's again
   * @param knows whether a host is one that `reach` can be asked for
   */
  constructor(
    readonly reach: (host: string, signal: AbortSignal) => Promise<void>,
    readonly knows: (host: string) => boolean,
    readonly limits: Persistence = persistence,
  ) {}

  /**
   * `waiting` is told of each host that is waited for.
   * @throws what `work` does, but for lost connections; `ssh.connection-lost` where a host did not come back
   */
  async lasting<T>(work: () => Promise<T>, waiting: (host: string) => void, signal: AbortSignal): Promise<T> {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        const lost = this.#lostIn(error);
        if (lost === undefined || signal.aborted) throw error;
        if (hasNoAnswer(error) && (await this.#allAnswer(lost, signal))) throw error;
        lost.forEach(waiting);
        await Promise.all(lost.map((host) => this.#comeBack(host, error, signal)));
      }
    }
  }

  /** The hosts whose connections broke, where that is all that happened. */
  #lostIn(error: ProblemError): readonly string[] | undefined {
    const hosts = error.problems.map(({ code, host = '' }) => (isSilence(code) && this.knows(host) ? host : ''));
    return hosts.includes('') ? undefined : [...new Set(hosts)];
  }

  /** One request is given up sooner than a silent connection is: a host that answers others was too slow, and is not lost. */
  async #allAnswer(hosts: readonly string[], signal: AbortSignal): Promise<boolean> {
    const answers = hosts.map((host) =>
      this.reach(host, signal).then(
        () => true,
        (failure: unknown) => !isAway(failure),
      ),
    );
    return !(await Promise.all(answers)).includes(false);
  }

  #comeBack(host: string, error: ProblemError, signal: AbortSignal): Promise<void> {
    const known = this.#losses.get(host);
    if (known?.returning !== undefined) return known.returning;
    const now = performance.now();
    const again = known !== undefined && now - (known.back ?? now) < SETTLED;
    const loss: Loss = again ? known : { since: now, pause: this.limits.firstPause, attempts: 0 };
    this.#losses.set(host, loss);
    loss.returning = this.#try(host, loss, error, signal).finally(() => {
      loss.returning = undefined;
    });
    return loss.returning;
  }

  async #try(host: string, loss: Loss, first: ProblemError, signal: AbortSignal): Promise<void> {
    for (let error = first; ;) {
      const away = performance.now() - loss.since;
      if (away + loss.pause > this.limits.within) throw givenUp(error, host, loss, away);
      await sleep(loss.pause, undefined, { signal });
      loss.pause = Math.min(loss.pause * 2, this.limits.longestPause);
      loss.attempts += 1;
      try {
        await this.reach(host, signal);
        loss.back = performance.now();
        return;
      } catch (failure) {
        // a login that is refused or another host key does not get better by trying
        if (!isAway(failure) || signal.aborted) throw failure;
        error = failure;
      }
    }
  }
}

const isSilence = (code: string): boolean => code === 'ssh.connection-lost' || code === 'node.no-answer';
const hasNoAnswer = (error: unknown): boolean =>
  error instanceof ProblemError && error.problems.some(({ code }) => code === 'node.no-answer');
/** Whether a host that failed so may come back by itself. */
const isAway = (error: unknown): error is ProblemError =>
  error instanceof ProblemError && error.problems.every(({ code }) => isSilence(code) || code === 'ssh.unreachable');

/** The loss, and for how long it was tried to mend it; what the last attempt met is its evidence. */
function givenUp({ problems: [last] }: ProblemError, host: string, { attempts }: Loss, away: number): ProblemError {
  const address = typeof last.params['address'] === 'string' ? last.params['address'] : host;
  const reason = last.params['reason'] === 'closed' ? 'closed' : 'silent';
  const params = { address, reason, attempts, seconds: Math.round(away / 1000) } as const;
  return new ProblemError(problem('ssh.connection-lost', params, { host, evidence: last.evidence }));
}
