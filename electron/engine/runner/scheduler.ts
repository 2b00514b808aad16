import type { Step, StepId } from '../../../shared/model/plan.ts';
import { problem, type Problem, ProblemError } from '../../../shared/problems/problem.ts';
import type { Outcome, RunOutcome } from '../../../shared/run/event.ts';
import { graphOf, type Node } from './graph.ts';
import type { Pausing } from './pause.ts';
import { ReadyQueue } from './ready-queue.ts';
import type { Emit, Limits, Perform, RunResult } from './steps.ts';

/**
 * Carries out steps: each once, after all that it needs, the larger priority first, within the limits.
 *
 * When a step fails, or `signal` is aborted, nothing new is started; what runs goes on to its end (it is given `signal`)
 * and the result is known when the last of it has settled. A failed step is part of the result and is not thrown.
 * While it is paused nothing new is started either, and it goes on waiting.
 * Emits `step-started` and `step-finished`; the events of the run as a whole are the caller's.
 * @throws {ProblemError} `run.plan-broken`, before anything is started.
 */
export async function runSteps(
  steps: readonly Step[],
  perform: Perform,
  limits: Limits,
  emit: Emit,
  signal: AbortSignal,
  pausing?: Pausing,
): Promise<RunResult> {
  if (!(Math.min(limits.perHost, limits.overall, limits.sending) >= 1)) throw new RangeError('a limit below 1 lets no step run');
  const nodes = graphOf(steps);
  const queue = new ReadyQueue(limits);
  for (const node of nodes) if (node.open === 0) queue.add(node);

  const outcomes = new Map<StepId, Outcome>();
  const problems: Problem[] = [];
  let stopping = false;
  let running = 0;

  const finish = (node: Node, { outcome, why }: Ending) => {
    outcomes.set(node.step.id, outcome);
    problems.push(...why);
    running -= 1;
    queue.done(node);
    if (outcome === 'failed' || outcome === 'cancelled') stopping = true;
    else for (const dependent of node.dependents) if (--dependent.open === 0) queue.add(dependent);
    emit({ type: 'step-finished', step: node.step.id, outcome, problems: why });
  };

  await new Promise<void>((resolve, reject) => {
    const startWhatMay = () => {
      while (!stopping && !signal.aborted && !pausing?.paused) {
        const node = queue.take();
        if (node === undefined) break;
        running += 1;
        emit({ type: 'step-started', step: node.step.id });
        ending(node.step, perform, signal)
          .then((how) => {
            finish(node, how);
            startWhatMay();
          })
          .catch(reject);
      }
      const waits = pausing?.paused === true && !stopping && !signal.aborted && outcomes.size < steps.length;
      if (running === 0 && !waits) resolve();
    };
    pausing?.onContinue(startWhatMay);
    // one that is paused has nothing else that would end it
    signal.addEventListener('abort', startWhatMay, { once: true });
    startWhatMay();
  });

  const notStarted = steps.filter((step) => !outcomes.has(step.id)).map((step) => step.id);
  const skipped = [...outcomes].flatMap(([id, outcome]) => (outcome === 'skipped' ? [id] : []));
  return { outcome: outcomeOf(outcomes, notStarted), steps: outcomes, notStarted, problems, skipped };
}

interface Ending {
  readonly outcome: Outcome;
  readonly why: readonly Problem[];
}

/** How a step ended; never rejects. */
async function ending(step: Step, perform: Perform, signal: AbortSignal): Promise<Ending> {
  try {
    return { outcome: await perform(step, signal), why: [] };
  } catch (error) {
    if (error instanceof ProblemError) return { outcome: 'failed', why: error.problems };
    if (signal.aborted) return { outcome: 'cancelled', why: [] };
    const reason = error instanceof Error ? error.message : String(error);
    return { outcome: 'failed', why: [problem('run.step-crashed', { step: step.id, reason }, { host: step.host })] };
  }
}

function outcomeOf(outcomes: ReadonlyMap<StepId, Outcome>, notStarted: readonly StepId[]): RunOutcome {
  const all = new Set(outcomes.values());
  if (all.has('failed')) return 'failed';
  return all.has('cancelled') || notStarted.length > 0 ? 'cancelled' : 'success';
}
