import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { problem, ProblemError } from '../../../../shared/problems/problem.ts';
import { codeOf } from '../../workspace/durable-file.ts';
import type { Login } from './credentials.ts';
import { type Answer, get } from './request.ts';

/** Fetches, logged in where it must be. */
export interface Client {
  /**
   * The answer to a GET, with status 200 or 206; redirects followed, logins made, what may pass tried again.
   * @throws {ProblemError} `build.unreachable`, `build.refused`, `build.login`
   */
  readonly fetch: (url: URL, headers?: Readonly<Record<string, string>>) => Promise<Answer>;
  /** The whole of a small document. @throws {ProblemError} also `build.malformed` where it is too large */
  readonly document: (url: URL, headers?: Readonly<Record<string, string>>, limit?: number) => Promise<Document>;
  readonly signal: AbortSignal;
}
export interface Document {
  readonly bytes: Buffer;
  readonly headers: Answer['headers'];
}

const attempts = 4;
const redirects = 5;
const largestDocument = 16 * 1024 * 1024;
const token = z.object({ token: z.string().optional(), access_token: z.string().optional() });

export function httpClient(logins: ReadonlyMap<string, Login>, signal: AbortSignal): Client {
  /** Tokens of registries, by host, realm and scope; promises, so that many blobs ask for one once. */
  const tokens = new Map<string, Promise<string>>();
  /** What each host took last, so that the next request begins with it. */
  const schemes = new Map<string, string>();

  async function fetchOnce(start: URL, headers: Readonly<Record<string, string>>): Promise<Answer> {
    let url = start;
    let challenged = false;
    for (let hops = 0; hops <= redirects;) {
      const authorization = schemes.get(keyOf(url));
      const answer = await get(url, { ...headers, ...(authorization !== undefined && { authorization }) }, signal);
      const { status } = answer;
      if (status === 200 || status === 206) return answer;
      answer.body.resume();
      const { location, 'www-authenticate': challenge = '' } = answer.headers;
      if (status >= 300 && status < 400 && location !== undefined) {
        const next = new URL(location, url);
        // never from a line that is encrypted to one that is not
        if (url.protocol === 'https:' && next.protocol !== 'https:') throw refused(url, status);
        url = next;
        hops++;
      } else if (status === 401 && !challenged) {
        challenged = true;
        schemes.set(keyOf(url), await authorize(url, challenge));
      } else if (status === 401) throw new ProblemError(problem('build.login', { host: url.host, known: knows(url) }));
      else throw refused(url, status);
    }
    throw refused(start, 310);
  }
  const knows = ({ host }: URL) => (logins.has(host) ? 'yes' : 'no');

  /** Logins belong to a host, and a registry's token to a repository of it: the first two segments below v2. */
  const keyOf = ({ host, pathname }: URL): string => {
    const repository = /^\/v2\/(.+)\/(?:manifests|blobs)\//.exec(pathname)?.[1];
    return repository === undefined ? host : `${host}/${repository}`;
  };

  /** What to answer a challenge with: a login, or a token that is had for it (https://distribution.github.io/distribution/spec/auth/token/). */
  async function authorize(url: URL, challenge: string): Promise<string> {
    const login = logins.get(url.host);
    const basic = login && ('token' in login ? `Bearer ${login.token}` : `Basic ${base64(`${login.user}:${login.password}`)}`);
    const realm = /^bearer\b/i.test(challenge) ? parameter(challenge, 'realm') : undefined;
    if (realm === undefined) {
      if (basic !== undefined) return basic;
      throw new ProblemError(problem('build.login', { host: url.host, known: 'no' }));
    }
    const asked = new URL(realm);
    // a login goes no less protected than to the registry itself
    if (asked.protocol !== 'https:' && url.protocol === 'https:') throw refused(asked, 401);
    for (const name of ['service', 'scope'] as const) {
      const value = parameter(challenge, name);
      if (value !== undefined) asked.searchParams.set(name, value);
    }
    const pending = tokens.get(asked.href) ?? tokenOf(asked, basic);
    tokens.set(asked.href, pending);
    return `Bearer ${await pending}`;
  }

  async function tokenOf(realm: URL, authorization: string | undefined): Promise<string> {
    const answer = await get(realm, authorization === undefined ? {} : { authorization }, signal);
    const bytes = await read(answer, realm, 1024 * 1024);
    if (answer.status !== 200)
      throw new ProblemError(problem('build.login', { host: realm.host, known: authorization ? 'yes' : 'no' }));
    const { data } = token.safeParse(json(bytes));
    const found = data?.token ?? data?.access_token;
    if (found === undefined) throw new ProblemError(problem('build.malformed', { url: shown(realm), reason: 'no token in it' }));
    return found;
  }

  const fetch: Client['fetch'] = async (url, headers = {}) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await fetchOnce(url, headers);
      } catch (error) {
        signal.throwIfAborted();
        const problems = error instanceof ProblemError ? error.problems : undefined;
        const status = problems?.[0].code === 'build.refused' ? Number(problems[0].params['status']) : 0;
        const mayPass = problems === undefined || status === 429 || (status >= 500 && status !== 501);
        if (!mayPass || attempt === attempts) throw problems ? error : unreachable(url, error);
        await sleep(250 * 2 ** attempt, undefined, { signal });
      }
    }
  };
  return clientBy(fetch, signal);
}

/** A client by how it fetches. */
export const clientBy = (fetch: Client['fetch'], signal: AbortSignal): Client => ({
  signal,
  fetch,
  document: async (url, headers, limit = largestDocument) => {
    const answer = await fetch(url, headers);
    return { bytes: await read(answer, url, limit), headers: answer.headers };
  },
});

async function read({ body }: Answer, url: URL, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      if (!Buffer.isBuffer(chunk)) continue;
      size += chunk.length;
      if (size > limit)
        throw new ProblemError(problem('build.malformed', { url: shown(url), reason: `more than ${limit} bytes` }));
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof ProblemError ? error : unreachable(url, error);
  }
  return Buffer.concat(chunks);
}

export function json(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** A URL for a person: a signed link's query may hold a secret. */
export const shown = ({ protocol, host, pathname }: URL): string => `${protocol}//${host}${pathname}`;

/** What a line failed with, as a problem; problems pass through. */
export const unreachable = (url: URL, error: unknown): ProblemError => {
  if (error instanceof ProblemError) return error;
  const reason = codeOf(error) ?? (error instanceof Error ? error.message : String(error));
  return new ProblemError(problem('build.unreachable', { url: shown(url), reason }));
};

const refused = (url: URL, status: number) => new ProblemError(problem('build.refused', { url: shown(url), status }));
const base64 = (text: string) => Buffer.from(text).toString('base64');
const parameter = (challenge: string, name: string) => new RegExp(`[ ,]${name}="([^"]*)"`, 'i').exec(challenge)?.[1];
