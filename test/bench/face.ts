import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildFace } from '../../build/face.ts';
import { browserHere, launch } from '../e2e/face.ts';
import { serveStage } from '../e2e/stage-page.ts';
import { milliseconds, row, table } from './figures.ts';

const nodes = 500;
const steps = 60;
const rate = 1000;
/** How long the matrix is watched, in ms. */
const watched = 10_000;

/**
 * The face's figures: JavaScript of the first load, first paint, and frames and memory of the matrix of 500 nodes with 60 steps each while
 * events come at 1,000 a second and it is scrolled. Goals: 350 KB gzipped; 1.5 s; no frame over 50 ms; 400 MB.
 */
export async function face(): Promise<void> {
  const size = await firstLoad();
  const executable = browserHere();
  if (executable === undefined) throw new TypeError('this machine has no chromium');
  const stage = await serveStage();
  const browser = await launch(executable);
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
    await page.goto(stage.url);
    await page.locator('h1').waitFor();
    const paint = await page.evaluate<number>("performance.getEntriesByName('first-contentful-paint')[0].startTime");
    await page.goto(`${stage.url}?nodes=${nodes}&steps=${steps}&rate=${rate}&begin=1#/cluster/%2Fsrv%2Fbarque%2Fdemo/deploy`);
    await page.locator('.matrix .cell').first().waitFor();
    const { worst, late, frames } = await page.evaluate<{ worst: number; late: number; frames: number }>(scrolling);
    const session = await page.context().newCDPSession(page);
    await session.send('HeapProfiler.enable');
    await session.send('Performance.enable');
    const { metrics } = await session.send('Performance.getMetrics');
    const heap = metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? Number.NaN;
    const done = await page.locator('.run-summary strong').innerText();
    process.stdout.write(
      table([
        row('figure', 'goal', 'found'),
        row('first-load JavaScript, gzipped', '350 KB', `${(size / 1000).toFixed(0)} KB`),
        row('first contentful paint', '1500 ms', milliseconds(paint)),
        row(`longest frame, ${nodes} x ${steps}, ${rate} events/s`, '50 ms', milliseconds(worst)),
        row('frames over 50 ms', '0', `${late} of ${frames}`),
        row('JavaScript heap', '400 MB', `${(heap / 1e6).toFixed(0)} MB`),
        row('events taken meanwhile', '', done),
      ]),
    );
  } finally {
    await browser.close();
    await stage.close();
  }
}

/** Scrolls the matrix down and up again, and times every frame. */
const scrolling = `new Promise((resolve) => {
  const matrix = document.querySelector('.matrix');
  const from = performance.now();
  let last = from, worst = 0, late = 0, frames = 0;
  const frame = (now) => {
    const took = now - last;
    last = now;
    frames++;
    if (frames > 2) { worst = Math.max(worst, took); if (took > 50) late++; }
    matrix.scrollTop = (Math.sin((now - from) / 1500) + 1) / 2 * matrix.scrollHeight;
    if (now - from < ${watched}) requestAnimationFrame(frame);
    else resolve({ worst, late, frames });
  };
  requestAnimationFrame(frame);
})`;

/** Bytes, gzipped, of the entry and of every module that it imports at once. */
async function firstLoad(): Promise<number> {
  const out = await mkdtemp(join(tmpdir(), 'barque-face-'));
  try {
    await buildFace(out);
    const entry = /src="\.\/([^"]+\.js)"/.exec(await readFile(join(out, 'index.html'), 'utf8'))?.[1];
    const sizes = new Map<string, number>();
    const load = async (name: string): Promise<void> => {
      if (sizes.has(name)) return;
      const text = await readFile(join(out, name));
      sizes.set(name, gzipSync(text).length);
      for (const [, part] of text.toString('utf8').matchAll(/(?:from|import)"\.\/([^"]+\.js)"/g))
        if (part !== undefined) await load(part);
    };
    if (entry !== undefined) await load(entry);
    return [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}
