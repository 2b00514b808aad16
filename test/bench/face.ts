import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright';
import { z } from 'zod';
import { buildFace } from '../../build/face.ts';
import { launch } from '../e2e/face.ts';
import { browserHere } from '../e2e/needs.ts';
import { serveStage } from '../e2e/stage-page.ts';
import { milliseconds, row, table } from './figures.ts';

const nodes = 500;
const steps = 60;
const rate = 1000;
/** How long the matrix is watched each time, in ms. */
const watched = 10_000;

interface Watched {
  /** The longest frame, in ms. */
  readonly worst: number;
  readonly late: number;
  readonly frames: number;
}

/**
 * The face's figures: JavaScript of the first load, first paint, and frames and memory of the matrix of 500 nodes with 60 steps each while
 * events come at 1,000 a second and it is scrolled; beside it an empty page, which shows what the machine itself makes late. Medians of
 * so many runs. Goals: 350 KB gzipped; 1.5 s; no frame over 50 ms; 400 MB.
 */
export async function face(runs = 5): Promise<void> {
  const size = await firstLoad();
  const executable = browserHere();
  if (executable === undefined) throw new TypeError('this machine has no chromium');
  const stage = await serveStage();
  const paints: number[] = [];
  const empty: Watched[] = [];
  const matrix: (Watched & { readonly task: number; readonly memory: number; readonly heap: number })[] = [];
  const load: number[] = [];
  let done = '';
  try {
    for (let run = 0; run < runs; run++) {
      const browser = await launch(executable);
      try {
        const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
        empty.push(await page.evaluate<Watched>(scrolling(2000)));
        await page.goto(stage.url);
        await page.locator('h1').waitFor();
        paints.push(await page.evaluate<number>(firstPaint));
        await page.goto(`${stage.url}?nodes=${nodes}&steps=${steps}&rate=${rate}&begin=1#/cluster/%2Fsrv%2Fbarque%2Fdemo/deploy`);
        await page.locator('.matrix .cell').first().waitFor();
        const traceEnd = await trace(browser);
        const frames = await page.evaluate<Watched>(scrolling(watched));
        matrix.push({ ...frames, task: await traceEnd(), memory: await memoryOf(browser), heap: await heapOf(page) });
        done = await page.locator('.run-summary strong').innerText();
        load.push(loadavg()[0] ?? 0);
      } finally {
        await browser.close();
      }
    }
  } finally {
    await stage.close();
  }
  const mb = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
  const all = matrix.map(({ worst }) => worst.toFixed(0)).join(', ');
  process.stdout.write(
    table([
      row('figure', 'goal', 'found'),
      row('first-load JavaScript, gzipped', '350 KB', `${(size / 1000).toFixed(0)} KB`),
      row('first contentful paint', '1500 ms', milliseconds(median(paints))),
      row(
        `longest frame, ${nodes} x ${steps}, ${rate} events/s`,
        '50 ms',
        `${milliseconds(median(matrix.map((m) => m.worst)))} (${all})`,
      ),
      row('frames over 50 ms', '0', `${median(matrix.map((m) => m.late))} of ${median(matrix.map((m) => m.frames))}`),
      row('longest task of it, in processor time', '50 ms', milliseconds(median(matrix.map((m) => m.task)))),
      row('longest frame of an empty page', '', milliseconds(median(empty.map((e) => e.worst)))),
      row("memory of the window's process", '400 MB', mb(median(matrix.map((m) => m.memory)))),
      row('of it JavaScript heap', '', mb(median(matrix.map((m) => m.heap)))),
      row('load of the machine meanwhile', '', load.map((one) => one.toFixed(1)).join(', ')),
      row('steps taken meanwhile', '', done),
    ]),
  );
}

const median = (of: readonly number[]): number => of.toSorted((a, b) => a - b)[Math.floor(of.length / 2)] ?? Number.NaN;

/** When the page first painted something, in ms from its launch: waited for, as what is there need not be painted yet. */
const firstPaint = `new Promise((resolve) => {
  new PerformanceObserver((list) => {
    for (const { name, startTime } of list.getEntries()) if (name === 'first-contentful-paint') resolve(startTime);
  }).observe({ type: 'paint', buffered: true });
})`;

/** Times every frame, but for the first ones, and scrolls the matrix down and up again where there is one. */
const scrolling = (ms: number) => `new Promise((resolve) => {
  const matrix = document.querySelector('.matrix');
  const height = matrix?.scrollHeight ?? 0;
  const from = performance.now();
  let last = from, worst = 0, late = 0, frames = 0;
  const frame = (now) => {
    const took = now - last;
    last = now;
    frames++;
    if (frames > 2) { worst = Math.max(worst, took); if (took > 50) late++; }
    if (matrix) matrix.scrollTop = (Math.sin((now - from) / 1500) + 1) / 2 * height;
    if (now - from < ${ms}) requestAnimationFrame(frame);
    else resolve({ worst, late, frames });
  };
  requestAnimationFrame(frame);
})`;

const traced = z.array(
  z.object({
    ph: z.string(),
    name: z.string(),
    pid: z.number(),
    tid: z.number(),
    /** Processor time of the thread, in microseconds. */
    tdur: z.number().optional(),
    args: z.object({ name: z.unknown() }).partial(),
  }),
);
type TraceEvent = z.infer<typeof traced>[number];

/**
 * Traces from now on. Answers a function that ends it and says the longest task of a page's main thread in ms of its own processor
 * time: what it would take of a frame on a machine that does nothing else.
 */
async function trace(browser: Browser): Promise<() => Promise<number>> {
  const session = await browser.newBrowserCDPSession();
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => {
    for (const event of traced.parse(value)) events.push(event);
  });
  await session.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories: ['toplevel'] } });
  return async () => {
    const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
    await session.send('Tracing.end');
    await complete;
    const threadOf = ({ pid, tid }: TraceEvent) => `${pid} ${tid}`;
    const mains = new Set(events.filter(({ args }) => args.name === 'CrRendererMain').map(threadOf));
    const tasks = events.filter((event) => event.ph === 'X' && event.name.endsWith('RunTask') && mains.has(threadOf(event)));
    return tasks.reduce((longest, { tdur = 0 }) => Math.max(longest, tdur / 1000), 0);
  };
}

/** What the largest of the browser's renderer processes holds in memory, in bytes: resident, with what it shares counted in full. */
async function memoryOf(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const pids = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
  const sizes = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/status`, 'latin1').catch(() => '')));
  return Math.max(...sizes.map((text) => Number(/^VmRSS:\s*(\d+) kB$/m.exec(text)?.[1] ?? Number.NaN) * 1024));
}

async function heapOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? Number.NaN;
}

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
