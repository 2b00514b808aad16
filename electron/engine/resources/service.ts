import { unitPath } from '../../../shared/model/layout.ts';
import type { NoServiceResource, ServiceResource } from '../../../shared/model/resource.ts';
import { removeService, type UnitState } from '../node/verbs.ts';
import type { Difference } from './context.ts';
import { sha256 } from './documents.ts';
import { stateOf } from './files.ts';
import { differs, type Kind, type Known, type SimpleKind } from './kind.ts';
import { questionKey } from './seen.ts';

/** What systemd calls a unit that starts with the host, or that cannot be enabled because others start it. */
const enabledStates = ['enabled', 'static', 'alias', 'indirect', 'generated'];

/** Says which files a service runs with: a digest of theirs. */
export const stampOf = ({ watch }: ServiceResource, known: Known): string =>
  sha256(
    watch
      .map((path) => {
        const state = stateOf(known, path);
        return `${path} ${state.type === 'file' ? state.digest : state.type}\n`;
      })
      .join(''),
  );

/** How long a service may take to say whether it serves, in seconds. */
export const ANSWER_SECONDS = 10;

export const service: Kind<ServiceResource> = {
  wants: ({ unit, started, watch, serves }) => ({
    units: [unit],
    paths: watch,
    runs: started && serves ? [{ seconds: ANSWER_SECONDS, argv: serves.argv }] : [],
  }),
  differences: (resource, known) => {
    const unit = known.seen.units.get(resource.unit);
    if (!unit || unit.load === 'not-found') return [{ aspect: 'unit', found: 'not found', wanted: 'loaded' }];
    const enabled = enabledStates.includes(unit.enabled) ? [] : differs('enabled', unit.enabled, 'enabled');
    if (!resource.started) return enabled;
    if (unit.active !== 'active')
      return [...enabled, { aspect: 'state', found: `${unit.active} (${unit.sub})`, wanted: 'active' }];
    const older = stale(resource, unit, known);
    if (older.length > 0) return [...enabled, ...older];
    return [...enabled, ...(doesServe(resource, known) ? [] : [{ aspect: 'serves', found: 'no', wanted: 'yes' }])];
  },
};

/** Whether a service has shown that it does its work; one that has no way to show it does. */
function doesServe({ serves }: ServiceResource, known: Known): boolean {
  if (serves === undefined) return true;
  const ran = known.seen.runs.get(questionKey(serves.argv));
  if (ran?.status !== 0) return false;
  const { prints } = serves;
  return prints === undefined || ran.output.split('\n').some((line) => hasWords(line, prints));
}

/** Whether a line has these words in this order, whatever is between them. */
function hasWords(line: string, words: readonly string[]): boolean {
  const rest = [...words];
  for (const word of line.split(/\s+/)) if (word === rest[0]) rest.shift();
  return rest.length === 0;
}

/**
 * Where a service is on its way to what is wanted of it: `to-start` is one that does not run or runs with older files, `starting` one that
 * systemd is at work on, `silent` one that runs and does not serve.
 */
export type Standing = 'stands' | 'to-start' | 'starting' | 'silent';

/** Where a service is. A unit that died and that systemd will start again is `to-start`: it may do so for ever. Pure. */
export function standingOf(resource: ServiceResource, known: Known): Standing {
  const unit = known.seen.units.get(resource.unit);
  if (!unit || unit.load === 'not-found' || (unit.active !== 'active' && !isStarting(unit))) return 'to-start';
  if (stale(resource, unit, known).length > 0) return 'to-start';
  // with a job it may be the earlier process that is still there
  if (unit.active !== 'active' || unit.job) return 'starting';
  return doesServe(resource, known) ? 'stands' : 'silent';
}

const isStarting = ({ active, sub, job }: UnitState): boolean =>
  job || ((active === 'activating' || active === 'reloading') && !sub.startsWith('auto-restart'));

/** A service that Barque started carries a stamp until the host boots; then, and where another started it, times must do. */
function stale(resource: ServiceResource, unit: UnitState, known: Known): Difference[] {
  if (resource.watch.length === 0) return [];
  if (unit.stamp !== undefined) return differs('runs with', unit.stamp, stampOf(resource, known));
  const changed = resource.watch.filter((path) => {
    const state = stateOf(known, path);
    return state.type === 'missing' || unit.since === undefined || state.changed > unit.since;
  });
  return changed.map((path) => ({ aspect: 'runs with', found: `an older ${path}`, wanted: 'this one' }));
}

export const noService: SimpleKind<NoServiceResource> = {
  wants: ({ unit }) => ({ units: [unit], paths: [unitPath(unit)] }),
  differences: ({ unit }, known) => {
    const active = known.seen.units.get(unit)?.active ?? 'inactive';
    return [...differs('state', active, 'inactive'), ...differs('unit', stateOf(known, unitPath(unit)).type, 'missing')];
  },
  changes: ({ unit }) => [removeService(unit)],
};
