import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { practiceRegistry } from '../../../shared/practice/registry.ts';

/** In bytes: what practice pushes is no larger. */
const largest = 64 * 1024;
/** So many blobs are kept. */
const most = 64;

/** The customer's registry as practice hosts reach it: small, over plain HTTP, of one project, for one robot account. */
export class PracticeRegistry {
  readonly #content = new Map<string, Buffer>();
  readonly #server: Server = createServer((request, response) => this.#receive(request, response));

  /** Takes a connection that a host opens, where this is who it asks for; whoever tries TLS there finds none. */
  connect({ address, port }: { readonly address: string; readonly port: number }, open: () => Duplex): boolean {
    if (address !== practiceRegistry.address || (port !== practiceRegistry.port && port !== 443)) return false;
    const stream = open();
    stream.on('error', () => undefined);
    this.#server.emit('connection', stream);
    return true;
  }

  #receive(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > largest) request.destroy();
      else chunks.push(chunk);
    });
    request.on('end', () => {
      const { status, headers = {}, body = '' } = this.#answer(request, Buffer.concat(chunks));
      response.writeHead(status, { connection: 'close', ...headers }).end(body);
    });
  }

  /** As https://github.com/opencontainers/distribution-spec has it, of which a push, a pull and a deletion are here. */
  #answer({ method, url = '/', headers }: IncomingMessage, body: Buffer): Said {
    const { user, password, project } = practiceRegistry;
    const login = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    if (headers.authorization !== login) return { status: 401, headers: { 'www-authenticate': 'Basic realm="practice"' } };
    const { pathname } = new URL(url, 'http://registry');
    if (!pathname.startsWith(`/v2/${project}/`)) return { status: 404, body: '{"errors":[{"code":"NAME_UNKNOWN"}]}' };
    const digest = pathname.slice(pathname.lastIndexOf('/') + 1);
    switch (method) {
      case 'POST':
        return { status: 202, headers: { location: `${pathname}upload` } };
      case 'PUT':
        this.#keep(body);
        return { status: 201 };
      case 'DELETE':
        return { status: this.#content.delete(digest) ? 202 : 404 };
      default: {
        const found = this.#content.get(digest);
        return found ? { status: 200, body: found } : { status: 404 };
      }
    }
  }

  #keep(body: Buffer): void {
    this.#content.set(`sha256:${createHash('sha256').update(body).digest('hex')}`, body);
    const [oldest] = this.#content.keys();
    if (this.#content.size > most && oldest !== undefined) this.#content.delete(oldest);
  }
}

interface Said {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
}
