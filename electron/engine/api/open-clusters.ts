import { resolve } from 'node:path';
import { whenIdle } from '../vault/idle.ts';
import { openWorkspace, type Workspace } from '../workspace/workspace.ts';

/** The workspaces that this engine has opened: each once, so that a vault that is unlocked stays so for all who ask. */
export class OpenClusters {
  readonly #open = new Map<string, Promise<Workspace>>();

  /** @throws {ProblemError} `workspace.missing`, `workspace.broken`, `workspace.unusable` */
  of(dir: string): Promise<Workspace> {
    const path = resolve(dir);
    const known = this.#open.get(path);
    if (known !== undefined) return known;
    const opened = openWorkspace(path, { idle: whenIdle });
    this.#open.set(path, opened);
    // what was not there may be there the next time
    opened.catch(() => this.#open.delete(path));
    return opened;
  }

  put(workspace: Workspace): void {
    this.#open.set(workspace.dir, Promise.resolve(workspace));
  }

  /** The same as it stands on disk now: a folder may have gone, or another come in its place. */
  async again(dir: string): Promise<Workspace> {
    const path = resolve(dir);
    const found = await openWorkspace(path, { idle: whenIdle }).catch((error: unknown) => {
      this.#open.delete(path);
      throw error;
    });
    const held = await this.#open.get(path)?.catch(() => undefined);
    if (held?.cluster.uid === found.cluster.uid) return held;
    this.put(found);
    return found;
  }
}
