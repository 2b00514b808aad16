import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { appendFile, cp, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { dirname, join, normalize } from 'node:path';
import { components } from '../../../../shared/catalog/components.ts';
import { kubeadmTags, releaseOf } from '../../../../shared/catalog/releases.ts';
import { run } from '../../command.ts';
import type { Kit } from '../../kit/kit.ts';

/** A web server on loopback over a directory, with ranges, that counts what it sends. */
export interface WebServer {
  readonly host: string;
  /** Bytes sent of each path. */
  readonly sent: ReadonlyMap<string, number>;
  /** Sends no more than so many bytes of a path and leaves the line open; undefined sends all again. */
  hold: { readonly path: string; readonly bytes: number } | undefined;
  readonly stop: () => Promise<void>;
}

export async function serveDirectory(root: string, port: number): Promise<WebServer> {
  const sent = new Map<string, number>();
  const server = createServer((request, response) => {
    void (async () => {
      const path = normalize(decodeURIComponent((request.url ?? '/').split('?')[0] ?? '/'));
      const found = await stat(join(root, path)).catch(() => undefined);
      if (!found?.isFile()) {
        response.writeHead(404).end();
        return;
      }
      const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
      response.writeHead(from > 0 ? 206 : 200, { 'content-length': found.size - from });
      const held = own.hold?.path === path ? own.hold.bytes : Infinity;
      for await (const chunk of createReadStream(join(root, path), { start: from, end: Math.min(found.size, held) - 1 })) {
        if (!Buffer.isBuffer(chunk) || response.destroyed) break;
        sent.set(path, (sent.get(path) ?? 0) + chunk.length);
        if (!response.write(chunk)) await drained(response);
      }
      if (held === Infinity) response.end();
    })();
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const own: WebServer = {
    host: `127.0.0.1:${port}`,
    sent,
    hold: undefined,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return own;
}

const drained = (response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    const go = () => {
      response.off('drain', go).off('close', go);
      resolve();
    };
    response.on('drain', go).on('close', go);
  });

/** Lays out the kit's programs as they are published, with their checksums: the paths of the catalogue's addresses, below each host. */
export async function publishPrograms(root: string, kubernetes: string, kit: Kit, signal: AbortSignal): Promise<void> {
  const release = releaseOf(kubernetes);
  if (!release || kubeadmTags(release).etcd === '') throw new Error(`the catalogue lacks ${kubernetes}`);
  for (const { name, programs, url, checksum, version } of components.filter(({ onDemand }) => !onDemand)) {
    const its = version(release);
    const address = new URL(url(its, 'amd64'));
    const target = join(root, address.host, address.pathname);
    await mkdir(dirname(target), { recursive: true });
    if (programs === 'itself') {
      await cp(pathOf(kit, name), target);
      // the kit's kubeadm, kubelet and kubectl are one program; as published they are three
      await appendFile(target, name);
    } else {
      const content = join(root, '..', `content-${name}`);
      await mkdir(content, { recursive: true });
      for (const [program, file] of Object.entries(programs)) await cp(pathOf(kit, program), join(content, file));
      await run('tar', ['-C', content, '-I', 'gzip -1', '-cf', target, ...(await readdir(content))], { signal });
    }
    const digest = createHash('sha256')
      .update(await readFile(target))
      .digest('hex');
    const proof = new URL(checksum(its, 'amd64'));
    await writeFile(join(root, proof.host, proof.pathname), `${digest}  ${target.slice(target.lastIndexOf('/') + 1)}\n`);
  }
}

/** Kubernetes' programs are one; what the kit does not build (crictl, and a CNI plugin that Barque does without) is any small program. */
function pathOf(kit: Kit, program: string): string {
  const path = kit.get(program) ?? kit.get(program.startsWith('kube') ? 'kube' : 'pause');
  if (path === undefined) throw new Error(`the kit has no ${program}`);
  return path;
}
