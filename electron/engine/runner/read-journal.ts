import { createReadStream } from 'node:fs';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import type { RunEvent } from '../../../shared/run/event.ts';
import { runEvent } from '../../../shared/run/event-schema.ts';
import { unusable } from '../workspace/durable-file.ts';

/**
 * The events of a journal, as they were written. A last line without its line feed was torn by a kill, or is being
 * written right now, and is left out.
 * @throws {ProblemError} `run.journal-broken` for a whole line that is no event, `workspace.unusable` where it cannot be read
 */
export async function* readJournal(path: string, signal?: AbortSignal): AsyncGenerator<RunEvent, undefined> {
  let number = 0;
  for await (const line of wholeLines(path, signal)) {
    number += 1;
    yield parseEvent(line, path, number);
  }
}

/** Not `readline`, which also breaks lines at U+2028 and U+2029 and gives out a torn last line. */
async function* wholeLines(path: string, signal?: AbortSignal): AsyncGenerator<string, undefined> {
  const stream = createReadStream(path, signal === undefined ? {} : { signal });
  let begun: Buffer[] = [];
  try {
    for await (const chunk of stream) {
      if (!Buffer.isBuffer(chunk)) continue;
      let from = 0;
      for (let to = chunk.indexOf('\n'); to >= 0; to = chunk.indexOf('\n', from)) {
        yield Buffer.concat([...begun, chunk.subarray(from, to)]).toString('utf8');
        begun = [];
        from = to + 1;
      }
      begun.push(chunk.subarray(from));
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw unusable(path, error);
  }
}

/** One line of a journal. @throws {ProblemError} `run.journal-broken` */
export function parseEvent(line: string, path: string, number: number): RunEvent {
  const broken = (reason: string) => new ProblemError(problem('run.journal-broken', { path, line: number, reason }));
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw broken('not JSON');
  }
  const event = runEvent.safeParse(value);
  if (event.success) return event.data;
  const [issue] = event.error.issues;
  throw broken([...(issue?.path.map(String) ?? []), issue?.message ?? 'not an event'].join(': '));
}

/** What a line is about, without a look at the rest of it: a tenth of the time of `parseEvent`, which judges it. */
export function subjectOf(line: string): { readonly type: string; readonly step: string } {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null) return nothing;
    const type = 'type' in value && typeof value.type === 'string' ? value.type : '';
    return { type, step: 'step' in value && typeof value.step === 'string' ? value.step : '' };
  } catch {
    return nothing;
  }
}

const nothing = { type: '', step: '' };
