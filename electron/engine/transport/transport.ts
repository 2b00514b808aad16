import type { Duplex } from 'node:stream';
import type { Problem } from '../../../shared/problems/problem.ts';

/** A script for a root shell. It prints `ready` and a newline, drops lines of its input up to `begin`, and goes on with its work. */
export interface RootScript {
  /** One of our own constants: no single quote in it, so that one pair quotes it. */
  readonly text: string;
  readonly ready: string;
  readonly begin: string;
}

/** How a root process ended. Both are null where the connection went first. */
export interface Ending {
  readonly code: number | null;
  readonly signal: string | null;
  /** The end of what it wrote to stderr: 64 KiB at most, without control sequences. Empty on a terminal, which has one stream. */
  readonly stderr: string;
}

/** A root process on a host, past its `ready` and `begin`: 8-bit clean both ways. */
export interface RootStream {
  /**
   * Resolves when the chunk was taken by the connection, which waits where the host does not read.
   * @throws {ProblemError} `root.shell-ended` or `ssh.connection-lost`
   */
  readonly write: (chunk: Buffer) => Promise<void>;
  /** What the process prints; fails with `ssh.connection-lost` where the connection breaks before its end. Read it to the end. */
  readonly output: AsyncIterable<Buffer>;
  /** Closes the process's input. A terminal has no end of input: there the script must know by itself when it is done. */
  readonly end: () => void;
  /** Settles once the process is gone and `output` was read to its end, or the stream was destroyed. Never rejects. */
  readonly closed: Promise<Ending>;
  /** Hangs up at once: the process loses its input and output. */
  readonly destroy: () => void;
}

export type Dial = (to: { readonly address: string; readonly port: number }, signal: AbortSignal) => Promise<Duplex>;

/** A host on which Barque can be root. */
export interface Transport {
  /** The spec's name of the host. */
  readonly host: string;
  /**
   * Runs `/bin/sh -c script` as root with a clean environment and resolves once the script has printed `ready`.
   * What came before that (banners, a profile's noise) is dropped.
   * @throws {ProblemError} `root.*`, `ssh.no-more-sessions` (queue on the sessions there are), `ssh.password-expired`,
   *   `ssh.credential-refused`, `ssh.request-refused`, `ssh.connection-lost`; the signal's reason where it was aborted
   */
  readonly startRoot: (script: RootScript, signal: AbortSignal) => Promise<RootStream>;
  /**
   * A TCP connection from the host to somewhere, 8-bit clean; undefined where the host is no place to connect from.
   * @throws {ProblemError} `ssh.unreachable`, `ssh.forwarding-refused`, `ssh.connection-lost`; the signal's reason
   */
  readonly dial?: Dial | undefined;
  /** Ends the connection and every process started on it. */
  readonly close: () => Promise<void>;
  /** Resolves when the connection broke or went silent; stays pending when it was closed from here. */
  readonly lost: Promise<Problem>;
}
