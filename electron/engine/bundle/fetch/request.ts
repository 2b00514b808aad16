import { type IncomingHttpHeaders, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Readable } from 'node:stream';
import { proxyFor, proxyLogin, tunnel } from './proxy.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Must be read to its end, or destroyed. */
  readonly body: Readable;
}

/** Nothing is heard for so long: the line is given up. */
const silentMs = 60_000;

/** One HTTP request, through the environment's proxy. Redirects are answers. @throws whatever the line fails with */
export async function get(
  url: URL,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Answer> {
  const proxy = proxyFor(url, env);
  const line = proxy && url.protocol === 'https:' ? await tunnel(proxy, url, signal) : undefined;
  return await new Promise((resolve, reject) => {
    const common = { headers: { 'user-agent': 'barque', ...headers }, signal, timeout: silentMs };
    const asked =
      url.protocol === 'https:'
        ? requestHttps(url, { ...common, ...(line && { createConnection: () => line, agent: false }) })
        : proxy
          ? requestHttp({
              ...common,
              host: proxy.hostname,
              port: Number(proxy.port || 80),
              path: url.href,
              headers: { ...common.headers, host: url.host, ...proxyLogin(proxy) },
            })
          : requestHttp(url, common);
    asked.once('timeout', () => asked.destroy(new Error(`silent for ${silentMs / 1000} s`)));
    asked.once('error', reject);
    asked.once('response', (body) => resolve({ status: body.statusCode ?? 0, headers: body.headers, body }));
    asked.end();
  });
}
