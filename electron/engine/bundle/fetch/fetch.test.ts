import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ProblemError } from '../../../../shared/problems/problem.ts';
import { digestOf, type Handler, startServer, type TestServer } from '../build/server.fixture.ts';
import { openCache } from './cache.ts';
import { httpClient } from './client.ts';
import { readCredentials } from './credentials.ts';
import { placeOf, placeOfUrl, readMirror } from './mirrors.ts';
import { proxyFor } from './proxy.ts';

let dir: string;
let server: TestServer;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'barque-fetch-'));
  server = await startServer();
});
afterEach(async () => {
  await server.close();
  await rm(dir, { recursive: true });
});

const { signal } = new AbortController();
const client = (logins = {}) => httpClient(new Map(Object.entries(logins)), signal);
const url = (path: string) => new URL(`http://${server.host}${path}`);
const problemsOf = (work: Promise<unknown>) =>
  work.then(
    () => [],
    (error: unknown) => (error instanceof ProblemError ? error.problems : [error]),
  );
const content = randomBytes(300_000);
const digest = digestOf(content);
const answering =
  (answer: (response: ServerResponse) => unknown): Handler =>
  (_, response) => {
    answer(response);
    return true;
  };
const serve = () => server.files.set('/a', content);

describe('the cache of downloads', () => {
  it('fetches nothing twice, neither one after the other nor at the same time', async () => {
    serve();
    const cache = openCache(dir);
    const wanted = { url: url('/a'), digest, size: content.length };
    await Promise.all([cache.provide(wanted, client()), cache.provide(wanted, client())]);
    await openCache(dir).provide(wanted, client());
    expect(server.sent.get('/a')).toBe(content.length);
    expect((await readFile(join(dir, 'sha256', digest.slice(7)))).equals(content)).toBe(true);
  });

  it('goes on in the middle: of a line that broke, and of a process that was killed', async () => {
    serve();
    server.cutAfter.set('/a', 100_000);
    const cache = openCache(dir);
    await cache.provide({ url: url('/a'), digest, size: content.length }, client());
    // what was on its way when the line broke comes again, and not all of what had arrived
    expect(server.sent.get('/a')).toBeLessThan(content.length + 100_000);

    const other = randomBytes(50_000);
    server.files.set('/b', other);
    await mkdir(join(dir, 'partial'), { recursive: true });
    await writeFile(join(dir, 'partial', digestOf(other).slice(7)), other.subarray(0, 49_000));
    const bytes = { fetched: 0, present: 0, expected: 0 };
    await cache.provide(
      { url: url('/b'), digest: digestOf(other), size: other.length },
      client(),
      (n, kind) => (bytes[kind] += n),
    );
    expect(bytes).toEqual({ fetched: 1000, present: 49_000, expected: 1000 });
  });

  it('begins anew where what was kept is of something else, or the server knows no ranges', async () => {
    serve();
    await mkdir(join(dir, 'partial'), { recursive: true });
    await writeFile(join(dir, 'partial', digest.slice(7)), Buffer.alloc(1000));
    await openCache(dir).provide({ url: url('/a'), digest, size: content.length }, client());
    const other = randomBytes(5000);
    server.handler = answering((response) => response.end(other));
    await writeFile(join(dir, 'partial', digestOf(other).slice(7)), other.subarray(0, 100));
    await openCache(dir).provide({ url: url('/b'), digest: digestOf(other) }, client());
    expect(await readdir(join(dir, 'partial'))).toEqual([]);
  });

  it('refuses what is not what it should be, or longer than it should be, and keeps nothing of it', async () => {
    server.files.set('/a', Buffer.concat([content, Buffer.alloc(1)]));
    for (const size of [content.length, undefined])
      expect(await problemsOf(openCache(dir).provide({ url: url('/a'), digest, size }, client()))).toMatchObject([
        { code: 'build.corrupt', params: { expected: digest } },
      ]);
    expect([...(await readdir(join(dir, 'partial'))), ...(await readdir(join(dir, 'sha256')))]).toEqual([]);
  });

  it('is left alone by a line that ends too early for good, so that it can go on later', async () => {
    server.handler = (_, response) => {
      response.writeHead(200, { 'content-length': content.length });
      response.write(content.subarray(0, 1000), () => response.destroy());
      return true;
    };
    expect(await problemsOf(openCache(dir).provide({ url: url('/a'), digest, size: content.length }, client()))).toMatchObject([
      { code: 'build.unreachable' },
    ]);
  });
});

