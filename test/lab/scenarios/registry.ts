import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readPrivateKey } from '../../../electron/engine/bundle/signature/keys.ts';
import { withSignature } from '../../../electron/engine/bundle/signature/signature.ts';
import { documentsFor } from '../../../electron/engine/bundle/write/documents.ts';
import { bundleManifest } from '../../../shared/model/bundle.ts';
import { Blobs } from '../bundle/blobs.ts';
import { run } from '../command.ts';
import { inLab, type Lab, type LabNode, labSpec, off, on, onNode, signingKeys, virtualAddress } from '../lab.ts';
import { installPackages } from '../needs.ts';
import { lastWords, startBarque } from './barque.ts';
import { customersRegistry } from './customers-registry.ts';
import { applyAgain, changedSteps, prepare, succeeded } from './deploy.ts';
import type { Kubectl } from './kubectl.ts';
import { type Cluster, proveFromOutside } from './proofs.ts';
import type { Scenario, Stage } from './stage.ts';
import { until } from './until.ts';

/** An image that no role runs, so that no node has it from the bundle. */
const team = 'registry.example.com/team/app:1.0';

/**
 * The customer's registry, then one on the masters: whatever the bundle has, any node pulls from there, also while a master is away; its
 * certificates are renewed; and it goes when it is not wanted any more.
 */
export const registry: Scenario = {
  name: 'registry',
  shows:
    "the customer's registry, checked and pulled from; then one on the masters: pulled from with a master off, renewed, and removed",
  minutes: 25,
  run: async (stage) => {
    const { lab, step, signal } = stage;
    const prepared = await prepare(stage);
    const bundle = await step("a bundle with CNCF Distribution and a team's own image", async () => {
      await installPackages(['docker-registry'], signal);
      return await withRegistry(lab, prepared.operator.bundle, join(prepared.operator.directory, 'bundle'), signal);
    });
    const operator = prepared.operator.with({ bundle });
    const cluster = { ...prepared, operator };
    const kubectl = await theCustomers(stage, cluster);
    await operator.writeSpec(Object.assign(labSpec(cluster.nodes), { registry: { kind: 'cluster' } }));
    await step('the spec wants one on the masters instead: applied', () => succeeded(operator.run('apply')));
    const masters = cluster.nodes.filter(({ role }) => role === 'master');

    await step("the customer's login is gone from the nodes", async () => {
      const left = 'ls /var/lib/barque/registries';
      for (const { name } of cluster.nodes) assert.equal((await onNode(lab, name, left)).trim(), 'cluster');
    });
    await step('nobody may write into it', () => readOnly(stage, masters));
    await step("a pod of the team's image on every node, pulled from the masters", () =>
      Promise.all(cluster.nodes.map(({ name }) => pulled(stage, kubectl, `team-${name}`, name, team))),
    );
    const own = `${virtualAddress(1)}:5000/registry.example.com/team/app:1.0`;
    await step("and by the endpoint's name", () => pulled(stage, kubectl, 'endpoint', 'w1', own));
    await applyAgain(stage, operator);

    await step('the master that w1 asks first is switched off: w1 pulls all the same', async () => {
      const told = await onNode(lab, 'w1', 'cat /var/lib/barque/registries/cluster/registry.example.com/hosts.toml');
      const [, address = ''] = /https:\/\/([0-9.]+):5000/.exec(told) ?? [];
      const asked = masters.find(({ addresses }) => addresses.includes(address));
      if (!asked) throw new Error(`no master in\n${told}`);
      await onNode(lab, 'w1', forgetTeam);
      await off(lab, asked.name);
      await pulled(stage, kubectl, 'again', 'w1', team);
      await on(lab, asked.name, { signal });
    });
    await step('and on again: all masters serve', () =>
      until('all registries', 120, async () => (await Promise.all(masters.map((m) => servedSerial(stage, m))), true), signal),
    );
    await renewed(stage, cluster, masters);
    await forgotten(stage, cluster, masters);
  },
};

/** `barque certs renew --only registry`: each master's registry serves another certificate, and is pulled from as before. */
async function renewed(stage: Stage, { operator }: Cluster, masters: readonly LabNode[]): Promise<void> {
  const { lab, step, signal } = stage;
  const before = await Promise.all(masters.map((master) => servedSerial(stage, master)));
  await step("the registry's certificates are renewed, and nothing else", async () => {
    const argv = ['certs', 'renew', '--only', 'registry', '-w', operator.workspace, '--secrets', operator.secrets, '--yes'];
    const ended = await succeeded(startBarque(lab, argv, { signal }).ended);
    const changed = ended.events.flatMap((event) => (event.type === 'resource-changed' ? [event.what] : []));
    const things = ['file /etc/barque/registry/tls.key', 'file /etc/barque/registry/tls.crt', 'service barque-registry.service'];
    assert.deepEqual(
      changed,
      masters.flatMap(() => things),
    );
    const after = await Promise.all(masters.map((master) => servedSerial(stage, master)));
    assert.equal(new Set([...before, ...after]).size, 2 * masters.length, `${before.join()} and ${after.join()}`);
    await readOnly(stage, masters);
  });
  await applyAgain(stage, operator);
}

