import { letHeapGrow } from '../engine/heap.ts';
import { main } from './main.ts';

/** Whoever read the output went away (`| head`): what goes on is cancelled as by a signal, and nothing is said of it. */
function readerGone(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.emit('SIGTERM');
}

letHeapGrow();
process.stdout.on('error', readerGone);
process.stderr.on('error', readerGone);
process.exitCode = await main(process.argv.slice(2), process.env);