describe('fetching', () => {
  it('follows redirects, and leaves the login where it belongs', async () => {
    const elsewhere = await startServer();
    let seen: string | undefined;
    elsewhere.handler = (request, response) => {
      seen = request.headers.authorization;
      response.end('content');
      return true;
    };
    server.handler = (request, response) => {
      if (request.headers.authorization === undefined) response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
      else response.writeHead(307, { location: `http://${elsewhere.host}/signed?secret=1` }).end();
      return true;
    };
    const logged = client({ [server.host]: { user: 'u', password: 'p' } });
    expect((await logged.document(url('/a'))).bytes.toString()).toBe('content');
    expect(seen).toBeUndefined();
    await elsewhere.close();
  });

  it('gets a token for each repository once', async () => {
    server.handler = (request, response) => {
      const { pathname, searchParams } = url(request.url ?? '');
      if (pathname === '/token') {
        const login = Buffer.from(request.headers.authorization?.slice('Basic '.length) ?? '', 'base64').toString();
        if (login === 'u:p') response.end(JSON.stringify({ token: `for ${searchParams.get('scope') ?? ''}` }));
        else response.writeHead(401).end();
      } else if (request.headers.authorization === 'Bearer for repository:pause:pull') response.end('{}');
      else
        response
          .writeHead(401, {
            'www-authenticate': `Bearer realm="http://${server.host}/token",service="s",scope="repository:pause:pull"`,
          })
          .end();
      return true;
    };
    const logged = client({ [server.host]: { user: 'u', password: 'p' } });
    for (const name of ['a', 'b', 'c']) await logged.document(url(`/v2/pause/manifests/${name}`));
    expect(server.asked.filter((line) => line.includes('/token'))).toHaveLength(1);
    expect(await problemsOf(client().document(url('/v2/pause/manifests/a')))).toMatchObject([
      { code: 'build.login', params: { known: 'no' } },
    ]);
  });

  it.each([
    [404, 'build.refused'],
    [403, 'build.refused'],
  ])('tells of %i', async (status, code) => {
    server.handler = answering((response) => response.writeHead(status).end());
    expect(await problemsOf(client().document(url('/a?secret=1')))).toEqual([
      { code, params: { url: `http://${server.host}/a`, status } },
    ]);
    expect(server.asked).toHaveLength(1);
  });

  it('tries again what may pass', async () => {
    serve();
    let failures = 2;
    server.handler = (_, response) => {
      if (failures-- === 0) server.handler = undefined;
      else response.writeHead(503).end();
      return failures >= 0;
    };
    expect((await client().document(url('/a'))).bytes.equals(content)).toBe(true);
  });

  it('refuses a document that is too large', async () => {
    serve();
    expect(await problemsOf(client().document(url('/a'), {}, 1000))).toMatchObject([{ code: 'build.malformed' }]);
  });
});

describe('mirrors', () => {
  it('take the place of a host, or of a path of it, the most specific first', () => {
    const mirrors = ['registry.k8s.io=mirror.example.com:5000/k8s', 'registry.k8s.io/coredns=http://10.0.0.1/dns/'].map(
      readMirror,
    );
    const at = (host: string, path: string) => {
      const { scheme, host: to, path: below } = placeOf(host, path, mirrors);
      return `${scheme}://${to}/${below}`;
    };
    expect(at('registry.k8s.io', 'pause')).toBe('https://mirror.example.com:5000/k8s/pause');
    expect(at('registry.k8s.io', 'coredns/coredns')).toBe('http://10.0.0.1/dns/coredns');
    expect(at('registry.k8s.io.evil', 'pause')).toBe('https://registry.k8s.io.evil/pause');
    expect(placeOfUrl('https://dl.k8s.io/a?b=c', [readMirror('dl.k8s.io=http://127.0.0.1:8080')]).href).toBe(
      'http://127.0.0.1:8080/a?b=c',
    );
  });

  it.each(['', 'a', '=b', 'a=', 'a=ftp://b', 'a b=c'])('are no rule of the form %j', (rule) => {
    expect(() => readMirror(rule)).toThrow('build.mirror-invalid');
  });
});

describe('the proxy', () => {
  const env = { HTTPS_PROXY: 'http://proxy:3128', http_proxy: 'proxy:8080', NO_PROXY: 'localhost,.example.com,10.0.0.1:5000' };
  it.each([
    ['https://dl.k8s.io/a', 'http://proxy:3128/'],
    ['http://dl.k8s.io/a', 'http://proxy:8080/'],
    ['https://mirror.example.com/a', undefined],
    ['https://notexample.com/a', 'http://proxy:3128/'],
    ['https://10.0.0.1:5000/a', undefined],
    ['https://10.0.0.1/a', 'http://proxy:3128/'],
  ])('of %s is %s', (address, proxy) => {
    expect(proxyFor(new URL(address), env)?.href).toBe(proxy);
  });
});

describe('logins', () => {
  it('are read from a file that is its owner’s alone', async () => {
    const file = join(dir, 'logins');
    await writeFile(file, '"registry.example.com": {"user": "u", "password": "0123"}\nother: {token: t}\n', { mode: 0o600 });
    expect(await readCredentials(file)).toEqual(
      new Map<string, unknown>([
        ['registry.example.com', { user: 'u', password: '0123' }],
        ['other', { token: 't' }],
      ]),
    );
    await chmod(file, 0o640);
    await expect(readCredentials(file)).rejects.toThrow('secrets.file-mode');
  });
});
