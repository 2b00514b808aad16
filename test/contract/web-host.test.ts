import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request, type RequestOptions } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { openEngine } from '../../electron/engine/api/engine.ts';
import { jsonPort } from '../../shared/contract/json-port.ts';
import { serveWeb, type WebHost } from '../../electron/web/server.ts';
import { connectEngine } from '../../renderer/api/client.ts';
import { engineWith } from '../fixtures/engine.ts';
import { engineContract } from './engine-contract.ts';

async function faceFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'barque-face-'));
  await writeFile(join(folder, 'index.html'), '<!doctype html>');
  await writeFile(join(folder, 'face-ABC.js'), 'void 0');
  await writeFile(join(folder, 'secrets.key'), 'no');
  return folder;
}

const tokenOf = ({ address }: WebHost) => new URL(address).hash.slice(1);

/** A WebSocket to the engine, as a page opens it. Resolves to the reason where it is refused. */
function open(
  web: WebHost,
  { token = tokenOf(web), origin = `http://127.0.0.1:${web.port}`, host = `127.0.0.1:${web.port}` } = {},
) {
  const socket = new WebSocket(`ws://127.0.0.1:${web.port}/engine`, ['barque', token], {
    headers: { Host: host, ...(origin === '' ? {} : { Origin: origin }) },
  });
  return new Promise<WebSocket | string>((resolve) => {
    socket.on('open', () => resolve(socket)).on('error', (error) => resolve(error.message));
  });
}

async function connected(web: WebHost) {
  const socket = await open(web);
  if (typeof socket === 'string') throw new Error(socket);
  return connectEngine(
    jsonPort({
      send: (text) => socket.send(text),
      onText: (take) => void socket.on('message', (data) => take(Buffer.isBuffer(data) ? data.toString('utf8') : '')),
      onClose: (ended) => void socket.on('close', ended),
      close: () => socket.close(),
    }),
  );
}

engineContract('over a WebSocket', async (folders) => {
  const engine = openEngine({ ...folders, host: 'web', version: '0.0.0' });
  const face = await faceFolder();
  const web = await serveWeb(engine.api, { face, port: 0 });
  return {
    engine: await connected(web),
    again: () => connected(web),
    close: async () => {
      await engine.close();
      await web.close();
      await rm(face, { recursive: true });
    },
  };
});

describe('the web host refuses', () => {
  let face: string;
  let web: WebHost;
  beforeAll(async () => {
    face = await faceFolder();
    web = await serveWeb(engineWith({}), { face, port: 0 });
  });
  afterAll(async () => {
    await web.close();
    await rm(face, { recursive: true });
  });

  const get = (path: string, options: RequestOptions = {}) =>
    new Promise<{ status: number; headers: NodeJS.Dict<string | string[]> }>((resolve, reject) => {
      request({ host: '127.0.0.1', port: web.port, path, ...options }, (response) => {
        response.resume().on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers }));
      })
        .on('error', reject)
        .end();
    });

  test('a WebSocket without the token of this launch, whole and alone', async () => {
    for (const token of ['none', `${tokenOf(web)}x`, tokenOf(web).slice(1), 'a'.repeat(43)])
      expect(await open(web, { token })).toMatch(/403/);
  });

  test('a WebSocket from another page, and from none', async () => {
    for (const origin of [
      'https://evil.example',
      `http://127.0.0.1:${web.port + 1}`,
      `https://127.0.0.1:${web.port}`,
      'null',
      '',
    ])
      expect(await open(web, { origin })).toMatch(/403/);
  });

  test('a foreign name that leads here', async () => {
    const host = `evil.example:${web.port}`;
    expect(await open(web, { host, origin: `http://${host}` })).toMatch(/403/);
    expect((await get('/', { headers: { Host: host } })).status).toBe(403);
    expect((await get('/', { headers: { Host: '127.0.0.1' } })).status).toBe(403);
  });

  test('requests of a foreign page, other methods, and what is no file of the face', async () => {
    expect((await get('/', { headers: { Origin: 'https://evil.example' } })).status).toBe(403);
    expect((await get('/', { method: 'POST' })).status).toBe(405);
    for (const path of [
      '/secrets.key',
      '/index.html',
      '/../package.json',
      '/%2e%2e/package.json',
      '/face-ABC.js?x',
      '//',
      '/engine',
    ])
      expect((await get(path)).status).toBe(404);
  });

  test('but serves the face, with a policy that lets nothing else in', async () => {
    const { status, headers } = await get('/');
    expect(status).toBe(200);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-security-policy']).not.toContain('unsafe');
    expect(headers['access-control-allow-origin']).toBeUndefined();
    expect((await get('/face-ABC.js')).headers['content-type']).toContain('javascript');
  });
});
