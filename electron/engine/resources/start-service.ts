import { setTimeout as sleep } from 'node:timers/promises';
import type { ServiceResource } from '../../../shared/model/resource.ts';
import { type Problem, problem, ProblemError } from '../../../shared/problems/problem.ts';
import { amiss } from '../../../shared/proof/amiss.ts';
import { waitingFor } from '../../../shared/run/waiting.ts';
import type { Ask } from '../node/ask.ts';
import { run, service as startService } from '../node/verbs.ts';
import type { ResourceContext } from './context.ts';
import type { Known } from './kind.ts';
import { naming } from './naming.ts';
import { look } from './observe.ts';
import { logOf } from './service-log.ts';
import { questionKey } from './seen.ts';
import { type Standing, stampOf, standingOf } from './service.ts';

/** How long a unit that has no way to show that it serves may take to start, in seconds. */
const START_SECONDS = 300;
/** How long a unit that was found running and does not serve is given to do so before it is started again, in seconds. */
const SETTLE_SECONDS = 10;
const PAUSE_MS = 500;
/** How long one of the others may take to answer, in seconds. */
const OTHER_SECONDS = 5;

/**
 * Enables a unit, starts it where it does not run with its present files, and looks at it until it serves. What runs and does not serve is
 * started again once, if that may help. A unit that is starting already is only waited for.
 * @throws {ProblemError} `service.failed`, `service.silent`, `service.waits`, each with its log; `resource.failed` where systemd refuses it
 */
export async function bringService(resource: ServiceResource, known: Known, context: ResourceContext): Promise<Known> {
  const request = (action: 'start' | 'enable') =>
    naming(startService(resource.unit, action, stampOf(resource, known)), resource, context.node.host);
  if (!resource.started) return look([resource], known.contents, context, [request('enable')]);
  const isStarted = standingOf(resource, known) === 'to-start';
  const mayRestart = !isStarted && resource.serves?.restart === true;
  const end = await untilItServes(resource, known, context, { first: request(isStarted ? 'start' : 'enable'), mayRestart });
  if (end.standing === 'stands') return end.known;
  if (!mayRestart || end.standing !== 'silent') throw await failure(resource, end, context);
  const again = await untilItServes(resource, known, context, { first: request('start'), mayRestart: false });
  if (again.standing === 'stands') return again.known;
  throw await failure(resource, again, context);
}

/** How the waiting for a unit ended: what was seen last, and who of the others did not answer. */
interface End {
  readonly standing: Standing;
  readonly known: Known;
  readonly silent: readonly string[];
}

/** Makes the first request and looks until the unit serves, has failed, or its time is over. */
async function untilItServes(
  resource: ServiceResource,
  { contents }: Known,
  context: ResourceContext,
  { first, mayRestart }: { readonly first: Ask<void>; readonly mayRestart: boolean },
): Promise<End> {
  const { signal, emit } = context;
  const { unit, serves } = resource;
  const seconds = serves?.timeoutSeconds ?? START_SECONDS;
  const begun = performance.now();
  let known = await look([resource], contents, context, [first]);
  let standing = standingOf(resource, known);
  if (standing === 'stands') return { standing, known, silent: [] };
  let told = '';
  for (;;) {
    if (standing === 'to-start') return { standing, known, silent: [] };
    if (standing === 'stands') return { standing, known: await look([resource], contents, context), silent: [] };
    const silent = await silentOthers(resource, context);
    const limit = mayRestart && standing === 'silent' ? Math.min(SETTLE_SECONDS, seconds) : seconds;
    if (performance.now() - begun >= limit * 1000) return { standing, known, silent };
    const what = silent.length > 0 ? silent : [amiss(standing === 'starting' ? 'starting' : 'no-answer', unit)];
    if (waitingFor(what) !== told) emit({ type: 'step-waiting', what: waitingFor(what) });
    told = waitingFor(what);
    await sleep(PAUSE_MS, undefined, { signal });
    // without its files, which are large and were looked at before
    const unwatched = { ...resource, watch: [] };
    known = await look([unwatched], contents, context);
    standing = standingOf(unwatched, known);
  }
}

/** Who of the others that the unit needs does not answer. */
async function silentOthers({ serves }: ServiceResource, { node, signal }: ResourceContext): Promise<string[]> {
  const others = serves?.others ?? [];
  const answers = await node.ask(
    others.map(({ argv }) => run(OTHER_SECONDS, argv)),
    signal,
  );
  return others.flatMap(({ name }, i) => (answers[i]?.status === 0 ? [] : [name]));
}

async function failure(resource: ServiceResource, end: End, context: ResourceContext): Promise<ProblemError> {
  const { unit, serves } = resource;
  const { host } = context.node;
  const asked = serves && end.standing === 'silent' ? end.known.seen.runs.get(questionKey(serves.argv)) : undefined;
  const evidence = await logOf(unit, `${asked?.output ?? ''}\n${asked?.errors ?? ''}`, context);
  return new ProblemError({ ...problemOf(resource, end), host, evidence });
}

function problemOf({ unit, serves }: ServiceResource, { standing, known, silent }: End): Problem {
  const state = known.seen.units.get(unit);
  const seconds = serves?.timeoutSeconds ?? START_SECONDS;
  if (serves?.others !== undefined && standing !== 'to-start') return problem('service.waits', { unit, others: silent, seconds });
  if (standing === 'silent') return problem('service.silent', { unit, seconds });
  return problem('service.failed', { unit, state: `${state?.active ?? 'inactive'} (${state?.sub ?? ''})` });
}
