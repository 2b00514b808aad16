// One window for the face, and a process for the engine, which goes on without the window.
import { join } from 'node:path';
import { app, type BrowserWindow, dialog, powerSaveBlocker, session } from 'electron';
import type { Settings } from '../../shared/contract/application.ts';
import { ApplicationFile } from '../engine/api/application-file.ts';
import { facesFiles } from '../engine/api/face-files.ts';
import { foldersOf } from '../engine/api/folders.ts';
import { EngineProcess } from './engine-process.ts';
import { confine } from './face-protocol.ts';
import { setApplicationMenu } from './menu.ts';
import { page } from './scheme.ts';
import { keepingAwake } from './wake.ts';
import { confineContents, connectFaces, openWindow } from './window.ts';
import { language, words } from './words.ts';

const here = import.meta.dirname;
const { config } = foldersOf(process.env);
app.setPath('userData', join(config, 'window'));
/** The engine's process keeps them; here they are only read. */
const settings = new ApplicationFile(config);

if (app.requestSingleInstanceLock()) void app.whenReady().then(run);
else app.quit();

async function run(): Promise<void> {
  confine(session.defaultSession, await facesFiles(join(here, '..', 'face')));
  confineContents();
  setApplicationMenu();

  const stayAwake = keepingAwake(powerSaveBlocker);
  const engine = new EngineProcess(join(here, 'engine.mjs'), (busy) => {
    stayAwake(busy);
    // a run that went on in the background was the last that there was to do
    if (!busy && shown === undefined) app.quit();
  });
  connectFaces(engine);

  let shown: BrowserWindow | undefined;
  let ending = false;
  const open = async () => {
    const window = openWindow(join(here, 'preload.cjs'));
    shown = window;
    window.on('closed', () => (shown = undefined));
    window.on('close', (event) => {
      if (!engine.busy || ending) return;
      event.preventDefault();
      void ask(window);
    });
    await window.loadURL(page);
  };
  const show = () => {
    if (shown === undefined) void open();
    else {
      if (shown.isMinimized()) shown.restore();
      shown.focus();
    }
  };
  let asking = false;
  /** A run goes on: the operator says what is to become of it, and is asked once, however often the window is closed meanwhile. */
  const ask = async (window: BrowserWindow) => {
    if (asking) return;
    asking = true;
    const { language: chosen = language() } = await settings.settings().catch((): Settings => ({}));
    const say = words[chosen];
    const asked = dialog.showMessageBox(window, {
      type: 'question',
      message: say.running,
      detail: say.consequence,
      buttons: [say.background, say.stop, say.stay],
      defaultId: 0,
      cancelId: 2,
      noLink: true,
    });
    const { response } = await asked.finally(() => (asking = false));
    if (response === 0) window.destroy();
    if (response === 1) end();
  };
  const end = () => {
    ending = true;
    void engine.close().finally(() => app.exit(0));
  };
  app.on('second-instance', show);
  app.on('activate', show);
  app.on('window-all-closed', () => {
    if (!engine.busy) app.quit();
  });
  app.on('before-quit', (event) => {
    event.preventDefault();
    if (engine.busy && shown !== undefined && !ending) void ask(shown);
    else if (!ending) end();
  });
  await open();
}
