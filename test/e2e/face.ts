import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright';
import { buildFace } from '../../build/face.ts';
import { openEngine } from '../../electron/engine/api/engine.ts';
import { serveWeb } from '../../electron/web/server.ts';

/** A browser of this machine, or undefined where there is none. */
export const browserHere = (): string | undefined =>
  [process.env['BARQUE_BROWSER'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
    (path) => path && existsSync(path),
  );

/** Where pictures of the screens are left for a person to look at. */
const pictures = join('coverage', 'screens');

export interface OpenFace {
  readonly page: Page;
  /** What the page complained of: errors, and whatever its content security policy refused. */
  readonly complaints: readonly string[];
  readonly close: () => Promise<void>;
}

export const launch = (executablePath: string): Promise<Browser> =>
  chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });

/** The whole product in a browser: the face as it is built, the web host, and an engine with folders of its own. */
export async function openFace(executablePath: string): Promise<OpenFace> {
  const root = await mkdtemp(join(tmpdir(), 'barque-e2e-'));
  const face = join(root, 'face');
  await buildFace(face);
  const engine = openEngine({ home: join(root, 'home'), config: join(root, 'config'), host: 'web', version: '0.0.0' });
  const web = await serveWeb(engine.api, { face, port: 0 });
  const browser = await launch(executablePath);
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 }, locale: 'en-GB', reducedMotion: 'reduce' });
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
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

/** Pictures of the present screen in both languages and both themes; `settled` is there when the screen is drawn. */
export async function photograph(page: Page, name: string, settled: string): Promise<void> {
  await mkdir(pictures, { recursive: true });
  for (const language of ['中文', 'English'])
    for (const theme of ['dark', 'light']) {
      await page.locator('.header label', { hasText: language }).click();
      await page.locator('.header .end button').click();
      await page.locator(`html[data-mantine-color-scheme=${theme}]`).waitFor();
      await page.locator(settled).first().waitFor();
      await page.screenshot({ path: join(pictures, `${name}-${language === 'English' ? 'en' : 'zh'}-${theme}.png`) });
    }
}
