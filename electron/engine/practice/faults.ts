import { helmProgram } from '../../../shared/catalog/programs.ts';
import { layout } from '../../../shared/model/layout.ts';
import type { Machine } from './machine.ts';
import { changing } from './verbs.ts';

/** Whether a request finds its connection cut: where something is changed or waited for, in the middle of a step. */
export const requestEnds = (machine: Machine, verb: string): boolean =>
  machine.faults.has('connection-lost') && changing.has(verb);

/** Whether a program is gone as soon as it is there: what guards the host has deleted it. */
export const isRemoved = (machine: Machine, path: string): boolean =>
  machine.faults.has('helm-removed') && path === `${layout.bin}/${helmProgram}`;

/** Whether somebody in the network has taken the virtual address, as far as this machine sees it. */
export const addressIsTaken = (machine: Machine): boolean => machine.faults.has('address-taken');

/** The hardware address of that stranger. */
export const strangerMac = '52:54:00:ba:d0:01';
