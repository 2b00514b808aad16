import { type MessagePortMain, utilityProcess, type UtilityProcess } from 'electron';
import { fromEngineProcess, type ToEngine } from './engine-messages.ts';
import { keep, systemKeeper } from './system-keeper.ts';

/** The engine in a process of its own. One that has ended is started again for the next face. */
export class EngineProcess {
  readonly #script: string;
  readonly #onBusy: (busy: boolean) => void;
  #process: UtilityProcess | undefined;
  #busy = false;

  constructor(script: string, onBusy: (busy: boolean) => void) {
    this.#script = script;
    this.#onBusy = onBusy;
  }

  /** Whether a run goes on. */
  get busy(): boolean {
    return this.#busy;
  }

  /** Gives the engine one more face, at the other end of this port. */
  connect(port: MessagePortMain): void {
    this.#process ??= this.#started();
    const message: ToEngine = { type: 'connect' };
    this.#process.postMessage(message, [port]);
  }

  /** Cancels its runs and waits until it has ended. */
  async close(): Promise<void> {
    const running = this.#process;
    if (running === undefined) return;
    const ended = new Promise((resolve) => running.once('exit', resolve));
    const message: ToEngine = { type: 'close' };
    running.postMessage(message);
    await ended;
  }

  #started(): UtilityProcess {
    const started = utilityProcess.fork(this.#script, [], { serviceName: 'Barque engine', stdio: 'inherit' });
    const tell = (message: ToEngine) => started.postMessage(message);
    started.on('message', (message) => {
      const told = fromEngineProcess.parse(message);
      if (told.type === 'busy') this.#is(told.busy);
      else void keep(told.how, told.bytes).then((bytes) => tell({ type: 'kept', id: told.id, bytes }));
    });
    void systemKeeper().then((name) => tell({ type: 'keeper', name }));
    started.once('exit', () => {
      this.#process = undefined;
      this.#is(false);
    });
    return started;
  }

  #is(busy: boolean): void {
    if (this.#busy === busy) return;
    this.#busy = busy;
    this.#onBusy(busy);
  }
}
