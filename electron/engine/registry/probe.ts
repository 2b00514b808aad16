import { createHash, randomBytes } from 'node:crypto';
import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { z } from 'zod';
import type { RegistryAnswer } from '../../../shared/model/facts.ts';
import type { RegistrySpec } from '../../../shared/model/spec.ts';
import { ProblemError } from '../../../shared/problems/problem.ts';
import { authority } from '../../../shared/templates/registry.ts';
import { type Mask, mask } from '../runner/mask.ts';
import { evidenceOf } from '../transport/evidence.ts';
import type { Dial } from '../transport/transport.ts';

// Facts: https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md and
// https://distribution.github.io/distribution/spec/auth/token/

export type ExternalRegistry = Extract<RegistrySpec, { kind: 'external' }>;

/** How long one answer may take, and how much of it is read. */
const patienceMs = 15_000;
const largest = 64 * 1024;

interface Said {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}
interface Asked {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly body?: Buffer;
  readonly type?: string;
}

/** What the probe came to an end with. */
class Verdict extends Error {
  constructor(
    readonly outcome: RegistryAnswer['outcome'],
    detail: string,
  ) {
    super(detail);
  }
}

/**
 * Pushes an image of a few bytes into the customer's registry and pulls it back, over connections that the host makes; then it is deleted,
 * where that is allowed. The login goes from here to the registry, through the host and not by it.
 */
export async function probeRegistry(
  registry: ExternalRegistry,
  dial: Dial | undefined,
  password: string | undefined,
  signal: AbortSignal,
): Promise<RegistryAnswer> {
  if (!dial) return { outcome: 'not-asked', detail: '' };
  const login = registry.login && password !== undefined ? { user: registry.login.user, password } : undefined;
  try {
    await pushAndPull(talk({ registry, dial, login, signal }), registry);
    return { outcome: 'served', detail: '' };
  } catch (error) {
    signal.throwIfAborted();
    // a registry may well repeat what it was asked with
    return answerOf(error, mask(login ? [login.password, basicOf(login)] : []));
  }
}

function answerOf(error: unknown, hide: Mask): RegistryAnswer {
  const detail = (text: string) => hide(evidenceOf(text).join(' ')).slice(0, 500);
  if (error instanceof Verdict) return { outcome: error.outcome, detail: detail(error.message) };
  if (error instanceof ProblemError) {
    const [{ code, evidence = [] }] = error.problems;
    if (code === 'ssh.connection-lost') throw error;
    return { outcome: code === 'ssh.forwarding-refused' ? 'not-asked' : 'unreachable', detail: detail(evidence.join(' ')) };
  }
  return { outcome: 'unreachable', detail: detail(error instanceof Error ? error.message : String(error)) };
}

type Talk = (asked: Asked, path: string) => Promise<Said>;

const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const sha256 = (bytes: Buffer) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

async function pushAndPull(ask: Talk, { project }: ExternalRegistry): Promise<void> {
  const repository = `${project}/barque-probe`;
  const config = Buffer.from('{}');
  const layer = randomBytes(32);
  const described = (mediaType: string, bytes: Buffer) => ({ mediaType, digest: sha256(bytes), size: bytes.length });
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: manifestType,
      config: described('application/vnd.oci.image.config.v1+json', config),
      layers: [described('application/vnd.oci.image.layer.v1.tar', layer)],
    }),
  );
  for (const blob of [config, layer]) await pushBlob(ask, repository, blob);
  const at = `/v2/${repository}/manifests/${sha256(manifest)}`;
  const put = await ask({ method: 'PUT', body: manifest, type: manifestType }, at);
  if (put.status !== 201) throw refusedBy(put);
  try {
    const pulled = [await ask({ method: 'GET' }, at), await ask({ method: 'GET' }, `/v2/${repository}/blobs/${sha256(layer)}`)];
    for (const [i, wanted] of [manifest, layer].entries()) {
      const found = pulled[i];
      if (found?.status !== 200 || !found.body.equals(wanted)) throw new Verdict('corrupt', `GET: ${found?.status ?? 'nothing'}`);
    }
  } finally {
    // where nothing may be deleted, a few bytes stay
    await ask({ method: 'DELETE' }, at).catch(() => undefined);
  }
}

async function pushBlob(ask: Talk, repository: string, bytes: Buffer): Promise<void> {
  const begun = await ask({ method: 'POST' }, `/v2/${repository}/blobs/uploads/`);
  const { location } = begun.headers;
  if (begun.status !== 202 || location === undefined) throw refusedBy(begun);
  // where to is the registry's to say, but for the host: the login is for this one
  const { pathname, searchParams } = new URL(location, 'http://registry');
  searchParams.set('digest', sha256(bytes));
  const put = await ask(
    { method: 'PUT', body: bytes, type: 'application/octet-stream' },
    `${pathname}?${searchParams.toString()}`,
  );
  if (put.status !== 201) throw refusedBy(put);
}

