import { join } from 'node:path';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { type Harbour, restoreHarbour, startHarbour } from '../practice/harbour.ts';
import type { Transport } from '../transport/transport.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** A handshake costs some 90 ms: more practice hosts than this are reached without SSH. */
const mostOverSsh = 100;

/** The practice hosts of the workspaces that have some: up from when they are first wanted until the engine ends. */
export class Harbours {
  readonly #harbours = new Map<string, Promise<Harbour | undefined>>();
  readonly #closing = new AbortController();

  /** Starts the practice hosts of a new workspace. */
  async start(
    workspace: Workspace,
    size: Pick<Parameters<typeof startHarbour>[0], 'masters' | 'workers' | 'speed'>,
    signal: AbortSignal,
  ): Promise<Harbour> {
    const started = startHarbour({ dir: folderOf(workspace), ...size }, signal);
    this.#harbours.set(workspace.dir, started);
    started.catch(() => this.#harbours.delete(workspace.dir));
    return started;
  }

  /** The practice hosts of a workspace, started again where an earlier Barque had them. @throws {ProblemError} `engine.practice-over` */
  async of(workspace: Workspace): Promise<Harbour> {
    const harbour = await this.#ifAny(workspace);
    if (harbour === undefined) throw new ProblemError(problem('engine.practice-over', {}));
    return harbour;
  }

  /** Sees to it that a workspace's hosts are up, where they are practice hosts; gives the way to them where it is not SSH. */
  async reachable(workspace: Workspace): Promise<((host: string) => Transport | undefined) | undefined> {
    if (workspace.cluster.practice !== true) return undefined;
    const harbour = await this.of(workspace);
    if (harbour.hosts.length <= mostOverSsh) return undefined;
    const names = new Set(harbour.hosts.map(({ name }) => name));
    return (host) => (names.has(host) ? harbour.transport(host) : undefined);
  }

  /** How many times as fast as real hosts a workspace's are; undefined where they are real. */
  async speedOf(workspace: Workspace): Promise<number | undefined> {
    return workspace.cluster.practice === true ? (await this.of(workspace)).speed : undefined;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.allSettled([...this.#harbours.values()].map(async (harbour) => (await harbour)?.close()));
  }

  #ifAny(workspace: Workspace): Promise<Harbour | undefined> {
    if (workspace.cluster.practice !== true) return Promise.resolve(undefined);
    const known = this.#harbours.get(workspace.dir);
    if (known !== undefined) return known;
    const restored = restoreHarbour(folderOf(workspace), this.#closing.signal);
    this.#harbours.set(workspace.dir, restored);
    restored.catch(() => this.#harbours.delete(workspace.dir));
    return restored;
  }
}

const folderOf = ({ dir }: Workspace): string => join(dir, 'practice');
