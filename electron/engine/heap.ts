import { setFlagsFromString } from 'node:v8';

/** In percent of what is left after a collection. V8's own choice is between 10 and 300, by how dear collecting has been. */
const growth = 300;

/** What `letHeapGrow` sets. */
export const heapFlag = `--heap-growing-percent=${growth}`;

/**
 * For the begin of a program that sends much: lets the heap grow before all of it is collected. Each SSH packet is made in two buffers
 * beside the heap, and V8 counts those against its limit, which is small where the heap is: while packages were sent it collected
 * everything each 30 ms, for a third of the processor's time.
 */
export const letHeapGrow = (): void => setFlagsFromString(heapFlag);