function refusedBy({ status, body }: Said): Verdict {
  const detail = `HTTP ${status} ${body.toString('utf8').slice(0, 300)}`;
  if (status === 401) return new Verdict('login', detail);
  if (status === 404) return new Verdict('project', detail);
  return new Verdict(status === 403 || status === 405 ? 'denied' : 'corrupt', detail);
}

interface Login {
  readonly user: string;
  readonly password: string;
}
const basicOf = ({ user, password }: Login): string => Buffer.from(`${user}:${password}`).toString('base64');

interface Line {
  readonly registry: ExternalRegistry;
  readonly dial: Dial;
  readonly login: Login | undefined;
  readonly signal: AbortSignal;
}

/** Asks the registry, logging in as it wants: by password, or by a token that is had for it. */
function talk(line: Line): Talk {
  const { registry, login } = line;
  const basic = login && `Basic ${basicOf(login)}`;
  const here = new URL(`${registry.plainHttp ? 'http' : 'https'}://${authority(registry)}`);
  let authorization: string | undefined;
  return async (asked, path) => {
    const url = new URL(path, here);
    const first = await exchange(line, url, asked, authorization);
    if (first.status !== 401) return first;
    const challenge = first.headers['www-authenticate'] ?? '';
    const realm = parameter(challenge, 'realm');
    if (!/^bearer\b/i.test(challenge) || realm === undefined) authorization = basic;
    else authorization = await tokenFrom(new URL(realm, here), challenge);
    return authorization === undefined ? first : await exchange(line, url, asked, authorization);
  };

  async function tokenFrom(realm: URL, challenge: string): Promise<string | undefined> {
    // the login goes nowhere but to the registry's own host, and no less protected
    if (realm.hostname !== here.hostname || (here.protocol === 'https:' && realm.protocol !== 'https:'))
      throw new Verdict('login', `it sends to ${realm.host} for a token`);
    for (const name of ['service', 'scope']) {
      const value = parameter(challenge, name);
      if (value !== undefined) realm.searchParams.set(name, value);
    }
    const { status, body } = await exchange(line, realm, { method: 'GET' }, basic);
    if (status !== 200) throw new Verdict('login', `HTTP ${status} for a token`);
    const { data } = token.safeParse(parsed(body));
    const found = data?.token ?? data?.access_token;
    return found === undefined ? undefined : `Bearer ${found}`;
  }
}

const token = z.object({ token: z.string().optional(), access_token: z.string().optional() });
const parameter = (challenge: string, name: string) => new RegExp(`[ ,]${name}="([^"]*)"`, 'i').exec(challenge)?.[1];
function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** One request over a connection of its own. */
async function exchange({ registry, dial, signal }: Line, url: URL, asked: Asked, authorization?: string): Promise<Said> {
  const over = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  const plain = await dial({ address: url.hostname, port }, over);
  plain.on('error', () => undefined);
  try {
    const stream = url.protocol === 'https:' ? await secured(plain, url.hostname, registry.ca, over) : plain;
    return await ask(stream, url, asked, authorization, over);
  } finally {
    plain.destroy();
  }
}

function secured(plain: Duplex, servername: string, ca: string | undefined, signal: AbortSignal): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const isName = !/^[\d.]+$/.test(servername);
    const tls = connectTls({
      socket: plain,
      host: servername,
      ...(isName ? { servername } : {}),
      ...(ca === undefined ? {} : { ca }),
    });
    const abort = () => reject(new Error('silent'));
    signal.addEventListener('abort', abort, { once: true });
    tls.once('secureConnect', () => resolve(tls));
    tls.on('error', (error: Error) =>
      reject(new Verdict('code' in error && isOfTrust(error.code) ? 'untrusted' : 'unreachable', error.message)),
    );
  });
}

/** OpenSSL's and Node's codes for a certificate that nobody trusts, or that is somebody else's; and what is no TLS at all. */
const isOfTrust = (code: unknown): boolean =>
  typeof code === 'string' && /CERT|SIGNATURE|ALTNAME|ISSUER|WRONG_VERSION|EPROTO/.test(code);

function ask(
  stream: Duplex,
  url: URL,
  { method, body, type }: Asked,
  authorization: string | undefined,
  signal: AbortSignal,
): Promise<Said> {
  return new Promise((resolve, reject) => {
    const agent = new Agent({ keepAlive: false });
    agent.createConnection = () => stream;
    const headers = {
      host: url.host,
      'user-agent': 'barque',
      accept: `${manifestType}, */*`,
      ...(authorization === undefined ? {} : { authorization }),
      ...(type === undefined ? {} : { 'content-type': type }),
      'content-length': body?.length ?? 0,
    };
    const asking = request({ agent, method, path: `${url.pathname}${url.search}`, headers, signal }, (answer) => {
      const chunks: Buffer[] = [];
      let size = 0;
      answer.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > largest) answer.destroy(new Verdict('corrupt', `an answer of more than ${largest} bytes`));
        else chunks.push(chunk);
      });
      answer.once('error', reject);
      answer.once('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks) }));
    });
    asking.once('error', reject);
    asking.end(body);
  });
}
