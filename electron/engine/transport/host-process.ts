import type { Readable, Writable } from 'node:stream';
import type { Problem } from '../../../shared/problems/problem.ts';

export interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
}

/** A process on a host, before anybody knows whether it becomes root: over SSH, or a child on this machine itself. */
export interface HostProcess {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Settles when the process is known to be gone; its output may still be on the way. Never rejects. */
  readonly exited: Promise<Exit>;
  /** Settles when the process is gone and its output was read, or the connection to it broke. Never rejects. */
  readonly closed: Promise<Exit>;
  /** Why the connection to it broke, if it did. */
  readonly lostBecause: () => Problem | undefined;
  /** Takes its input and output away. */
  readonly hangUp: () => void;
}

/** Starts processes on one host as the user who is logged in. */
export interface Shell {
  readonly host: string;
  /** Runs a command line of ours by the user's shell; on a terminal, its stderr is part of its stdout. */
  readonly start: (command: string, terminal: boolean, signal: AbortSignal) => Promise<HostProcess>;
}
