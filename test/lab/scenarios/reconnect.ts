import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunEvent } from '../../../shared/run/event.ts';
import { amiss } from '../../../shared/proof/amiss.ts';
import { cut, mend, onNode } from '../lab.ts';
import { prepare, succeeded } from './deploy.ts';
import { proveFromOutside } from './proofs.ts';
import type { Scenario, Stage } from './stage.ts';

/** sshd's processes of the operator's logins: whoever is logged in is thrown out without a word. */
const throwOut = `for one in /proc/[0-9]*; do case $(tr '\\0' ' ' <$one/cmdline 2>/dev/null) in
  "sshd: ops"*) kill -KILL "\${one##*/}" ;; esac; done`;

/** What befalls a node in its own time. */
interface Mishap {
  readonly node: string;
  readonly what: string;
  readonly strikes: (event: RunEvent) => boolean;
  readonly befalls: (stage: Stage) => Promise<unknown>;
  /** Whether its connection cannot survive it. */
  readonly breaks: boolean;
}

const unplugged = (node: string, seconds: number) => async (stage: Stage) => {
  await cut(stage.lab, node);
  await sleep(seconds * 1000, undefined, { signal: stage.signal });
  await mend(stage.lab, node);
};
const during = (step: string, event: RunEvent): boolean => event.type === 'step-output' && event.step === step;

const mishaps: readonly Mishap[] = [
  {
    node: 'w1',
    what: 'a worker without its cable for 60 s when its images begin: longer than silence is borne',
    strikes: (event) => event.type === 'step-started' && event.step === 'images/w1',
    befalls: unplugged('w1', 60),
    breaks: true,
  },
  {
    node: 'm2',
    what: 'a master without its cable for 20 s when its images begin',
    strikes: (event) => event.type === 'step-started' && event.step === 'images/m2',
    befalls: unplugged('m2', 20),
    breaks: false,
  },
  {
    node: 'm3',
    what: 'the logins of a master ended in its join',
    strikes: (event) => during('join/m3', event),
    befalls: ({ lab }) => onNode(lab, 'm3', throwOut),
    breaks: true,
  },
];

/** Connections that break in the middle of a run: it reconnects and goes on without anybody. */
export const reconnect: Scenario = {
  name: 'reconnect',
  shows: 'cables pulled for 20 s and 60 s and logins ended in the middle of an apply, which goes on by itself to its end',
  minutes: 15,
  run: async (stage) => {
    const { step, say } = stage;
    const cluster = await prepare(stage, { bare: true });
    const befallen: Promise<unknown>[] = [];
    const waited = new Set<string>();
    const left = new Set(mishaps);
    const ended = await step('apply: success, though connections break', () =>
      succeeded(
        cluster.operator.start('apply', {
          onEvent: (event) => {
            if (event.type === 'step-waiting') waited.add(event.what);
            for (const mishap of left)
              if (mishap.strikes(event)) {
                left.delete(mishap);
                say(`        ${mishap.what}`);
                befallen.push(mishap.befalls(stage));
              }
          },
        }).ended,
      ),
    );
    await Promise.all(befallen);
    say(
      `        ${ended.seconds.toFixed(0)} s in all; waited for ${[...waited].filter((what) => what.startsWith('connection')).join(', ')}`,
    );
    await step('each mishap befell its node, and whose connection broke was waited for', async () => {
      assert.deepEqual([...left], []);
      for (const { node, breaks } of mishaps)
        if (breaks) assert.ok(waited.has(amiss('connection', node)), `${node} was not waited for`);
      await Promise.resolve();
    });
    await proveFromOutside(stage, cluster);
  },
};
