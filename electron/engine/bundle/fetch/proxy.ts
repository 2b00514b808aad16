import { connect as connectTcp } from 'node:net';
import { request as requestHttp } from 'node:http';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';

/** The proxy for a URL by HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, in either case of letters. */
export function proxyFor(url: URL, env: NodeJS.ProcessEnv): URL | undefined {
  const variable = (name: string) => env[name.toLowerCase()] ?? env[name];
  const own = url.protocol === 'https:' ? variable('HTTPS_PROXY') : variable('HTTP_PROXY');
  const named = own ?? variable('ALL_PROXY');
  if (!named || isExempt(url, variable('NO_PROXY') ?? '')) return undefined;
  return new URL(named.includes('://') ? named : `http://${named}`);
}

/** NO_PROXY: names with all that is below them, perhaps with a port, or `*`. */
function isExempt({ hostname, port, protocol }: URL, list: string): boolean {
  const its = port || (protocol === 'https:' ? '443' : '80');
  return list.split(/[\s,]+/).some((entry) => {
    const [, name = '', only] = /^\*?\.?([^:]*?)(?::(\d+))?$/.exec(entry) ?? [];
    if (entry === '*') return true;
    if (name === '' || (only !== undefined && only !== its)) return false;
    return hostname === name || hostname.endsWith(`.${name}`);
  });
}

/** The login in a proxy's URL, as its header. */
export const proxyLogin = ({ username, password }: URL): Record<string, string> =>
  username === ''
    ? {}
    : {
        'proxy-authorization': `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')}`,
      };

/** A line to a host through a proxy's CONNECT (RFC 9110), with TLS to the host. @throws where the proxy refuses */
export async function tunnel(proxy: URL, { hostname, port }: URL, signal: AbortSignal): Promise<Duplex> {
  const to = `${hostname}:${port || '443'}`;
  const socket = await new Promise<Duplex>((resolve, reject) => {
    const asked = requestHttp({
      createConnection: () =>
        proxy.protocol === 'https:'
          ? connectTls({ host: proxy.hostname, port: Number(proxy.port || 443), servername: proxy.hostname })
          : connectTcp(Number(proxy.port || 80), proxy.hostname),
      method: 'CONNECT',
      path: to,
      headers: { host: to, ...proxyLogin(proxy) },
      signal,
    });
    asked.once('connect', ({ statusCode = 0 }, line) => {
      if (statusCode === 200) resolve(line);
      else {
        line.destroy();
        reject(new Error(`the proxy ${proxy.host} answers ${statusCode}`));
      }
    });
    asked.once('response', ({ statusCode = 0 }) => reject(new Error(`the proxy ${proxy.host} answers ${statusCode}`)));
    asked.once('error', reject).end();
  });
  return connectTls({ socket, servername: hostname });
}
