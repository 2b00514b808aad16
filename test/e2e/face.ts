import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { chromium, type Browser, type Page } from 'playwright';
import { expect } from 'vitest';
import { buildFace } from '../../build/face.ts';
import { openEngine } from '../../electron/engine/api/engine.ts';
import { serveWeb } from '../../electron/web/server.ts';

/** Where pictures of the screens are left for a person to look at. */
const pictures = join('coverage', 'screens');

/** The size that suffices, which most pictures have, and one that shows whether a screen sprawls. */
const small = { width: 1280, height: 720 };
const large = { width: 3840, height: 2160 };

export interface OpenFace {
  readonly page: Page;
  /** What the page complained of: errors, and whatever its content security policy refused. */
  readonly complaints: readonly string[];
  readonly close: () => Promise<void>;
}

export const launch = (executablePath: string, args: readonly string[] = []): Promise<Browser> =>
  chromium.launch({ executablePath, args: [...args, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])] });

/** A page of the size that suffices, in English. */
export const newPage = (browser: Browser): Promise<Page> =>
  browser.newPage({ viewport: small, locale: 'en-GB', reducedMotion: 'reduce' });

/** What a page complains of from now on: errors, and whatever its content security policy refuses. The list grows. */
export function complaintsOf(page: Page): readonly string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  return complaints;
}

/** What a click lets a page of a browser save. */
export async function savedBy(page: Page, click: () => Promise<void>): Promise<{ name: string; content: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download'), click()]);
  return { name: download.suggestedFilename(), content: await readFile(await download.path()) };
}

/** The whole product in a browser: the face as it is built, the web host, and an engine with folders of its own. */
export async function openFace(executablePath: string): Promise<OpenFace> {
  const root = await mkdtemp(join(tmpdir(), 'barque-e2e-'));
  const face = join(root, 'face');
  await buildFace(face);
  const engine = openEngine({ home: join(root, 'home'), config: join(root, 'config'), host: 'web', version: '0.0.0' });
  const web = await serveWeb(engine.api, { face, port: 0 });
  const browser = await launch(executablePath);
  const page = await newPage(browser);
  const complaints = complaintsOf(page);
  await page.goto(web.address);
  return {
    page,
    complaints,
    close: async () => {
      await browser.close();
      await engine.close();
      await web.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** What axe finds on the page that is serious or worse, a line each. */
export async function seriousFaults(page: Page): Promise<string[]> {
  await page.evaluate(await readFile('node_modules/axe-core/axe.min.js', 'utf8'));
  const violations = await page.evaluate<Violation[]>('axe.run().then((result) => result.violations)');
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
}

let layout: Promise<string> | undefined;

/** What is wrong with the layout of what the page shows now, a line each, by test/face/misfits. */
export async function misfits(page: Page): Promise<string[]> {
  layout ??= bundled('test/face/misfits.ts', 'layout');
  return page.evaluate<string[]>(`${await layout}; layout.misfits()`);
}

/** A module's code as a page runs it, which finds the module under a name. */
async function bundled(path: string, globalName: string): Promise<string> {
  const { outputFiles } = await build({ entryPoints: [path], bundle: true, write: false, format: 'iife', globalName });
  return outputFiles[0]?.text ?? '';
}

/**
 * Pictures of the present screen in both languages and both themes, and one at 4K; `settled` is there when the screen is
 * drawn. Each must be laid out as a person expects.
 * @param folder where they are left, within the folder of pictures
 */
export async function photograph(page: Page, name: string, settled: string, folder = '.'): Promise<void> {
  await mkdir(join(pictures, folder), { recursive: true });
  const misplaced: string[] = [];
  const take = async (picture: string) => {
    await page.locator(settled).first().waitFor();
    await page.screenshot({ path: join(pictures, folder, `${picture}.png`), animations: 'disabled' });
    misplaced.push(...(await misfits(page)).map((fault) => `${picture}: ${fault}`));
  };
  for (const language of ['中文', 'English'])
    for (const theme of ['dark', 'light']) {
      // dispatched, as a dialog that is open lets nothing behind it be pointed at
      await page.locator('.header label', { hasText: language }).dispatchEvent('click');
      await page.locator(`html[lang^=${language === 'English' ? 'en' : 'zh'}]`).waitFor();
      const themed = page.locator(`html[data-mantine-color-scheme=${theme}]`);
      if ((await themed.count()) === 0) await page.locator('.header .end button').dispatchEvent('click');
      await themed.waitFor();
      await take(`${name}-${language === 'English' ? 'en' : 'zh'}-${theme}`);
    }
  await page.setViewportSize(large);
  await take(`${name}-4k`);
  await page.setViewportSize(small);
  expect(misplaced).toEqual([]);
}
