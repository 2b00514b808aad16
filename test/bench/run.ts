// npm run bench -- deploy|noop|power-cut|distribute|plan|verify|face [--runs N]: figures, the first four measured on real nodes.
import { parseArgs } from 'node:util';
import { labFromEnvironment, list } from '../lab/lab.ts';
import { lacking, play, say, untilEnded } from '../lab/play.ts';
import type { Scenario } from '../lab/scenarios/stage.ts';
import { deploy } from './deploy.ts';
import { distribute } from './distribute.ts';
import { face } from './face.ts';
import { noop } from './noop.ts';
import { plan } from './plan.ts';
import { powerCut } from './power-cut.ts';
import { verify } from './verify.ts';

const usage = `npm run bench -- NAME [--runs N] [--keep]
  deploy      the same cluster by a plain script and by barque apply, in alternation on fresh nodes (3 runs each)
  noop        applying again to a finished cluster, and looking at 60 resources on each of four nodes (5 runs)
  power-cut   how long the API is away when the master that holds its address fails and when it comes back
  distribute  400 MB to eight nodes over a line of 200 Mbit/s, and to one over a fast line, each against scp (3 runs each)
  plan        planning a thousand nodes; needs no lab
  verify      a gigabyte of a bundle hashed, against openssl, sha256sum and dd; needs no lab (5 runs)
  face        the window: size, first paint, frames and memory of the matrix; needs chromium and no lab (5 runs)
`;

const benches: Readonly<Record<string, (runs: number | undefined) => Scenario>> = {
  deploy: (runs = 3) => ({ name: 'deploy', shows: 'straight-line against barque apply', minutes: 15 * runs, run: deploy(runs) }),
  noop: (runs = 5) => ({ name: 'noop', shows: 'nothing to do', minutes: 20, run: noop(runs) }),
  distribute: (runs = 3) => ({ name: 'distribute', shows: 'from node to node', minutes: 10 + 5 * runs, run: distribute(runs) }),
  'power-cut': () => ({ name: 'power-cut', shows: 'the API when its master fails', minutes: 30, run: powerCut }),
};

async function main(args: readonly string[]): Promise<number> {
  const options = { runs: { type: 'string' }, keep: { type: 'boolean' } } as const;
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  const [name = '', ...more] = positionals;
  const { runs, keep = false } = values;
  if (runs !== undefined && !/^[1-9]\d?$/.test(runs)) throw new TypeError(`--runs: '${runs}' is no number from 1 to 99`);
  if (name === 'plan') {
    plan();
    return 0;
  }
  if (name === 'verify') {
    await verify(runs === undefined ? undefined : Number(runs));
    return 0;
  }
  if (name === 'face') {
    await face(runs === undefined ? undefined : Number(runs));
    return 0;
  }
  const bench = Object.hasOwn(benches, name) && more.length === 0 ? benches[name] : undefined;
  if (!bench) throw new TypeError(name ? `no bench '${positionals.join(' ')}'` : 'which?');
  const signal = untilEnded();
  const why = await lacking(signal);
  for (const what of why) say(`cannot run: this machine has no ${what}`);
  if (why.length > 0) return 1;
  const lab = labFromEnvironment();
  if ((await list(lab).catch(() => [])).length > 0) throw new TypeError(`a lab is up in ${lab.root}: npm run lab -- down`);
  return (await play(bench(runs === undefined ? undefined : Number(runs)), { keep, signal })) ? 0 : 1;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof TypeError)) throw error;
  process.stderr.write(`${error.message}\n${usage}`);
  process.exitCode = 2;
}
