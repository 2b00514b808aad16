import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { connect, createSecureContext } from 'node:tls';
import { readKubeconfig } from './kubeconfig.ts';
import type { Probe } from './probe.ts';

/** After this a request has failed. */
const timeoutMs = 1000;

export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly contentType?: string;
  readonly body?: string;
}

/** Sends a request to the Kubernetes API on a connection of its own, and tells how it ended. */
export type Send = (one: ApiRequest) => Promise<Pick<Probe, 'sent' | 'done' | 'ok' | 'why'>>;

/** Monotonic, and comparable with other processes' clocks. */
export const now = (): number => performance.timeOrigin + performance.now();

/** A client outside of the cluster, with the credentials of a kubeconfig. */
export async function apiClient(kubeconfig: string): Promise<Send> {
  const { server, ...credentials } = readKubeconfig(await readFile(kubeconfig, 'utf8'));
  // made once: to read keys and certificates for every connection would keep this process busier than the cluster
  const secureContext = createSecureContext(credentials);
  const { hostname, port } = new URL(server);
  const createConnection = () => connect({ host: hostname, port: Number(port), secureContext });
  return ({ method, path, body, contentType = 'application/json' }) =>
    new Promise((resolve) => {
      const sent = now();
      const end = (ok: boolean, why: string) => {
        clearTimeout(timer);
        resolve({ sent, done: now(), ok, why });
      };
      const headers = body === undefined ? {} : { 'content-type': contentType };
      const out = request({ host: hostname, port, path, method, headers, createConnection }, (answer) => {
        answer.resume();
        answer.once('end', () => end((answer.statusCode ?? 500) < 300, `status ${answer.statusCode ?? 0}`));
        answer.once('error', (error) => end(false, error.message));
      });
      const timer = setTimeout(() => {
        end(false, 'no answer in time');
        out.destroy();
      }, timeoutMs);
      out.once('error', (error) => end(false, error.message));
      out.end(body);
    });
}
