// The engine's process of the desktop application: it outlives every load of the window, and has no screen.
import type { MessagePortMain } from 'electron';
import manifest from '../../package.json' with { type: 'json' };
import type { Port } from '../../shared/contract/wire.ts';
import { openEngine } from '../engine/api/engine.ts';
import { foldersOf } from '../engine/api/folders.ts';
import { serve } from '../engine/api/serve.ts';
import { letHeapGrow } from '../engine/heap.ts';
import { type FromEngineProcess, toEngine } from './engine-messages.ts';
import { SystemProtector } from './system-protector.ts';

letHeapGrow();
const tell = (message: FromEngineProcess) => process.parentPort.postMessage(message);
let keeper: SystemProtector | undefined;
const engine = openEngine({
  ...foldersOf(process.env),
  host: 'desktop',
  version: manifest.version,
  systemProtector: () => keeper,
});
engine.onBusy((busy) => tell({ type: 'busy', busy }));

process.parentPort.on('message', ({ data, ports: [port] }) => {
  const message = toEngine.parse(data);
  switch (message.type) {
    case 'connect':
      if (port !== undefined) serve(engine.api, portOf(port));
      break;
    case 'keeper':
      keeper = message.name === undefined ? undefined : new SystemProtector(message.name, tell);
      break;
    case 'kept':
      keeper?.answered(message);
      break;
    case 'close':
      void engine.close().finally(() => process.exit(0));
  }
});

const portOf = (port: MessagePortMain): Port => ({
  send: (message) => port.postMessage(message),
  onMessage: (take) => {
    port.on('message', ({ data }) => take(data));
    port.start();
  },
  onClose: (ended) => void port.on('close', ended),
  close: () => port.close(),
});
