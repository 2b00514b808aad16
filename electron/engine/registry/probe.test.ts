import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { registry as registrySpec } from '../../../shared/model/spec.ts';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { createAuthorities } from '../pki/authorities.ts';
import { lasting } from '../pki/identities.ts';
import { issue } from '../pki/leaf.ts';
import { type ExternalRegistry, probeRegistry } from './probe.ts';
import type { Dial } from '../transport/transport.ts';

const signal = new AbortController().signal;
const servers: Server[] = [];
afterEach(async () => {
  await Promise.all(
    servers.splice(0).map((server) => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    }),
  );
});

/** Whatever name is dialled, it is this machine. */
const dial: Dial = ({ port }) => Promise.resolve(connect({ host: '127.0.0.1', port }));

interface Behaviour {
  /** What it answers instead, before anything else. */
  readonly instead?: (request: IncomingMessage) => number | undefined;
  /** Whom it lets in: a password, or a token that it has given for one. */
  readonly login?: 'basic' | 'token';
  readonly corrupt?: boolean;
}

/** A small registry of one project, as the distribution specification has it. */
function answers(behaviour: Behaviour, content: Map<string, Buffer>) {
  const basic = `Basic ${Buffer.from('robot:secret').toString('base64')}`;
  return (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const url = new URL(request.url ?? '/', 'http://registry');
      const { authorization } = request.headers;
      const say = (status: number, headers: Record<string, string> = {}, text: Buffer | string = '') => {
        response.writeHead(status, headers).end(text);
      };
      if (url.pathname === '/token') {
        say(authorization === basic && url.searchParams.get('scope') === 'all' ? 200 : 401, {}, '{"token":"given"}');
        return;
      }
      const instead = behaviour.instead?.(request);
      if (instead !== undefined) {
        say(instead, {}, '{"errors":[]}');
        return;
      }
      if (behaviour.login === 'basic' && authorization !== basic) {
        say(401, { 'www-authenticate': 'Basic realm="r"' });
        return;
      }
      if (behaviour.login === 'token' && authorization !== 'Bearer given') {
        say(401, { 'www-authenticate': 'Bearer realm="/token",service="s",scope="all"' });
        return;
      }
      if (!url.pathname.startsWith('/v2/k8s/barque-probe/')) {
        say(404);
        return;
      }
      if (request.method === 'POST') {
        say(202, { location: `${url.pathname}some-upload?state=x` });
        return;
      }
      if (request.method === 'PUT') {
        const digest = `sha256:${createHash('sha256').update(body).digest('hex')}`;
        content.set(digest, behaviour.corrupt ? Buffer.from('else') : body);
        say(201);
        return;
      }
      const name = url.pathname.slice(url.pathname.lastIndexOf('/') + 1);
      if (request.method === 'DELETE') {
        say(content.delete(name) ? 202 : 404);
        return;
      }
      const found = content.get(name);
      say(found ? 200 : 404, {}, found);
    });
  };
}

async function serving(behaviour: Behaviour = {}, tls?: { key: string; cert: string }) {
  const content = new Map<string, Buffer>();
  const server = tls ? createTlsServer(tls, answers(behaviour, content)) : createServer(answers(behaviour, content));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const at = server.address();
  if (at === null || typeof at === 'string') throw new Error('no port');
  return { port: at.port, content };
}

const spec = (change: object): ExternalRegistry => {
  const parsed = registrySpec.parse({ kind: 'external', address: 'registry.corp', project: 'k8s', plainHttp: true, ...change });
  if (parsed.kind !== 'external') throw new Error('not external');
  return parsed;
};
const login = { user: 'robot', secret: 'harbor' };

