import { letHeapGrow } from '../engine/heap.ts';
import { main } from './main.ts';

letHeapGrow();
process.exitCode = await main(process.argv.slice(2), process.env);
