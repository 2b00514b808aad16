import { createServer, type Server } from 'node:http';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launch, openFace, type OpenFace } from './face.ts';
import { provideBrowser } from './needs.ts';

const browser = await provideBrowser();

/** Another program's page on this machine: no policy of ours, another origin. */
async function serveForeign(): Promise<Server> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>elsewhere</title>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
const originOf = (server: Server) => {
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
};

describe.skipIf(browser === undefined)('the web host, asked by a real page of another origin (needs chromium)', () => {
  let face: OpenFace;
  let own: URL;
  let token: string;
  let foreign: Server;
  let other: Browser;
  let page: Page;
  beforeAll(async () => {
    face = await openFace(browser ?? '');
    await face.page.getByRole('heading', { level: 1 }).waitFor();
    own = new URL(face.page.url());
    token = await face.page.evaluate<string>("sessionStorage.getItem('barque-token')");
    foreign = await serveForeign();
    // a name of somebody else's that leads to this machine, as in DNS rebinding
    other = await launch(browser ?? '', ['--host-resolver-rules=MAP rebound.example 127.0.0.1']);
    page = await other.newPage();
    await page.goto(originOf(foreign));
  }, 60_000);
  afterAll(async () => {
    await other.close();
    foreign.close();
    await face.close();
  });

  /** Whether a page gets a WebSocket to the engine. */
  const connects = (from: Page, with_: string, host = own.host) =>
    from.evaluate<boolean>(`new Promise((resolve) => {
      const socket = new WebSocket('ws://${host}/engine', ['barque', '${with_}']);
      socket.onopen = () => resolve(true);
      socket.onerror = () => resolve(false);
    })`);

  test('its own page gets a WebSocket by the token, and none without it', async () => {
    expect(await connects(face.page, token)).toBe(true);
    expect(await connects(face.page, 'none')).toBe(false);
    expect(await connects(face.page, `${token.slice(1)}A`)).toBe(false);
  });

  test('another page gets none, even if it knew the token, by no name of this machine', async () => {
    expect(await connects(page, token)).toBe(false);
    expect(await connects(page, token, `localhost:${own.port}`)).toBe(false);
    expect(await connects(page, token, `rebound.example:${own.port}`)).toBe(false);
  });

  test('another page can neither read the face nor put it into a frame', async () => {
    const read = await page.evaluate(`fetch('${own.origin}/').then(() => 'read', () => 'refused')`);
    expect(read).toBe('refused');
    await page.evaluate(`new Promise((resolve) => {
      const frame = document.createElement('iframe');
      frame.src = '${own.origin}/';
      frame.onload = resolve;
      document.body.append(frame);
    })`);
    const framed = page.frames().find((frame) => frame !== page.mainFrame());
    expect(framed?.url()).not.toContain(own.origin);
  });

  test('a foreign name that leads here is answered with a refusal', async () => {
    const rebound = await other.newPage();
    const answered = rebound.waitForEvent('response');
    await rebound.goto(`http://rebound.example:${own.port}/`).catch(() => undefined);
    expect((await answered).status()).toBe(403);
    await rebound.close();
  });
});
