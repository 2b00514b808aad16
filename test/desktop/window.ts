import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BaseWindow, MessageBoxOptions } from 'electron';
import { _electron, type ElectronApplication, type Page } from 'playwright';

/** What an application is started with. */
export interface Start {
  /** The packed application, whose main process can be inspected. */
  readonly program: string;
  readonly display: string;
  /** Where its clusters and settings are. */
  readonly home: string;
  readonly config: string;
  /** What it finds in its environment besides. */
  readonly env?: Readonly<Record<string, string>>;
}

const args = [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--lang=en-GB'];
const environmentOf = ({ display, home, config, env }: Start) => ({
  ...Object.fromEntries(Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))),
  DISPLAY: display,
  BARQUE_HOME: home,
  BARQUE_CONFIG: config,
  ...env,
});

/** The application with its window, whose main process Playwright can speak to: for dialogs, which no page sees. */
export class DesktopWindow {
  readonly #start: Start;
  readonly #application: ElectronApplication;
  readonly #process: ChildProcess;
  /** Resolves with the exit code when it has ended. */
  readonly ended: Promise<number | null>;

  private constructor(start: Start, application: ElectronApplication) {
    this.#start = start;
    this.#application = application;
    this.#process = application.process();
    this.ended = new Promise((resolve) => this.#process.once('exit', resolve));
  }

  static async open(start: Start): Promise<DesktopWindow> {
    const application = await _electron.launch({
      executablePath: start.program,
      args,
      env: environmentOf(start),
    });
    return new DesktopWindow(start, application);
  }

  /** Its page: the one that is there, or the next. */
  async page(): Promise<Page> {
    const page = await this.#application.firstWindow();
    await page.waitForURL(/^app:\/\/barque\//);
    return page;
  }

  /** Closes the window as its button does, and answers what is asked then; gives the question, unless it ends with its answer. */
  async closeWindow(page: Page, answer: 'background' | 'stop' | 'stay'): Promise<string> {
    const response = ['background', 'stop', 'stay'].indexOf(answer);
    const asked = await this.#application.evaluateHandle(({ dialog }, chosen) => {
      const question = new Promise<string>((resolve) => {
        dialog.showMessageBox = (of: BaseWindow | MessageBoxOptions, options?: MessageBoxOptions) => {
          resolve(options?.message ?? ('message' in of ? of.message : ''));
          return Promise.resolve({ response: chosen, checkboxChecked: false });
        };
      });
      return { question };
    }, response);
    const closed = answer === 'stay' ? undefined : page.waitForEvent('close');
    await this.#application.evaluate(({ BrowserWindow }) => {
      for (const window of BrowserWindow.getAllWindows()) window.close();
    });
    await closed;
    return answer === 'stop' ? '' : await asked.evaluate(async ({ question }) => question);
  }

  /** Starts the application once more; the first is told, and has a window again where it had none. */
  async startAgain(): Promise<Page> {
    const opened = this.#application.waitForEvent('window');
    spawn(this.#start.program, args, { env: environmentOf(this.#start), stdio: 'ignore' });
    const page = await opened;
    await page.waitForURL(/^app:\/\/barque\//);
    return page;
  }

  /** Kills the process of the engine; the window stays. */
  async killEngine(): Promise<void> {
    const pid = await this.#application.evaluate(
      ({ app }) =>
        app
          .getAppMetrics()
          .find(({ type, serviceName, name }) => type === 'Utility' && `${name}${serviceName}`.includes('Barque'))?.pid,
    );
    if (pid === undefined) throw new Error('the application has no engine');
    process.kill(pid, 'SIGKILL');
    await gone(pid);
  }

  /** What a click lets the page save; the operator is not asked where. */
  async saved(click: () => Promise<void>): Promise<{ name: string; content: Buffer }> {
    const folder = await mkdtemp(join(this.#start.home, 'saved-'));
    const saving = await this.#application.evaluateHandle(({ session }, into) => {
      const name = new Promise<string>((resolve) => {
        session.defaultSession.once('will-download', (_event, item) => {
          item.setSavePath(`${into}/${item.getFilename()}`);
          item.once('done', () => resolve(item.getFilename()));
        });
      });
      return { name };
    }, folder);
    await click();
    const name = await saving.evaluate(async (kept) => kept.name);
    return { name, content: await readFile(join(folder, name)) };
  }

  /** Kills it as a power cut does, and waits until its engine is gone too. */
  async kill(): Promise<void> {
    const processes = await this.#application.evaluate(({ app }) => app.getAppMetrics().map(({ pid }) => pid)).catch(() => []);
    this.#process.kill('SIGKILL');
    await this.ended;
    for (const pid of processes) await gone(pid);
  }
}

/** Waits for the end of a process that is no child of this one, which nothing tells. */
async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
