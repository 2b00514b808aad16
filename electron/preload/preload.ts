// The one bridge between page and application: it hands the page one end of a channel to the engine, and nothing else.
import { contextBridge, ipcRenderer } from 'electron';
import { engineWanted, engineChannel } from '../desktop/channels.ts';

// its presence says that this page is in the desktop application
contextBridge.exposeInMainWorld('barque', {});

window.addEventListener('message', ({ source, data }) => {
  if (source === window && data === 'barque-engine-wanted') ipcRenderer.send(engineWanted);
});
ipcRenderer.on(engineChannel, ({ ports }) => {
  window.postMessage('barque-engine', window.location.origin, ports);
});
