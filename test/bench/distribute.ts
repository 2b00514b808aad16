import { createHash, randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dump } from 'js-yaml';
import { down, inLab, labSpec, type LabNode, onNode, secretsFile, shapeOperator, up } from '../lab/lab.ts';
import { files } from '../lab/settings.ts';
import type { Stage } from '../lab/scenarios/stage.ts';
import { median, row, seconds, table } from './figures.ts';

/** Files as a bundle has them, 400 MB in all: many small ones, and a few that are most of it. In bytes, and how many. */
const contents: readonly (readonly [size: number, count: number])[] = [
  [2_000, 30],
  [5_000_000, 8],
  [20_000_000, 6],
  [60_000_000, 4],
];
const line = { rate: '200mbit' };

/**
 * What 400 MB take to get to the nodes, against scp of the same bytes. Goals: eight nodes behind a line of 200 Mbit/s in 1.3 times of
 * what one copy takes, or less; one node over a line that is not shaped at 0.9 of scp's rate, or more.
 */
export const distribute =
  (times: number) =>
  async (stage: Stage): Promise<void> => {
    const { lab, signal, step, say } = stage;
    const nodes = await step('eight nodes', () => up(lab, { masters: 3, workers: 5, signal }));
    const operator = await provisions(stage, nodes);
    try {
      // in alternation: whatever else the machine does meets both
      const compare = async (where: string, works: readonly (readonly [string, () => Promise<number>])[]) => {
        const rows = works.map(([what]) => ({ what: `${where}: ${what}`, took: new Array<number>() }));
        for (let time = 1; time <= times; time++)
          for (const [i, [what, work]] of works.entries()) {
            await clear(stage, nodes);
            const took = await step(`${where}: ${what}, run ${time}`, work);
            say(`        ${seconds(took)}, ${(operator.bytes / took / 1e6).toFixed(0)} MB/s`);
            rows[i]?.took.push(took);
          }
        return rows;
      };
      const [first] = nodes;
      if (!first) throw new Error('a lab without nodes');
      const copy = () => scp(stage, first, operator);
      const fast = await compare('not shaped', [
        ['one node, scp', copy],
        ['one node, barque', () => barque(stage, operator, 'direct')],
      ]);
      await shapeOperator(lab, line);
      const slow = await compare('200 Mbit/s', [
        ['one node, scp', copy],
        ['eight nodes, barque', () => barque(stage, operator, 'chain')],
      ]);
      report(stage, operator.bytes, [...fast, ...slow]);
      const [one = NaN, oneBarque = NaN] = fast.map(({ took }) => median(took));
      const [copied = NaN, chained = NaN] = slow.map(({ took }) => median(took));
      const [rate, ratio] = [one / oneBarque, chained / copied];
      await stage.check(`rate to one node: ${rate.toFixed(2)} of scp's (goal: 0.90 or more)`, () => meets(rate >= 0.9));
      await stage.check(`eight nodes: ${ratio.toFixed(2)} times one copy (goal: 1.30 or less)`, () => meets(ratio <= 1.3));
    } finally {
      await down(lab);
    }
  };

const meets = (met: boolean): Promise<void> => (met ? Promise.resolve() : Promise.reject(new Error('the goal is not met')));

function report(stage: Stage, bytes: number, rows: readonly { what: string; took: readonly number[] }[]): void {
  const times = rows[0]?.took.map((_, i) => `run ${i + 1}`) ?? [];
  const lines = rows.map(({ what, took }) =>
    row(what, ...took.map(seconds), seconds(median(took)), `${(bytes / median(took) / 1e6).toFixed(0)} MB/s`),
  );
  stage.say(`\n${(bytes / 1e6).toFixed(0)} MB\n${table([row('', ...times, 'median', ''), ...lines])}`);
}

interface Provisions {
  readonly spec: string;
  readonly secrets: string;
  /** A directory with files that are named after their digests, and nothing else. */
  readonly blobs: string;
  readonly bytes: number;
}

async function provisions({ lab, directory }: Stage, nodes: readonly LabNode[]): Promise<Provisions> {
  const home = await directory();
  const [spec, blobs] = [join(home, 'cluster.yaml'), join(home, 'blobs')];
  await writeFile(spec, dump(labSpec(nodes, { as: 'root' })));
  await mkdir(blobs);
  let bytes = 0;
  for (const [size, count] of contents)
    for (let i = 0; i < count; i++) {
      const content = randomBytes(size);
      await writeFile(join(blobs, createHash('sha256').update(content).digest('hex')), content);
      bytes += size;
    }
  return { spec, blobs, bytes, secrets: await secretsFile(lab) };
}

/** Nothing of an earlier run is on the nodes, and nothing of it waits to be written. */
async function clear({ lab }: Stage, nodes: readonly LabNode[]): Promise<void> {
  await Promise.all(nodes.map(({ name }) => onNode(lab, name, 'rm -rf /var/lib/barque /var/tmp/copy')));
  await onNode(lab, nodes[0]?.name ?? '', 'sync');
}

async function scp({ lab, signal }: Stage, node: LabNode, { blobs }: Provisions): Promise<number> {
  const from = performance.now();
  const known = ['-o', `UserKnownHostsFile=${files.knownHosts(lab)}`, '-o', 'StrictHostKeyChecking=yes', '-o', 'LogLevel=ERROR'];
  await inLab(
    lab,
    ['scp', '-q', '-r', '-i', files.key(lab), ...known, `${blobs}/`, `root@${node.addresses[0] ?? ''}:/var/tmp/copy`],
    {
      signal,
    },
  );
  return (performance.now() - from) / 1000;
}

/** All of the files, by the program's own ways: to the first node from here, or to all of them by a chain. In seconds. */
async function barque({ lab, signal }: Stage, operator: Provisions, way: 'chain' | 'direct'): Promise<number> {
  const script = join(import.meta.dirname, 'distribute-once.ts');
  const argv = [
    process.execPath,
    '--import',
    'tsx',
    script,
    way,
    operator.spec,
    operator.secrets,
    operator.blobs,
    files.knownHosts(lab),
  ];
  return Number(await inLab(lab, argv, { signal }));
}
