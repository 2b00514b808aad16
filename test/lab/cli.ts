import { setMaxListeners } from 'node:events';
import { parseArgs } from 'node:util';
import { install, missing, provide } from './needs.ts';
import { secretsFile, sshArgv } from './access.ts';
import { inLabHere } from './network.ts';
import { bundle } from './bundle/bundle.ts';
import { kit } from './kit/kit.ts';
import { kubernetesVersions, type KubernetesVersion } from './kit/recipes.ts';
import { cut, down, list, mend, off, on, shape, up } from './nodes.ts';
import { labFromEnvironment, type Lab } from './settings.ts';
import { labSpecYaml } from './spec.ts';
import { nodeNamed, readState } from './state.ts';

const usage = `npm run lab -- <verb>
  needs                                                what this machine lacks; installs what Debian has
  up [--masters 3] [--workers 1] [--cards 1|2] [--bare]  starts nodes m1.., w1..
  down                                                 removes them
  list                                                 the nodes and whether they run
  ssh NODE [CMD...]                                    a shell, or a command, as root
  exec CMD...                                          a command on this machine, in the nodes' network
  off NODE | on NODE                                   power
  cut NODE | mend NODE                                 cables
  shape [--rate 200mbit] [--delay 20ms] | --off        a slow line to every node
  spec [--as ops|root] [--kubernetes 1.34.4] [--etcd external|stacked] [--card 1|2]   a cluster.yaml for these nodes
  kit [--kubernetes 1.34.4]                            builds the programs that a cluster runs
  bundle [--kubernetes 1.34.4]                         makes a bundle of them and prints its path
  secrets                                              the path of the secrets file that the spec names`;

class UsageError extends Error {}

const abort = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => abort.abort(new Error(`ended by ${name}`)));
const { signal } = abort;
setMaxListeners(0, signal);
const say = (text: string): void => void process.stdout.write(`${text}\n`);

function oneOf<T extends string>(name: string, value: string | undefined, allowed: readonly [T, ...T[]]): T {
  const found = value === undefined ? allowed[0] : allowed.find((one) => one === value);
  if (found === undefined) throw new UsageError(`--${name}: '${value ?? ''}' is none of ${allowed.join(', ')}`);
  return found;
}
function count(name: string, value: string | undefined, fallback: number): number {
  if (value !== undefined && !/^\d{1,3}$/.test(value)) throw new UsageError(`--${name}: '${value}' is no number`);
  return Number(value ?? fallback);
}
function only(args: readonly string[], what: string): string {
  const [one, ...more] = args;
  if (one === undefined || more.length) throw new UsageError(`give ${what}`);
  return one;
}
const options = (args: string[], ...names: string[]) => {
  const strings = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
  return parseArgs({ args, options: strings }).values;
};
const version = (value: string | undefined): KubernetesVersion => oneOf('kubernetes', value, kubernetesVersions);
const complain = (line: string): void => void process.stderr.write(`${line}\n`);
const card = (value: string | undefined): 1 | 2 => (oneOf('card', value, ['1', '2']) === '1' ? 1 : 2);

const verbsOf = (lab: Lab): Record<string, (args: string[]) => Promise<number>> => ({
  needs: async () => {
    const still = await install(await missing(), signal);
    for (const need of still) say(`${need.what} is missing (for ${need.for === 'kit' ? 'building the kit' : 'nodes'})`);
    return still.length ? 1 : 0;
  },
  up: async (args) => {
    const { values } = parseArgs({
      args,
      options: { masters: { type: 'string' }, workers: { type: 'string' }, cards: { type: 'string' }, bare: { type: 'boolean' } },
    });
    await provide(['nodes'], signal);
    const nodes = await up(lab, {
      masters: count('masters', values.masters, 3),
      workers: count('workers', values.workers, 1),
      cards: card(values.cards),
      bare: values.bare ?? false,
      signal,
      tell: complain,
    });
    for (const node of nodes) say(`${node.name} ${node.addresses.join(' ')}`);
    return 0;
  },
  down: async () => down(lab, complain).then(() => 0),
  list: async () => {
    for (const node of await list(lab))
      say(`${node.name} ${node.role} ${node.addresses.join(',')} ${node.running ? 'on' : 'off'}`);
    return 0;
  },
  ssh: async ([name, ...command]) => inLabHere(lab, [...sshArgv(lab, await nodeNamed(lab, name ?? '')), ...command], { signal }),
  exec: async (command) => {
    if (!command.length) throw new UsageError('give a command');
    await readState(lab);
    return await inLabHere(lab, command, { signal });
  },
  off: async (args) => off(lab, only(args, 'a node')).then(() => 0),
  on: async (args) => on(lab, only(args, 'a node'), { signal, tell: complain }).then(() => 0),
  cut: async (args) => cut(lab, only(args, 'a node')).then(() => 0),
  mend: async (args) => mend(lab, only(args, 'a node')).then(() => 0),
  shape: async (args) => {
    const { values } = parseArgs({
      args,
      options: { rate: { type: 'string' }, delay: { type: 'string' }, off: { type: 'boolean' } },
    });
    const { rate, delay } = values;
    if (!values.off && !rate && !delay) throw new UsageError('give --rate, --delay or --off');
    await shape(lab, values.off ? undefined : { rate, delay });
    return 0;
  },
  spec: async (args) => {
    const values = options(args, 'as', 'kubernetes', 'etcd', 'card');
    const yaml = labSpecYaml((await readState(lab)).nodes, {
      as: oneOf('as', values['as'], ['ops', 'root']),
      kubernetes: version(values['kubernetes']),
      etcd: oneOf('etcd', values['etcd'], ['external', 'stacked']),
      card: card(values['card']),
    });
    process.stdout.write(yaml);
    return 0;
  },
  kit: async (args) => {
    const values = options(args, 'kubernetes');
    await provide(['kit'], signal);
    for (const path of (await kit(lab, version(values['kubernetes']), complain, signal)).values()) say(path);
    return 0;
  },
  bundle: async (args) => {
    const values = options(args, 'kubernetes');
    await provide(['kit', 'nodes'], signal);
    say(await bundle(lab, version(values['kubernetes']), complain, signal));
    return 0;
  },
  secrets: async () => {
    say(await secretsFile(lab));
    return 0;
  },
});

async function main([name = '', ...args]: string[]): Promise<number> {
  try {
    const verbs = verbsOf(labFromEnvironment());
    const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
    if (!verb) throw new UsageError(name ? `no verb '${name}'` : 'give a verb');
    return await verb(args);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const misused = error instanceof UsageError || ('code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'));
    process.stderr.write(`lab: ${error.message}\n${misused ? `${usage}\n` : ''}`);
    return misused ? 2 : 1;
  }
}
process.exitCode = await main(process.argv.slice(2));
