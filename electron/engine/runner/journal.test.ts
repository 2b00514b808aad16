import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import type { RunEvent } from '../../../shared/run/event.ts';
import { longestText, openJournal } from './journal.ts';
import { mask } from './mask.ts';
import { readJournal } from './read-journal.ts';

let dir: string;
let path: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'barque-journal-'));
  path = join(dir, 'runs', 'r1', 'journal.jsonl');
});
afterEach(() => rm(dir, { recursive: true }));

const plain = (text: string) => text;
const started = (step: string): RunEvent => ({ at: 1, type: 'step-started', step });
const eventsIn = (file: string) => all(readJournal(file));
async function all<T>(from: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of from) items.push(item);
  return items;
}
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing',
    (error: unknown) => (error instanceof ProblemError ? error.problems[0].code : error),
  );

describe('a journal', () => {
  it('gives back all kinds of events as they were written', async () => {
    const why = problem('run.step-crashed', { step: 'a', reason: 'x' }, { host: 'h1', evidence: ['one\u2028two'] });
    const events: RunEvent[] = [
      { at: 1, type: 'run-started', run: 'r', cluster: 'c', steps: [{ id: 'a', phase: 'prepare', title: 't', host: 'h1' }] },
      { at: 2, type: 'step-started', step: 'a' },
      { at: 2, type: 'step-skipped', step: 'a', by: 'ops@laptop', decided: 1 },
      { at: 3, type: 'step-progress', step: 'a', sent: 1, total: 2 },
      { at: 3, type: 'resource-changing', step: 'a', what: 'file /etc/hosts' },
      { at: 4, type: 'resource-changed', step: 'a', what: 'file /etc/hosts' },
      { at: 4, type: 'step-output', step: 'a', line: 'naïve\u2029 "line"\\' },
      { at: 4, type: 'step-waiting', step: 'a', what: 'nodes-ready: w1' },
      { at: 5, type: 'step-finished', step: 'a', outcome: 'failed', problems: [why] },
      { at: 6, type: 'run-finished', outcome: 'failed', problems: [] },
    ];
    const journal = await openJournal(path, plain);
    events.forEach((event) => journal.append(event));
    await journal.close();
    expect(await eventsIn(path)).toEqual(events);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(dir, 'runs'))).mode & 0o777).toBe(0o700);
  });

  it('has on disk what was appended before a flush, in order, thousands at a time', async () => {
    const journal = await openJournal(path, plain);
    for (let i = 0; i < 5000; i++) journal.append({ at: i, type: 'step-output', step: 's', line: String(i) });
    await journal.flush();
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    expect(lines.length).toBe(5000);
    expect((await eventsIn(path)).map((event) => event.at)).toEqual(Array.from({ length: 5000 }, (_, i) => i));
    await journal.close();
  });

  it('masks first and cuts then, so that no cut leaves half a secret', async () => {
    const journal = await openJournal(path, mask(['hunter2-hunter2']));
    const line = `${'ü'.repeat((longestText - 10) / 2)}hunter2-hunter2${'x'.repeat(9000)}`;
    journal.append({ at: 1, type: 'step-output', step: 's', line });
    await journal.close();
    const [event] = await eventsIn(path);
    const written = event?.type === 'step-output' ? event.line : '';
    expect(Buffer.byteLength(written)).toBeLessThanOrEqual(longestText);
    expect(Buffer.byteLength(written)).toBeGreaterThan(longestText - 8);
    expect(written).not.toContain('hunter');
    expect(written).not.toContain('\ufffd');
  });

  it('is read without its torn last line, and goes on after it', async () => {
    const first = await openJournal(path, plain);
    first.append(started('a'));
    await first.close();
    await appendFile(path, '{"at":2,"type":"step-sta');
    expect(await eventsIn(path)).toEqual([started('a')]);
    const second = await openJournal(path, plain);
    second.append(started('b'));
    await second.close();
    expect(await eventsIn(path)).toEqual([started('a'), started('b')]);
  });

  it.each([
    ['a torn first line', '{"at":'.padEnd(200_000)],
    ['nothing but zeros, as after a power cut', '\0'.repeat(100_000)],
    ['nothing', ''],
  ])('begins anew after %s', async (_, content) => {
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, content);
    expect(await eventsIn(path)).toEqual([]);
    const journal = await openJournal(path, plain);
    journal.append(started('a'));
    await journal.close();
    expect(await eventsIn(path)).toEqual([started('a')]);
  });

  it.each([
    ['no JSON', 'hello', 'not JSON'],
    ['a kind of event that is not known', '{"at":1,"type":"party"}', 'type: Invalid discriminator value'],
    ['a field too many', '{"at":1,"type":"step-started","step":"a","x":1}', 'Unrecognized key: "x"'],
    [
      'an unknown problem',
      '{"at":1,"type":"run-finished","outcome":"failed","problems":[{"code":"x","params":{}}]}',
      'problems: 0: code: unknown problem code',
    ],
  ])('refuses a whole line with %s and says where', async (_, line, reason) => {
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, `${JSON.stringify(started('a'))}\n${line}\n`);
    const error: unknown = await eventsIn(path).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ProblemError);
    const [found] = error instanceof ProblemError ? error.problems : [];
    expect(found).toMatchObject({ code: 'run.journal-broken', params: { path, line: 2 } });
    expect(found?.params['reason']).toContain(reason);
  });

  it('says when it cannot be opened or read', async () => {
    await mkdir(path, { recursive: true });
    expect(await codeOf(openJournal(path, plain))).toBe('run.journal-unwritable');
    expect(await codeOf(eventsIn(join(dir, 'none')))).toBe('workspace.unusable');
  });
});

