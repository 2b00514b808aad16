import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { bundle, down, inLab, type Lab, labSpec, type LabNode, up, virtualAddress } from '../lab/lab.ts';
import { files } from '../lab/settings.ts';
import type { RunEvent } from '../../shared/run/event.ts';
import { lastWords } from '../lab/scenarios/barque.ts';
import { newOperator } from '../lab/scenarios/operator.ts';
import type { Stage } from '../lab/scenarios/stage.ts';
import { median, row, seconds, table } from './figures.ts';
import { pack } from '../lab/luggage.ts';
import { chainOf, type Span, spansOf } from './spans.ts';

const version = '1.34.4';
const size = { masters: 3, workers: 1 };

/** One deployment on fresh nodes; all figures are seconds from the start of the process. */
interface Run {
  readonly who: 'straight-line' | 'barque';
  /** By its own word: the script's end, or Barque's proof that the pods of the system are Ready. */
  readonly own: number;
  /** As seen from outside, in the same way for both. */
  readonly ready: number;
  /** Until the process ended: for Barque with the whole proof of the cluster. */
  readonly whole: number;
  readonly spans: readonly Span[];
}
/** A deployment is over when both its own word and the look from outside say so. */
const endOf = ({ own, ready }: Run): number => Math.max(own, ready);

/** The same cluster by a plain script and by `barque apply`, in alternation, on fresh nodes each time. Goal: a ratio of 1.0 or less. */
export const deploy =
  (times: number) =>
  async (stage: Stage): Promise<void> => {
    const runs: Run[] = [];
    for (let time = 1; time <= times; time++)
      for (const act of [byScript, byBarque])
        runs.push(
          await stage.step(`${act === byScript ? 'straight-line' : 'barque'}, run ${time}`, async () => {
            const nodes = await up(stage.lab, { ...size, signal: stage.signal });
            try {
              const run = await act(stage, nodes);
              stage.say(
                `        ready after ${seconds(endOf(run))} (own word ${seconds(run.own)}, from outside ${seconds(run.ready)})`,
              );
              return run;
            } finally {
              await down(stage.lab);
            }
          }),
        );
    stage.say(`\n${report(runs, times)}`);
  };

const clock = (): number => performance.timeOrigin + performance.now();

async function byScript(stage: Stage, nodes: readonly LabNode[]): Promise<Run> {
  const { lab, signal } = stage;
  const spec = labSpec(nodes, { as: 'root', kubernetes: version });
  const luggage = await pack(stage, version, await bundle(lab, version, stage.say, signal), spec);
  const script = join(import.meta.dirname, 'straight-line');
  const named = (role: LabNode['role']) =>
    nodes.filter((node) => node.role === role).map((node) => `${node.name}=${node.addresses[0] ?? ''}`);
  const args = ['external', version, virtualAddress(1), ...named('master'), '--', ...named('worker')];
  const ready = readyAt(stage, lab);
  const from = clock();
  const env = { ...process.env, NET: lab.net, KEY: files.key(lab), LUGGAGE: luggage };
  const child = spawn(script, args, { env, stdio: ['ignore', 'pipe', 'pipe'], signal });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const spans: Span[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    const [, at = '', what = line] = /^\S+ +([\d.]+) s +(.*)$/.exec(line) ?? [];
    spans.push({ what, from: spans.at(-1)?.to ?? 0, to: Number(at) });
  });
  const status = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  if (status !== 0) throw new Error(`straight-line: exit status ${String(status)} after '${spans.at(-1)?.what ?? ''}'\n${said}`);
  const own = (clock() - from) / 1000;
  return { who: 'straight-line', own, whole: own, ready: ((await ready) - from) / 1000, spans };
}

async function byBarque(stage: Stage, nodes: readonly LabNode[]): Promise<Run> {
  const operator = await newOperator(stage, version, labSpec(nodes, { as: 'root', kubernetes: version }));
  const ready = readyAt(stage, stage.lab);
  const from = clock();
  const ended = await operator.run('apply');
  if (ended.status !== 0) throw new Error(lastWords(ended));
  const isProof = (event: RunEvent) => event.type === 'step-finished' && event.step.startsWith('system-pods-ready/');
  const proven = ended.events.find(isProof)?.at;
  if (proven === undefined) throw new Error('the proof of the pods did not run');
  const spans = spansOf(ended.events, from);
  return { who: 'barque', own: (proven - from) / 1000, whole: ended.seconds, ready: ((await ready) - from) / 1000, spans };
}

/** When the cluster was ready, looked at from outside (ms since the epoch). The looking begins before the deployment. */
async function readyAt({ signal }: Stage, lab: Lab): Promise<number> {
  // the administrator's kubeconfig, where kubeadm puts it: read on this machine's disk, so that the node does nothing for it
  const kubeconfig = join(files.node(lab, 'm1'), 'upper/etc/kubernetes/admin.conf');
  const script = join(import.meta.dirname, 'ready-watch.ts');
  const { masters, workers } = size;
  const argv = [process.execPath, '--import', 'tsx', script, kubeconfig, String(masters), String(masters + workers)];
  return Number(await inLab(lab, argv, { signal }));
}

function report(runs: readonly Run[], times: number): string {
  const of = (who: Run['who']) => runs.filter((run) => run.who === who);
  const heads = Array.from({ length: times }, (_, i) => `run ${i + 1}`);
  const line = (what: string, who: Run['who'], figure: (run: Run) => number) => {
    const figures = of(who).map(figure);
    return row(what, ...figures.map(seconds), seconds(median(figures)));
  };
  const rows = [
    row('', ...heads, 'median'),
    line('straight-line', 'straight-line', endOf),
    line('barque', 'barque', endOf),
    line('barque with its whole proof', 'barque', (run) => run.whole),
  ];
  const ratio = median(of('barque').map(endOf)) / median(of('straight-line').map(endOf));
  const typical = [...of('barque')].sort((a, b) => endOf(a) - endOf(b))[Math.floor((times - 1) / 2)];
  return [table(rows), `ratio of the medians: ${ratio.toFixed(2)} (goal: 1.00 or less)\n`, typical ? where(typical) : ''].join(
    '\n',
  );
}

/** Where the time of a run went: each step, and which steps followed on each other until the end. */
function where({ spans }: Run): string {
  const chain = new Set(chainOf(spans, 'system-pods-ready/'));
  const rows = spans.map((span) =>
    row(`${chain.has(span) ? '*' : ' '} ${span.what}`, seconds(span.from), seconds(span.to), seconds(span.to - span.from)),
  );
  return `barque, the median run (* : what the end waited for)\n${table([row('', 'from', 'to', 'took'), ...rows])}`;
}
