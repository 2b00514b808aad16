import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export const digestOf = (content: Buffer): string => `sha256:${createHash('sha256').update(content).digest('hex')}`;

/** What a server answers at a path; `undefined` is 404. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => boolean;

/** A web server on loopback that serves files with ranges, counts what it sends, and can cut lines. */
export interface TestServer {
  readonly host: string;
  readonly files: Map<string, Buffer>;
  readonly types: Map<string, string>;
  /** Bytes of content that were sent, by path. */
  readonly sent: Map<string, number>;
  /** Asks of each request, in order: `GET /path`. */
  readonly asked: string[];
  /** Cuts the line after so many bytes of a path, once. */
  readonly cutAfter: Map<string, number>;
  /** Answers instead, where it gives true. */
  handler: Handler | undefined;
  readonly close: () => Promise<void>;
}

export async function startServer(): Promise<TestServer> {
  const files = new Map<string, Buffer>();
  const types = new Map<string, string>();
  const sent = new Map<string, number>();
  const asked: string[] = [];
  const cutAfter = new Map<string, number>();
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
    if (own.handler?.(request, response)) return;
    const content = files.get(path);
    if (!content) {
      response.writeHead(404).end();
      return;
    }
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    if (from > 0 && from >= content.length) {
      response.writeHead(416).end();
      return;
    }
    const body = content.subarray(from);
    response.writeHead(from > 0 ? 206 : 200, {
      'content-length': body.length,
      'content-type': types.get(path) ?? 'application/octet-stream',
    });
    const cut = cutAfter.get(path);
    cutAfter.delete(path);
    const send = cut === undefined ? body : body.subarray(0, cut);
    sent.set(path, (sent.get(path) ?? 0) + send.length);
    if (cut === undefined) response.end(send);
    else response.write(send, () => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address() as AddressInfo;
  const own: TestServer = {
    host: `127.0.0.1:${address.port}`,
    files,
    types,
    sent,
    asked,
    cutAfter,
    handler: undefined,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return own;
}

const oci = 'application/vnd.oci.image';

/** Puts an image into a server that plays a registry; gives the manifest's digest. */
export function serveImage(
  { files, types }: TestServer,
  repository: string,
  tag: string,
  layers: readonly Buffer[],
  { arch = 'amd64', type = `${oci}.manifest.v1+json` }: { arch?: string; type?: string } = {},
): { readonly digest: string; readonly size: number; readonly mediaType: string } {
  const put = (content: Buffer) => {
    files.set(`/v2/${repository}/blobs/${digestOf(content)}`, content);
    return { digest: digestOf(content), size: content.length };
  };
  const config = put(Buffer.from(JSON.stringify({ architecture: arch, os: 'linux', rootfs: { type: 'layers', diff_ids: [] } })));
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: type,
      config: { mediaType: `${oci}.config.v1+json`, ...config },
      layers: layers.map((layer) => ({ mediaType: `${oci}.layer.v1.tar+zstd`, ...put(layer) })),
    }),
  );
  serveManifest({ files, types }, repository, tag, manifest, type);
  return { digest: digestOf(manifest), size: manifest.length, mediaType: type };
}

export function serveManifest(
  { files, types }: Pick<TestServer, 'files' | 'types'>,
  repository: string,
  tag: string,
  manifest: Buffer,
  type: string,
): void {
  for (const name of [tag, digestOf(manifest)]) {
    files.set(`/v2/${repository}/manifests/${name}`, manifest);
    types.set(`/v2/${repository}/manifests/${name}`, type);
  }
}
