import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import type { EngineApi } from '../../shared/contract/engine-api.ts';
import { jsonPort } from '../../shared/contract/json-port.ts';
import { serve } from '../engine/api/serve.ts';
import { facesFiles, type Served } from '../engine/api/face-files.ts';
import { type Guard, guardOf, subprotocol } from './guard.ts';

export interface WebOptions {
  /** Where the face was built to. */
  readonly face: string;
  /** 0: any that is free. */
  readonly port: number;
}

/** The face and the engine behind it, on loopback. */
export interface WebHost {
  readonly port: number;
  /** The address with the token of this launch, in the fragment: a browser sends that to nobody. */
  readonly address: string;
  readonly close: () => Promise<void>;
}

/** A draft of 2,000 nodes, and room. In bytes. */
const longestMessage = 16 * 1024 * 1024;
/** Browsers of one operator; each may have some tabs. */
const mostConnections = 64;

/** Serves the face on 127.0.0.1, and the engine to whoever has the token. It listens nowhere else. */
export async function serveWeb(api: EngineApi<AbortSignal>, options: WebOptions): Promise<WebHost> {
  const files = await facesFiles(options.face);
  const token = randomBytes(32).toString('base64url');
  const server = createServer({ maxHeaderSize: 16 * 1024 });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen({ host: '127.0.0.1', port: options.port, exclusive: true }, resolve);
  });
  const { port } = addressOf(server.address());
  const guard = guardOf(port, token);
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: longestMessage,
    perMessageDeflate: false,
    handleProtocols: () => subprotocol,
  });
  server.on('request', (request, response) => answer(request, response, files, guard, port));
  server.on('upgrade', (request, socket, head) => {
    if (request.url !== '/engine' || !guard.mayConnect(request) || sockets.clients.size >= mostConnections) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (opened) => serve(api, portOf(opened)));
  });
  return {
    port,
    address: `http://127.0.0.1:${port}/#${token}`,
    close: async () => {
      for (const client of sockets.clients) client.terminate();
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function addressOf(address: string | AddressInfo | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a TCP address');
  return address;
}

const portOf = (socket: WebSocket) =>
  jsonPort({
    send: (text) => socket.send(text),
    onText: (take) =>
      void socket.on('message', (data, isBinary) => {
        if (isBinary || !Buffer.isBuffer(data)) socket.close();
        else take(data.toString('utf8'));
      }),
    onClose: (ended) => void socket.on('close', ended).on('error', () => socket.terminate()),
    close: () => socket.close(),
  });

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  files: ReadonlyMap<string, Served>,
  guard: Guard,
  port: number,
): void {
  const end = (status: number) => void response.writeHead(status, { Connection: 'close' }).end();
  if (!guard.mayAsk(request)) {
    end(403);
    return;
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    end(405);
    return;
  }
  const file = files.get(request.url ?? '');
  if (file === undefined) {
    end(404);
    return;
  }
  response.writeHead(200, {
    ...headers(port),
    'Content-Type': file.type,
    'Content-Length': file.content.length,
    'Cache-Control': file.lasting ? 'private, max-age=31536000, immutable' : 'no-store',
  });
  response.end(request.method === 'HEAD' ? undefined : file.content);
}

const headers = (port: number) => ({
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self' ws://127.0.0.1:${port} ws://localhost:${port}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=()',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
});
