import { unitPath } from '../../../shared/model/layout.ts';
import type { NoServiceResource, ServiceResource } from '../../../shared/model/resource.ts';
import { removeService, type UnitState } from '../node/verbs.ts';
import type { Difference } from './context.ts';
import { sha256 } from './documents.ts';
import { stateOf } from './files.ts';
import { differs, type Kind, type Known, type SimpleKind } from './kind.ts';

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

export const service: Kind<ServiceResource> = {
  wants: ({ unit, watch }) => ({ units: [unit], paths: watch }),
  differences: (resource, known) => {
    const unit = known.seen.units.get(resource.unit);
    if (!unit || unit.load === 'not-found') return [{ aspect: 'unit', found: 'not found', wanted: 'loaded' }];
    const enabled = enabledStates.includes(unit.enabled) ? [] : differs('enabled', unit.enabled, 'enabled');
    if (!resource.started) return enabled;
    if (unit.active !== 'active')
      return [...enabled, { aspect: 'state', found: `${unit.active} (${unit.sub})`, wanted: 'active' }];
    return [...enabled, ...stale(resource, unit, known)];
  },
};

/** A service that Barque started carries a stamp until the host boots; then, and where another started it, times must do. */
function stale(resource: ServiceResource, unit: UnitState, known: Known): Difference[] {
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
