import { app, BrowserWindow, ipcMain, type IpcMainEvent, MessageChannelMain } from 'electron';
import { engineChannel, engineWanted } from './channels.ts';
import type { EngineProcess } from './engine-process.ts';
import { page } from './scheme.ts';

/** Makes the window; it is seen once something is drawn in it. */
export function openWindow(preload: string): BrowserWindow {
  const window = new BrowserWindow({
    width: 1280,
    height: 800,
    minWidth: 960,
    minHeight: 600,
    show: false,
    title: 'Barque',
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: false,
      navigateOnDragDrop: false,
      devTools: !app.isPackaged,
    },
  });
  window.once('ready-to-show', () => window.show());
  return window;
}

/** Whatever is ever shown stays where it is: no other page, no other window, nothing within it. The face may load itself anew. */
export function confineContents(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => {
      if (event.url.split('#')[0] !== page) event.preventDefault();
    });
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });
}

/** Whether a message is from the face, in a window of ours, and from no frame within it. */
const isFromFace = ({ sender, senderFrame }: IpcMainEvent): boolean =>
  BrowserWindow.fromWebContents(sender) !== null && senderFrame === sender.mainFrame && senderFrame.url.split('#')[0] === page;

/** Connects the face to the engine: anew for each load of its page. */
export function connectFaces(engine: EngineProcess): void {
  ipcMain.on(engineWanted, (event) => {
    if (!isFromFace(event)) return;
    const { port1, port2 } = new MessageChannelMain();
    engine.connect(port1);
    event.sender.postMessage(engineChannel, null, [port2]);
  });
}