/** A spec without a registry: it is stopped and gone from the masters, no node asks it, and the cluster is as it was. */
async function forgotten(stage: Stage, cluster: Cluster, masters: readonly LabNode[]): Promise<void> {
  const { lab, step } = stage;
  const { operator, nodes } = cluster;
  await operator.writeSpec(labSpec(nodes));
  await step('the spec wants no registry any more: applied', async () => {
    const changed = changedSteps(await succeeded(operator.run('apply'))).sort();
    const wanted = [...nodes.map(({ name }) => `runtime/${name}`), ...masters.map(({ name }) => `hand-over/${name}`)];
    assert.deepEqual(changed, wanted.sort());
  });
  await step('nothing of it is left', async () => {
    const left = [
      ...['/etc/systemd/system/barque-registry.service', '/etc/barque/registry/tls.key', '/etc/barque/registry/config.yaml'],
      ...['/var/lib/barque/registry', '/var/lib/barque/registries/cluster', '/opt/barque/bin/registry'],
    ];
    const look = `ls -d ${left.join(' ')} 2>/dev/null; systemctl list-units --all --no-legend 'barque-registry*'; ss -Hltn 'sport = :5000'`;
    for (const { name } of nodes) assert.equal((await onNode(lab, name, `${look}; true`)).trim(), '', name);
  });
  await applyAgain(stage, operator);
}

/** The serial number of the certificate that a master's registry serves. */
async function servedSerial({ lab }: Stage, { addresses }: LabNode): Promise<string> {
  const ask = 'openssl s_client -connect "$1:5000" </dev/null 2>/dev/null | openssl x509 -noout -serial';
  return (await inLab(lab, ['sh', '-c', ask, 'sh', addresses[0] ?? ''])).trim();
}

/** The customer's own registry: a wrong login is told before anything is changed; then the nodes pull from it by the robot's. */
async function theCustomers(stage: Stage, cluster: Cluster): Promise<Kubectl> {
  const { lab, step, signal } = stage;
  const { operator, nodes } = cluster;
  const directory = await stage.directory();
  const { parts } = bundleManifest.parse(JSON.parse(await readFile(join(operator.bundle, 'barque.json'), 'utf8')));
  const image = parts.filter((part) => part.kind === 'image').find(({ name }) => name === team);
  if (!image) throw new Error("the bundle lacks the team's image");
  const customers = await step("a registry of the customer's, over TLS, with a robot's login", () =>
    customersRegistry(lab, directory, operator.bundle, { name: 'team/app:1.0', image }, signal),
  );
  try {
    const { address, port, project, ca, login } = customers;
    const registry = { kind: 'external', address, port, project, ca, login: { user: login.user, secret: 'harbor' } };
    const given: unknown = JSON.parse(await readFile(operator.secrets, 'utf8'));
    const withPassword = async (password: string) => {
      const secrets = join(directory, 'secrets.json');
      await writeFile(secrets, JSON.stringify({ ...Object(given), harbor: password }), { mode: 0o600 });
      return operator.with({ secrets });
    };
    const refused = async (change: object, password: string, outcome: string) => {
      await operator.writeSpec(Object.assign(labSpec(nodes), { registry: { ...registry, ...change } }));
      const ended = await (await withPassword(password)).run('apply');
      assert.equal(ended.status, 2, lastWords(ended));
      const found = ended.problems.map(({ code, host, params }) => `${code} ${host ?? ''} ${String(params['outcome'])}`);
      assert.deepEqual(found.sort(), nodes.map(({ name }) => `check.registry ${name} ${outcome}`).sort());
      assert.deepEqual(ended.events, []);
    };
    await step("a wrong password of the robot's is refused, of every node, before anything is changed", () =>
      refused({}, 'wrong', 'login'),
    );
    await step('so is a certificate of nobody whom the nodes trust', () =>
      refused({ ca: undefined }, login.password, 'untrusted'),
    );
    await operator.writeSpec(Object.assign(labSpec(nodes), { registry }));
    const ready = await withPassword(login.password);
    await step("apply: 4 nodes that pull from the customer's", () => succeeded(ready.run('apply')));
    const kubectl = await proveFromOutside(stage, cluster);
    await step("a pod of the team's image, pulled from there", () => pulled(stage, kubectl, 'customer', 'w1', team));
    await step('the login is in no file that others may read', async () => {
      const basic = Buffer.from(`${login.user}:${login.password}`).toString('base64');
      const readers = `grep -rlF -e '${basic}' -e '${login.password}' /etc /var/lib/barque /run/barque --exclude-dir=containerd --exclude-dir=registry 2>/dev/null | xargs -r stat -c '%a %n'`;
      const files = (await onNode(lab, 'w1', readers)).trim().split('\n');
      assert.ok(files.length > 0 && files.every((file) => /^600 .*hosts\.toml$/.test(file)), files.join('\n'));
    });
    await kubectl(['delete', 'pod', 'customer', '--now']);
    await onNode(lab, 'w1', forgetTeam);
    return kubectl;
  } finally {
    await customers.stop();
  }
}

