import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { basename } from 'node:path';
import { build } from 'esbuild';

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'";
const types: Readonly<Record<string, string>> = { js: 'text/javascript', css: 'text/css', html: 'text/html; charset=utf-8' };

export interface StagePage {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Serves the face with its stand-in engine (test/face) on loopback, as strictly as the product's own hosts do. */
export async function serveStage(): Promise<StagePage> {
  const built = await build({
    entryPoints: { face: 'test/face/stage.ts' },
    outdir: 'stage',
    write: false,
    bundle: true,
    splitting: true,
    format: 'esm',
    target: ['chrome120'],
    jsx: 'automatic',
    minify: true,
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
  });
  const files = new Map<string, Uint8Array | string>(built.outputFiles.map((file) => [basename(file.path), file.contents]));
  files.set('', await readFile('renderer/index.html', 'utf8'));
  const server = createServer((request, response) => {
    const name = (request.url ?? '').split('?')[0]?.slice(1) ?? '';
    const found = files.get(name);
    const type = types[name === '' ? 'html' : (name.split('.').at(-1) ?? '')] ?? 'text/plain';
    response.writeHead(found === undefined ? 404 : 200, { 'content-type': type, 'content-security-policy': policy });
    response.end(found);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
