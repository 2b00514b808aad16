import type { ClusterStatus, Meaning } from '../../../shared/cluster/status.ts';

/** How a state is coloured: green only what is well. */
export const tones: Readonly<Record<Meaning, '' | 'ok' | 'warn' | 'bad'>> = {
  absent: '',
  begun: 'warn',
  founded: 'warn',
  standing: 'ok',
  amiss: 'warn',
  degraded: 'warn',
  'locked-out': 'bad',
  silent: 'bad',
  split: 'bad',
  foreign: 'bad',
};

/** Whether something is missed where it does not answer: of a cluster that is not deployed to its end it is not. */
export const isExpected = ({ state: { kind } }: ClusterStatus): boolean => kind !== 'absent' && kind !== 'begun';
