import assert from 'node:assert/strict';
import { z } from 'zod';
import type { RunEvent } from '../../../shared/run/event.ts';
import { inLab, onNode } from '../lab.ts';
import { type Ended, lastWords, program, startBarque } from './barque.ts';
import { applyAgain, deploy, succeeded } from './deploy.ts';
import { kubectlOutside } from './kubectl.ts';
import { type Cluster, proveFromOutside } from './proofs.ts';
import type { Scenario, Stage } from './stage.ts';
import { until } from './until.ts';
import { startWriter, type Writer } from './writer.ts';

const namespace = 'renew';
/** No write fails for longer, in ms. */
const longest = 1000;

/** Every leaf renewed, killed in the middle and gone on with, while somebody writes all the time. */
export const renew: Scenario = {
  name: 'renew',
  shows: 'every leaf renewed while a client writes every 100 ms; killed in the middle and gone on with; no write lost',
  minutes: 20,
  run: (stage) => renewOn(stage, 'external'),
};

/** The same where kubeadm runs etcd. */
export const renewStacked: Scenario = {
  name: 'renew-stacked',
  shows: 'the same where kubeadm runs etcd',
  minutes: 20,
  run: (stage) => renewOn(stage, 'stacked'),
};

async function renewOn(stage: Stage, etcd: 'external' | 'stacked'): Promise<void> {
  const { step, check, say, lab, signal } = stage;
  const cluster = await deploy(stage, { etcd });
  const kubectl = await kubectlOutside(stage, cluster.operator, cluster.version);
  const before = await step('barque certs list', () => certificatesOf(stage, cluster));
  await check('no certificate is another than it should be', async () => {
    await Promise.resolve();
    const amiss = [...before].filter(([, one]) => !['same', 'not-kept', 'rotated'].includes(one.match));
    assert.deepEqual(amiss, []);
  });
  await kubectl(['create', 'namespace', namespace]);
  const writer = startWriter(lab, cluster.operator.adminConf, namespace);
  const events: RunEvent[] = [];
  const hear = (event: RunEvent) => void events.push(event);
  try {
    await until('the client writes', 30, () => Promise.resolve(writer.writes.find((one) => one.ok)), signal);
    await step('a renewal is killed in the turn of the second master', async () => {
      const struck = await killedAt(stage, cluster, (event) => {
        hear(event);
        return event.type === 'resource-changed' && event.step === 'renew/m2';
      });
      say(`        ${struck}`);
    });
    await step('an apply beside it is refused', async () => {
      const ended = await cluster.operator.run('apply');
      assert.equal(ended.status, 2, lastWords(ended));
      assert.deepEqual(
        ended.problems.map((one) => one.code),
        ['certificates.renewal-unfinished'],
      );
    });
    const ended = await step('the renewal is gone on with', () => succeeded(startRenewal(stage, cluster, hear).ended));
    say(`        ${ended.seconds.toFixed(1)} s; ${durations(ended)}`);
  } finally {
    await writer.stop();
    // also where the renewal failed: it tells what that cost
    say(`        ${figures(writer, events)}`);
  }
  await check(`no write failed for longer than ${longest} ms`, async () => {
    await Promise.resolve();
    const { awayMs } = writer.away();
    assert.ok(awayMs <= longest, `away for ${awayMs.toFixed(0)} ms`);
  });
  await check('no write that was acknowledged is lost', async () => {
    const names = await kubectl(['get', 'configmaps', '-n', namespace, '-o', 'jsonpath={.items[*].metadata.name}']);
    const there = new Set(names.split(' '));
    const acknowledged = writer.writes.filter((one) => one.ok).map((one) => one.name);
    assert.deepEqual(
      acknowledged.filter((name) => !there.has(name)),
      [],
    );
    say(`        ${acknowledged.length} writes acknowledged, all there`);
  });
  await step('every leaf has another serial number and is the one that is kept; the authorities are the same', async () => {
    const after = await certificatesOf(stage, cluster);
    assert.deepEqual([...after.keys()].sort(), [...before.keys()].sort());
    for (const [place, { group, match, certificate }] of after) {
      const serial = before.get(place)?.certificate?.serial;
      if (group === 'authority') assert.equal(certificate?.serial, serial, `${place} has changed`);
      else assert.notEqual(certificate?.serial, serial, `${place} is the old one`);
      assert.equal(match, 'same', place);
    }
    say(`        ${after.size} certificates`);
  });
  await step('kubeadm certs check-expiration agrees', async () => {
    for (const { name } of cluster.nodes.filter((node) => node.role === 'master')) {
      const text = await onNode(lab, name, '/opt/barque/bin/kubeadm certs check-expiration 2>/dev/null');
      // leaves; an authority's name ends in `ca`
      const leaf = /^(admin|apiserver|controller|front|scheduler|etcd)\S*(?<!ca)\s+\S/;
      const lines = text.split('\n').filter((line) => leaf.test(line));
      assert.ok(lines.length >= 6, text);
      for (const line of lines) assert.match(line, /\b(364|365)d\b/, `${name}: ${line}`);
    }
  });
  await proveFromOutside(stage, cluster);
  await applyAgain(stage, cluster.operator);
}

