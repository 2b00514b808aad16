import type { KeyProtector } from '../engine/vault/vault.ts';
import type { FromEngineProcess, ToEngine } from './engine-messages.ts';

type Kept = Extract<ToEngine, { type: 'kept' }>;

/** The operating system's keeping of keys, asked for through the application's process: the engine's own has no such thing. */
export class SystemProtector implements KeyProtector {
  readonly name: string;
  readonly #tell: (message: FromEngineProcess) => void;
  readonly #waiting = new Map<number, (answer: string | undefined) => void>();
  #next = 0;

  constructor(name: string, tell: (message: FromEngineProcess) => void) {
    this.name = name;
    this.#tell = tell;
  }

  async protect(key: Uint8Array): Promise<Uint8Array> {
    return Buffer.from(await this.#ask('protect', key), 'base64');
  }

  async recover(kept: Uint8Array): Promise<Uint8Array> {
    return Buffer.from(await this.#ask('recover', kept), 'base64');
  }

  answered({ id, bytes }: Kept): void {
    this.#waiting.get(id)?.(bytes);
    this.#waiting.delete(id);
  }

  #ask(how: 'protect' | 'recover', bytes: Uint8Array): Promise<string> {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, (answer) => {
        if (answer === undefined) reject(new Error(`${this.name} could not ${how} a key`));
        else resolve(answer);
      });
      this.#tell({ type: 'keep', id, how, bytes: Buffer.from(bytes).toString('base64') });
    });
  }
}
