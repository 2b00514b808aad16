import type { StateKind } from './state.ts';

/** What may be done to a cluster. */
export const clusterOperations = [
  'create',
  'add-worker',
  'add-master',
  'leave',
  'replace',
  'renew',
  'reconfigure',
  'reset',
  'back-up',
  'restore',
] as const;
export type ClusterOperation = (typeof clusterOperations)[number];

/**
 * How an operation may be done in a state: `yes`; `nothing` to do; `goes-on` with what was begun; only to what is still `correctable`;
 * only to the `dead`, or to `those-there`; a host or a cluster that is named (`by-name`); from a master's `disk`, or `from-etcd`
 * alone; into `fresh` hosts; `no`.
 */
export type Permission =
  'yes' | 'nothing' | 'goes-on' | 'correctable' | 'dead' | 'those-there' | 'by-name' | 'disk' | 'from-etcd' | 'fresh' | 'no';

const none: Readonly<Record<ClusterOperation, Permission>> = {
  create: 'no',
  'add-worker': 'no',
  'add-master': 'no',
  leave: 'no',
  replace: 'no',
  renew: 'no',
  reconfigure: 'no',
  reset: 'no',
  'back-up': 'no',
  restore: 'no',
};

/** What may be done in which state. Whatever is not named here may not be done. */
const table: Readonly<Record<StateKind, Readonly<Record<ClusterOperation, Permission>>>> = {
  absent: { ...none, create: 'yes', restore: 'fresh' },
  begun: { ...none, create: 'goes-on', 'add-worker': 'goes-on', reconfigure: 'correctable', reset: 'yes' },
  standing: {
    ...none,
    create: 'nothing',
    'add-worker': 'yes',
    'add-master': 'yes',
    leave: 'yes',
    renew: 'yes',
    reconfigure: 'yes',
    reset: 'by-name',
    'back-up': 'yes',
    restore: 'by-name',
  },
  degraded: {
    ...none,
    create: 'nothing',
    'add-worker': 'yes',
    leave: 'dead',
    replace: 'yes',
    renew: 'those-there',
    reset: 'by-name',
    'back-up': 'yes',
    restore: 'by-name',
  },
  'locked-out': { ...none, renew: 'yes', reset: 'by-name', 'back-up': 'from-etcd', restore: 'by-name' },
  silent: { ...none, reset: 'by-name', 'back-up': 'disk', restore: 'yes' },
  split: none,
  foreign: none,
};

export const permissionOf = (state: StateKind, operation: ClusterOperation): Permission => table[state][operation];
export const mayDo = (state: StateKind, operation: ClusterOperation): boolean => permissionOf(state, operation) !== 'no';
