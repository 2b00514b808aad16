import { join } from 'node:path';
import { parseArgs } from 'node:util';
import manifest from '../../package.json' with { type: 'json' };
import { openEngine } from '../engine/api/engine.ts';
import { foldersOf } from '../engine/api/folders.ts';
import { letHeapGrow } from '../engine/heap.ts';
import { openBrowser } from './open-browser.ts';
import { serveWeb } from './server.ts';

/** The web host: `barque-web [--port N] [--no-browser]`. Prints the address and serves until it is told to end. */
const { values } = parseArgs({
  options: { port: { type: 'string', default: '0' }, 'no-browser': { type: 'boolean', default: false } },
});
letHeapGrow();
const folders = foldersOf(process.env);
const engine = openEngine({ ...folders, host: 'web', version: manifest.version });
const web = await serveWeb(engine.api, { face: join(import.meta.dirname, 'face'), port: Number(values.port) });
process.stdout.write(`Barque is at ${web.address}\n`);
process.stdout.write('The address is for you alone: whoever has it works as you. Ctrl+C ends Barque and interrupts its runs.\n');
const tidy = values['no-browser'] ? undefined : await openBrowser(web.address, folders.config, process.env);

let ending: Promise<void> | undefined;
const end = () =>
  (ending ??= (async () => {
    await tidy?.();
    await engine.close();
    await web.close();
  })());
process.once('SIGINT', () => void end()).once('SIGTERM', () => void end());