/** Runs a module in a Node of its own, with `arrange` before it in the same shell. */
function child(source: string, arrange = '') {
  const module = `import { openJournal } from ${JSON.stringify(new URL('./journal.ts', import.meta.url).href)};\n${source}`;
  return spawn('sh', ['-c', `${arrange} exec "$0" --import tsx --input-type=module -e "$1"`, process.execPath, module], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

describe.skipIf(process.platform === 'win32')('a journal of a process of its own', () => {
  it('keeps through kill -9 every event that was flushed, and is whole but for its last line', async () => {
    const writer = child(`
      const journal = await openJournal(${JSON.stringify(path)}, (text) => text);
      for (let at = 0; ; at++) {
        journal.append({ at, type: 'step-output', step: 's', line: 'x'.repeat(1000) });
        if (at % 100 === 99) { await journal.flush(); console.log(at); }
      }`);
    let flushed = -1;
    for await (const text of writer.stdout) {
      flushed = Number(String(text).trim().split('\n').at(-1));
      if (flushed >= 999) break;
    }
    const gone = once(writer, 'exit');
    writer.kill('SIGKILL');
    await gone;
    const times = (await eventsIn(path)).map((event) => event.at);
    expect(times).toEqual(times.map((_, i) => i));
    expect(times.length).toBeGreaterThan(flushed);
  });

  it('tells the run to stop when the disk takes no more', async () => {
    // A file size limit with its signal ignored makes write(2) fail as a full disk does.
    const writer = child(
      `const journal = await openJournal(${JSON.stringify(path)}, (text) => text);
      journal.broken.addEventListener('abort', async () => {
        console.log(journal.broken.reason.problems[0].code);
        journal.append({ at: 1, type: 'step-started', step: 's' });
        await journal.close().catch((error) => console.log(error.problems[0].params.reason));
      });
      for (let at = 0; at < 100; at++) journal.append({ at, type: 'step-output', step: 's', line: 'x'.repeat(1000) });`,
      `trap '' XFSZ; ulimit -f 8;`,
    );
    expect((await all(writer.stdout)).join('')).toBe('run.journal-unwritable\nEFBIG\n');
  });
});
