import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { z } from 'zod';
import { problem } from '../../../shared/problems/problem-schema.ts';
import type { Problem } from '../../../shared/problems/problem.ts';
import type { RunEvent } from '../../../shared/run/event.ts';
import { runEvent } from '../../../shared/run/event-schema.ts';
import { argvInLab, type Lab, trustedKeysOf } from '../lab.ts';

/** What `npm run build` makes, as an operator has it. */
export const program = join(import.meta.dirname, '../../../dist/barque.mjs');

const plannedStep = z.object({ id: z.string(), host: z.string(), needs: z.array(z.string()) });
const report = z.discriminatedUnion('type', [
  z.object({ type: z.literal('note'), line: z.string() }),
  z.object({ type: z.literal('warnings'), findings: z.array(z.unknown()) }),
  z.object({ type: z.literal('problems'), problems: z.array(problem) }),
  z.object({ type: z.literal('plan'), steps: z.array(plannedStep) }),
]);

/** How a barque process ended and what it told with `--json`. */
export interface Ended {
  /** Null where a signal ended it. */
  readonly status: number | null;
  readonly seconds: number;
  readonly events: readonly RunEvent[];
  readonly problems: readonly Problem[];
  /** The steps of `barque plan`. */
  readonly plan: readonly z.infer<typeof plannedStep>[];
  readonly stderr: string;
}

/** A barque process in the lab's network. */
export interface Barque {
  /** As `kill -9` does. */
  readonly kill: () => void;
  /** @throws where it printed what is not an event, or could not be started */
  readonly ended: Promise<Ended>;
}

export interface BarqueOptions {
  readonly onEvent?: (event: RunEvent) => void;
  /** Everything that it writes, as it is written. */
  readonly onText?: (text: string) => void;
  /** A module that node loads first. */
  readonly preload?: string;
  /** Another build of barque than this one. */
  readonly program?: string;
  readonly signal?: AbortSignal;
}

/** The environment of somebody who trusts the key that this machine's labs sign their bundles with. */
export const trusting = (lab: Lab) => ({ BARQUE_TRUSTED_KEYS: trustedKeysOf(lab) });

/** Starts `barque ARGS --json` where the lab's nodes can be reached. */
export function startBarque(lab: Lab, args: readonly string[], options: BarqueOptions = {}): Barque {
  const { onEvent, onText, preload, program: file = program, signal } = options;
  const preloads = preload === undefined ? [] : ['--import', preload];
  const [command, ...argv] = argvInLab(lab, [process.execPath, ...preloads, file, ...args, '--json']);
  const from = performance.now();
  const child = spawn(command, argv, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...trusting(lab) },
    ...(signal && { signal }),
  });
  const told = { events: new Array<RunEvent>(), problems: new Array<Problem>(), plan: new Array<z.infer<typeof plannedStep>>() };
  const strange: string[] = [];
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    onText?.(text);
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => onText?.(text));
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    const event = runEvent.safeParse(parsed(line));
    if (event.success) {
      told.events.push(event.data);
      onEvent?.(event.data);
      return;
    }
    const { data } = report.safeParse(parsed(line));
    if (data === undefined) strange.push(line.slice(0, 300));
    else if (data.type === 'problems') told.problems.push(...data.problems);
    else if (data.type === 'plan') told.plan.push(...data.steps);
  });
  const drained = new Promise((resolve) => lines.once('close', resolve));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status, killed) => {
      const seconds = (performance.now() - from) / 1000;
      void drained.then(() => {
        // a line that SIGKILL cut off is no fault of the program
        if (strange.length > 0 && killed !== 'SIGKILL') reject(new Error(`not JSON events:\n${strange.join('\n')}\n${stderr}`));
        else resolve({ status, seconds, ...told, stderr });
      });
    });
  });
  // whoever waits for it later hears of it then
  ended.catch(() => undefined);
  return { ended, kill: () => void child.kill('SIGKILL') };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** The end of what a process said, for a failure's message. */
export const lastWords = ({ status, stderr, problems }: Ended): string =>
  [`exit status ${status ?? 'none (killed)'}`, ...problems.map((p) => `${p.host ?? '-'} ${p.code} ${JSON.stringify(p.params)}`)]
    .concat(stderr.trim().split('\n').slice(-20))
    .join('\n');
