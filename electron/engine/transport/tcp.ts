import { Socket } from 'node:net';
import type { UnreachableReason } from '../../../shared/problems/ssh.ts';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { onAbort } from './abort.ts';

/** Where SSH reaches a host, and what the spec calls it. */
export interface Endpoint {
  readonly name: string;
  readonly address: string;
  readonly port: number;
}

const reasons: Record<string, UnreachableReason> = {
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'no-route',
  ENETUNREACH: 'no-route',
  EHOSTDOWN: 'no-route',
  ETIMEDOUT: 'timeout',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  ECONNRESET: 'closed',
  EPIPE: 'closed',
};

/** The problem that no connection to `to` came about, for this reason or for what the error says. */
export function unreachable(to: Endpoint, cause: UnreachableReason | Error, evidence?: readonly string[]): ProblemError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const reason = cause instanceof Error ? (reasons[code] ?? 'other') : cause;
  const said = evidence ?? (cause instanceof Error ? [cause.message] : undefined);
  return new ProblemError(
    problem('ssh.unreachable', { address: to.address, port: to.port, reason }, { host: to.name, evidence: said }),
  );
}

type Written = (error?: Error | null) => void;

/**
 * A socket that sends what is written to it in one go, once whoever writes is done. SSH writes each packet in three pieces; a piece that is
 * sent by itself costs both sides a call, and the network a packet.
 */
class GatheringSocket extends Socket {
  override write(data: Uint8Array | string, ...[encoding, done]: [(BufferEncoding | Written)?, Written?]): boolean {
    if (this.writableCorked === 0) {
      this.cork();
      process.nextTick(() => this.uncork());
    }
    return typeof encoding === 'string' ? super.write(data, encoding, done) : super.write(data, encoding);
  }
}

/**
 * Opens a TCP connection.
 * @throws {ProblemError} `ssh.unreachable`; the signal's reason where it was aborted
 */
export function connectTcp(to: Endpoint, timeoutMs: number, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = new GatheringSocket();
    const fail = (error: Error) => {
      finish();
      socket.destroy();
      reject(error);
    };
    const timer = setTimeout(() => fail(unreachable(to, 'timeout')), timeoutMs);
    const stop = onAbort(signal, fail);
    const finish = () => {
      clearTimeout(timer);
      stop();
      socket.removeAllListeners();
      // A socket that fails while nobody listens would end the process.
      socket.on('error', () => {});
    };
    socket.once('error', (error) => fail(unreachable(to, error)));
    socket.once('connect', () => {
      finish();
      resolve(socket);
    });
    // Requests are small and wait for their answers: they must not wait for a full segment.
    socket.setNoDelay(true);
    socket.connect({ host: to.address, port: to.port });
    // Node's connect has given it the plain one again
    Reflect.deleteProperty(socket, 'write');
  });
}