const access = ({ operator }: Cluster) => ['-w', operator.workspace, '--secrets', operator.secrets, '--yes'];

/** `barque certs renew` of every leaf. */
export const startRenewal = ({ lab, signal }: Stage, cluster: Cluster, onEvent?: (event: RunEvent) => void) =>
  startBarque(lab, ['certs', 'renew', ...access(cluster)], { signal, ...(onEvent && { onEvent }) });

/** Runs a renewal until an event strikes, and gives what was changed by then. */
async function killedAt(stage: Stage, cluster: Cluster, strikes: (event: RunEvent) => boolean): Promise<string> {
  let struck: RunEvent | undefined;
  const barque = startRenewal(stage, cluster, (event) => {
    if (struck || !strikes(event)) return;
    struck = event;
    barque.kill();
  });
  const ended = await barque.ended;
  assert.ok(struck, `it ended before\n${lastWords(ended)}`);
  assert.equal(ended.status, null, 'it was to be killed');
  return `${'step' in struck ? struck.step : ''} ${'what' in struck ? struck.what : ''}`;
}

const durations = ({ events }: Ended): string => {
  const begun = new Map(events.flatMap((event) => (event.type === 'step-started' ? [[event.step, event.at] as const] : [])));
  return events
    .flatMap((event) =>
      event.type === 'step-finished'
        ? [`${event.step} ${((event.at - (begun.get(event.step) ?? event.at)) / 1000).toFixed(1)} s`]
        : [],
    )
    .join(', ');
};

function figures(writer: Writer, events: readonly RunEvent[]): string {
  const { awayMs, since, failed, sent } = writer.away();
  const why = failed === 0 ? '' : `: ${writer.reasons().join(', ')}`;
  const before = events.findLast(({ at }) => at <= since);
  const after = before === undefined ? '' : `, ${((since - before.at) / 1000).toFixed(1)} s after ${JSON.stringify(before)}`;
  return `away ${awayMs.toFixed(0)} ms at most${after}; ${failed} of ${sent} writes failed${why}`;
}

const certificate = z.object({
  host: z.string().optional(),
  path: z.string(),
  group: z.string(),
  match: z.string(),
  certificate: z.object({ serial: z.string(), notAfter: z.string() }).optional(),
});

/** What `barque certs list` says, by node and path. Exit status 1 says that something is amiss. */
async function certificatesOf({ lab, signal }: Stage, { operator }: Cluster): Promise<Map<string, z.infer<typeof certificate>>> {
  const argv = [
    ...['sh', '-c', '"$@" || [ $? = 1 ]', 'sh'],
    process.execPath,
    program,
    'certs',
    'list',
    '-w',
    operator.workspace,
    '--secrets',
    operator.secrets,
    '--yes',
    '--json',
  ];
  const lines = (await inLab(lab, argv, { signal })).split('\n');
  const listed = lines.find((line) => line.includes('"type":"certificates"')) ?? '{}';
  const { certificates } = z.object({ certificates: z.array(certificate) }).parse(JSON.parse(listed));
  return new Map(certificates.map((one) => [`${one.host ?? 'workspace'} ${one.path}`, one]));
}