describe('the probe of a registry', () => {
  test('pushes an image, pulls it back and deletes it', async () => {
    const { port, content } = await serving();
    expect(await probeRegistry(spec({ port }), dial, undefined, signal)).toEqual({ outcome: 'served', detail: '' });
    // blobs of nobody are the registry's to collect
    expect([...content.values()].filter((bytes) => bytes.includes('schemaVersion'))).toEqual([]);
  });

  test.each(['basic', 'token'] as const)('logs in (%s)', async (kind) => {
    const { port } = await serving({ login: kind });
    const ask = (password: string | undefined) => probeRegistry(spec({ port, login }), dial, password, signal);
    expect(await ask('secret')).toMatchObject({ outcome: 'served' });
    expect(await ask('wrong')).toMatchObject({ outcome: 'login' });
    expect(await ask(undefined)).toMatchObject({ outcome: 'login' });
  });

  test('tells a missing project, and that it may not push', async () => {
    const { port } = await serving();
    expect(await probeRegistry(spec({ port, project: 'other' }), dial, undefined, signal)).toMatchObject({ outcome: 'project' });
    const closed = await serving({ instead: ({ method }) => (method === 'POST' ? 403 : undefined) });
    expect(await probeRegistry(spec({ port: closed.port }), dial, undefined, signal)).toEqual({
      outcome: 'denied',
      detail: 'HTTP 403 {"errors":[]}',
    });
  });

  test('tells nothing of the login, whatever the registry repeats', async () => {
    const server = createServer(({ headers }, response) => {
      const { authorization = '' } = headers;
      response
        .writeHead(authorization === '' ? 401 : 403, { 'www-authenticate': 'Basic realm="r"' })
        .end(`you said ${authorization}`);
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const at = server.address();
    const port = at !== null && typeof at !== 'string' ? at.port : 0;
    expect(await probeRegistry(spec({ port, login }), dial, 'secret', signal)).toEqual({
      outcome: 'denied',
      detail: 'HTTP 403 you said Basic ********',
    });
  });

  test('tells that something else came back', async () => {
    const { port } = await serving({ corrupt: true });
    expect(await probeRegistry(spec({ port }), dial, undefined, signal)).toMatchObject({ outcome: 'corrupt' });
  });

  test('trusts the authority that the spec names, and nobody else', async () => {
    const { kubernetes } = await createAuthorities(new Date(), {
      algorithm: 'ecdsa-p256',
      validity: { authorities: 2, leaves: 1 },
    });
    const { port } = await serving({}, { key: kubernetes.key, cert: kubernetes.certificate });
    const ask = (change: object) => probeRegistry(spec({ port, plainHttp: false, ...change }), dial, undefined, signal);
    expect(await ask({})).toMatchObject({ outcome: 'untrusted' });
    // trusted, but of another name
    expect(await ask({ ca: kubernetes.certificate })).toMatchObject({ outcome: 'untrusted' });
    const identity = { commonName: 'registry', organizations: [], sans: { dns: ['registry.corp'], ip: [] }, ...lasting(1) };
    const leaf = await issue(kubernetes, { ...identity, purposes: ['server'] }, new Date(), 'ecdsa-p256');
    const named = await serving({}, { key: leaf.key, cert: leaf.certificate });
    expect(await ask({ ca: kubernetes.certificate, port: named.port })).toMatchObject({ outcome: 'served' });
    expect(await ask({ port: named.port })).toMatchObject({ outcome: 'untrusted' });
  });

  test('tells that nobody answers, and that there is no TLS', async () => {
    const refused: Dial = ({ address, port }) =>
      Promise.reject(new ProblemError(problem('ssh.unreachable', { address, port, reason: 'refused' }, { host: 'm1' })));
    expect(await probeRegistry(spec({}), refused, undefined, signal)).toMatchObject({ outcome: 'unreachable' });
    const { port } = await serving();
    expect(await probeRegistry(spec({ port, plainHttp: false }), dial, undefined, signal)).toMatchObject({
      outcome: 'untrusted',
    });
  });

  test('is not made where the host lets nobody connect through it', async () => {
    const barred: Dial = ({ address, port }) =>
      Promise.reject(new ProblemError(problem('ssh.forwarding-refused', { bastion: 'm1', address, port }, { host: 'm1' })));
    expect(await probeRegistry(spec({}), barred, undefined, signal)).toMatchObject({ outcome: 'not-asked' });
    expect(await probeRegistry(spec({}), undefined, undefined, signal)).toMatchObject({ outcome: 'not-asked' });
  });

  test('sends a login to no other host', async () => {
    const asked: string[] = [];
    const watching: Dial = (to, over) => {
      asked.push(to.address);
      return dial(to, over);
    };
    const server = createServer((_request, response) => {
      response.writeHead(401, { 'www-authenticate': 'Bearer realm="http://elsewhere.example/token"' }).end();
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const at = server.address();
    const port = at !== null && typeof at !== 'string' ? at.port : 0;
    expect(await probeRegistry(spec({ port, login }), watching, 'secret', signal)).toMatchObject({ outcome: 'login' });
    expect(asked).toEqual(['registry.corp']);
  });
});