/** By all of its names. */
const forgetTeam = `ctr='/opt/barque/bin/ctr --address /run/barque/containerd/containerd.sock --namespace k8s.io'
$ctr images rm $($ctr images ls -q | grep /team/app)`;

/** A copy of a bundle with Debian's build of CNCF Distribution, and an image of a name that is nobody's. */
async function withRegistry(lab: Lab, bundle: string, copy: string, signal: AbortSignal): Promise<string> {
  await mkdir(copy);
  await run('cp', ['-al', join(bundle, 'blobs'), copy]);
  const { kubernetes, parts } = bundleManifest.parse(JSON.parse(await readFile(join(bundle, 'barque.json'), 'utf8')));
  const { raw, blob } = await new Blobs(copy).pack(createReadStream('/usr/bin/docker-registry'), signal);
  const busybox = parts.find((part) => part.kind === 'image' && part.name.startsWith('docker.io/library/busybox:'));
  if (!busybox) throw new Error('the bundle has no busybox');
  const more = bundleManifest.shape.parts.parse([
    ...parts,
    { ...busybox, name: team },
    {
      kind: 'binary',
      name: 'registry',
      version: (await run('docker-registry', ['--version'])).trim().split(/\s+/).at(-1),
      arch: 'amd64',
      ...blob,
      compression: 'gzip',
      installed: raw,
    },
  ]);
  const documents = new Map(documentsFor(kubernetes, more, '1970-01-01T00:00:00Z'));
  const key = await readPrivateKey((await signingKeys(lab)).private);
  documents.set('barque.json.sig', withSignature(documents.get('barque.json') ?? Buffer.alloc(0), undefined, key, copy));
  for (const [name, bytes] of documents) await writeFile(join(copy, name), bytes);
  return copy;
}

async function readOnly({ lab }: Stage, masters: readonly LabNode[]): Promise<void> {
  for (const { addresses } of masters) {
    const ask = ['--silent', '--insecure', '--output', '/dev/null', '--write-out', '%{http_code}', '--max-time', '5'];
    const url = `https://${addresses[0] ?? ''}:5000/v2/registry.example.com/team/app`;
    const curl = (...args: string[]) => inLab(lab, ['curl', ...ask, ...args]);
    const accept = 'accept: application/vnd.oci.image.manifest.v1+json';
    assert.equal(await curl('--head', '--header', accept, `${url}/manifests/1.0`), '200');
    assert.equal(await curl('--request', 'POST', `${url}/blobs/uploads/`), '405');
  }
}

/** A pod that has to be pulled for, on one node. */
async function pulled({ signal }: Stage, kubectl: Kubectl, name: string, node: string, image: string): Promise<void> {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default' },
    spec: {
      nodeName: node,
      terminationGracePeriodSeconds: 0,
      tolerations: [{ operator: 'Exists' }],
      containers: [{ name: 'app', image, imagePullPolicy: 'Always', command: ['sleep', '3600'] }],
    },
  };
  await until(`pod ${name} is taken`, 60, () => kubectl(['apply', '-f', '-'], { input: JSON.stringify(pod) }), signal);
  const running = async () => (await kubectl(['get', 'pod', name, '-o', 'jsonpath={.status.phase}'])) === 'Running' || undefined;
  try {
    await until(`pod ${name} runs`, 120, running, signal);
  } catch (error) {
    throw new Error(await kubectl(['describe', 'pod', name]), { cause: error });
  }
  assert.match(await kubectl(['get', 'events', '--field-selector', `involvedObject.name=${name}`]), /Successfully pulled image/);
}
