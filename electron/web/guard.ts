import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** The subprotocol of the WebSocket. The token is offered beside it, as a page can set no other header. */
export const subprotocol = 'barque';

/** Who may ask: this machine's own pages from this server, with the token of this launch. */
export interface Guard {
  /**
   * Whether a request was meant for this server, by a page of it or by nobody's page. A foreign name that leads to this address
   * (DNS rebinding) has a foreign Host; a foreign page has a foreign Origin.
   */
  readonly mayAsk: (request: IncomingMessage) => boolean;
  /** Whether a WebSocket may be opened: from a page of this server, which knows the token. */
  readonly mayConnect: (request: IncomingMessage) => boolean;
}

export function guardOf(port: number, token: string): Guard {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  const origins = hosts.map((host) => `http://${host}`);
  const meant = ({ headers }: IncomingMessage) => hosts.includes(headers.host ?? '');
  return {
    mayAsk: (request) => meant(request) && (request.headers.origin === undefined || origins.includes(request.headers.origin)),
    mayConnect: (request) => {
      const { origin, host = '', 'sec-websocket-protocol': offered = '' } = request.headers;
      const [first, second = '', ...more] = offered.split(',').map((word) => word.trim());
      return meant(request) && origin === `http://${host}` && first === subprotocol && more.length === 0 && same(second, token);
    },
  };
}

/** In a time that tells nothing of where they differ. */
const same = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
