import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inLab, labSpec, list, onNode, secretsFile, virtualAddress, type LabNode } from '../lab.ts';
import { succeeds } from '../command.ts';
import { program } from './barque.ts';
import { joinByHand } from './by-hand.ts';
import { type Company, newCompany } from './company.ts';
import { applyAgain, changedSteps, prepare, succeeded } from './deploy.ts';
import { type Kubectl, kubectlOutside } from './kubectl.ts';
import { type Cluster, proveFromOutside } from './proofs.ts';
import type { Scenario, Stage } from './stage.ts';
import { until } from './until.ts';

const pki = '/etc/kubernetes/pki';
const api = `https://${virtualAddress(1)}:6443`;
const bootstrappers = 'system:bootstrappers:kubeadm:default-node-token';
const dayAndHour = 25 * 3_600_000;

/** A cluster below a company's authority, with elliptic keys: who trusts whom, looked at by programs that are not Barque's. */
export const companyCa: Scenario = {
  name: 'company-ca',
  shows:
    "a company's authority as parent, ECDSA, external etcd; tokens, users' kubeconfigs, workers that join by hand and 25 hours later",
  minutes: 30,
  run: async (stage) => {
    const { step, check } = stage;
    const company = await step("a company's authority, by openssl", async () => newCompany(await stage.directory()));
    const prepared = await prepare(stage, {
      workers: 3,
      choose: (all) => all.filter(({ name }) => !['w2', 'w3'].includes(name)),
    });
    const secrets = join(await stage.directory(), 'secrets.json');
    const given: unknown = JSON.parse(await readFile(await secretsFile(stage.lab), 'utf8'));
    await writeFile(secrets, JSON.stringify({ ...Object(given), 'company-ca': company.key }), { mode: 0o600 });
    const cluster = { ...prepared, operator: prepared.operator.with({ secrets }) };
    const { operator, nodes } = cluster;
    const masters = nodes.filter((node) => node.role === 'master');
    const certificates = { algorithm: 'ecdsa-p256', parent: { certificate: company.rootPem, secret: 'company-ca' } } as const;
    await operator.writeSpec({ ...labSpec(nodes), certificates });
    await step(`apply: ${nodes.length} nodes, external etcd, ECDSA P-256, below a company's root`, () =>
      succeeded(operator.run('apply')),
    );
    const kubectl = await proveFromOutside(stage, cluster);

    await check('kubeadm finds every certificate in order, each with the authority that signed it', () =>
      expirations(stage, masters),
    );
    await check("every key is elliptic, and the three authorities are the company's", () => keys(stage, masters));
    await check("no node has the company's own certificate or key", () => companyStaysAway(stage, nodes, company));
    await check('openssl and curl: the chain, and both anchors', () => anchors(stage, cluster, company));
    await check('a certificate of the company with O=system:masters is nobody to the cluster', () =>
      impostor(stage, masters, company),
    );
    await check('pods trust the cluster, and nobody else', () => podsAnchor(kubectl));
    await check('a kubeconfig for alice: she is alice, and may nothing yet', () => alice(stage, cluster));
    await check('join-command: a token that works, is listed, is deleted, and works no more', () =>
      tokens(stage, cluster, kubectl),
    );

    const everybody = await list(stage.lab);
    const byHand = everybody.filter(({ name }) => name === 'w3');
    for (const node of byHand)
      await step('a worker that somebody prepared without Barque joins by the line that join-command prints', async () =>
        joinByHand(stage, cluster, node, (await barque(stage, cluster, ['join-command'])).trim(), kubectl),
      );
    assert.equal(byHand.length, 1);

    await step('25 hours later the old join credential is refused', () => oldCredential(stage, cluster));
    const all: readonly LabNode[] = everybody.filter((node) => !byHand.includes(node));
    await step('and a worker joins by a fresh one', async () => {
      // the company's key has gone home
      const later = operator.with({ secrets: await secretsFile(stage.lab) });
      await later.writeSpec({ ...labSpec(all), certificates });
      const ended = await succeeded(later.run('apply'));
      stage.say(`        took ${ended.seconds.toFixed(1)} s; changed ${changedSteps(ended).join(', ')}`);
      assert.ok(changedSteps(ended).includes('join/w2'), 'w2 did not join');
      await proveFromOutside(stage, { ...cluster, nodes: all });
      await applyAgain(stage, later);
    });
  },
};

/** Go's own verdict, by kubeadm: no certificate is missing or has ended. */
async function expirations({ lab, say }: Stage, masters: readonly LabNode[]): Promise<void> {
  for (const { name } of masters) {
    const text = await onNode(
      lab,
      name,
      '/opt/barque/bin/kubeadm certs check-expiration --kubeconfig /etc/kubernetes/admin.conf 2>&1',
    );
    const rows = text.split('\n').filter((line) => /\b20\d\d \d\d:\d\d UTC\b/.test(line));
    assert.doesNotMatch(text, /MISSING! (?!super-admin\.conf)|invalid| yes\s*$/m);
    for (const what of [
      'admin.conf',
      'apiserver ',
      'apiserver-kubelet-client',
      'controller-manager.conf',
      'front-proxy-client',
      'scheduler.conf',
      'ca ',
      'front-proxy-ca',
    ])
      assert.ok(
        rows.some((row) => row.startsWith(what)),
        `${what} is not among\n${text}`,
      );
    if (name === masters[0]?.name) for (const row of rows) say(`        ${row.replace(/\s+/g, ' ')}`);
  }
}

async function certificatesOn({ lab }: Stage, node: string, paths: string): Promise<X509Certificate[]> {
  const text = await onNode(lab, node, `cat ${paths}`);
  const found = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return found.map((pem) => new X509Certificate(pem));
}

async function keys(stage: Stage, masters: readonly LabNode[]): Promise<void> {
  for (const { name } of masters) {
    const found = await certificatesOn(stage, name, `${pki}/*.crt /etc/etcd/pki/*.crt`);
    assert.ok(found.length >= 9, `${found.length} certificates on ${name}`);
    assert.deepEqual(
      found.filter(({ publicKey }) => publicKey.asymmetricKeyDetails?.namedCurve !== 'prime256v1').map((c) => c.subject),
      [],
    );
    const authorities = await certificatesOn(stage, name, `${pki}/ca.crt ${pki}/front-proxy-ca.crt /etc/etcd/pki/ca.crt`);
    assert.deepEqual(
      authorities.map(({ subject, issuer }) => [subject, issuer.split('\n').at(-1)]),
      ['kubernetes', 'front-proxy-ca', 'etcd-ca'].map((authority) => [`CN=${authority}`, 'CN=Acme Root CA']),
    );
    const kubeconfigs = await onNode(stage.lab, name, 'cat /etc/kubernetes/admin.conf /etc/kubernetes/scheduler.conf');
    for (const [, data = ''] of kubeconfigs.matchAll(/client-certificate-data: (\S+)/g))
      assert.equal(new X509Certificate(Buffer.from(data, 'base64')).publicKey.asymmetricKeyType, 'ec');
  }
}

async function companyStaysAway({ lab }: Stage, nodes: readonly LabNode[], { rootPem, key }: Company): Promise<void> {
  // a line of the file as it is, and one of it in base64, as a kubeconfig would have it
  const marks = [rootPem, key].flatMap((pem) => [pem.split('\n')[5] ?? '', Buffer.from(pem).toString('base64').slice(400, 460)]);
  assert.ok(marks.every((mark) => mark.length > 40));
  const pattern = marks.map((mark) => `-e '${mark}'`).join(' ');
  const places = '/etc /opt/barque /run /root /tmp /var/lib/kubelet /var/lib/barque';
  const search = ({ name }: LabNode) => onNode(lab, name, `grep -rlsF --exclude-dir=containerd ${pattern} ${places} || true`);
  assert.deepEqual(
    await Promise.all(nodes.map(search)),
    nodes.map(() => ''),
  );
}

async function anchors({ lab, signal, directory, say }: Stage, { nodes, operator }: Cluster, company: Company): Promise<void> {
  const at = await directory();
  const file = async (name: string, text: string) => {
    await writeFile(join(at, name), text);
    return join(at, name);
  };
  const [first] = nodes;
  const ca = await file('ca.crt', await onNode(lab, first?.name ?? '', `cat ${pki}/ca.crt`));
  const twin = await file('twin.crt', await onNode(lab, first?.name ?? '', `cat ${pki}/ca-self-signed.crt`));
  const verify = (certificate: string, ...args: string[]) =>
    succeeds('openssl', ['verify', '-no-CAfile', '-no-CApath', '-x509_strict', ...args, certificate]);
  for (const [path, purpose] of [
    ['apiserver.crt', 'sslserver'],
    ['apiserver-kubelet-client.crt', 'sslclient'],
  ] as const) {
    const leaf = await file(path, await onNode(lab, first?.name ?? '', `cat ${pki}/${path}`));
    assert.ok(await verify(leaf, '-purpose', purpose, '-CAfile', company.root, '-untrusted', ca), `${path}: the whole chain`);
    assert.ok(await verify(leaf, '-purpose', purpose, '-CAfile', ca, '-partial_chain'), `${path}: ca.crt, partial`);
    assert.ok(!(await verify(leaf, '-purpose', purpose, '-CAfile', ca)), `${path}: ca.crt is taken for a root`);
    assert.ok(await verify(leaf, '-purpose', purpose, '-CAfile', twin), `${path}: the self-signed twin`);
  }
  for (const anchor of [ca, twin]) {
    const version = await inLab(lab, ['curl', '--silent', '--fail', '--max-time', '5', '--cacert', anchor, `${api}/version`], {
      signal,
    });
    assert.match(version, /gitVersion/);
  }
  const python =
    'import ssl,sys,urllib.request as u;print(u.urlopen(sys.argv[1],context=ssl.create_default_context(cafile=sys.argv[2]),timeout=5).status)';
  const byPython = (anchor: string) =>
    inLab(lab, ['python3', '-c', python, `${api}/version`, anchor], { signal }).then(
      (text) => text.trim(),
      () => 'refused',
    );
  if (await succeeds('python3', ['-c', '']))
    say(
      `        python3, which takes no intermediate for an anchor before 3.13: ca.crt ${await byPython(ca)}, twin ${await byPython(twin)}`,
    );
  const conf = await readFile(operator.adminConf, 'utf8');
  const [, data = ''] = /certificate-authority-data: (\S+)/.exec(conf) ?? [];
  assert.equal(Buffer.from(data, 'base64').toString(), await readFile(twin, 'utf8'), 'admin.conf has another anchor');
}

async function impostor({ lab, signal, say }: Stage, masters: readonly LabNode[], { impostor: eve }: Company): Promise<void> {
  const status = (url: string, ...more: string[]) =>
    inLab(
      lab,
      ['curl', '--silent', '--insecure', '--max-time', '5', '--output', '/dev/null', '--write-out', '%{http_code}', ...more, url],
      { signal },
    ).then(
      (text) => text,
      () => 'no handshake',
    );
  const asEve = ['--cert', eve.certificate, '--key', eve.key];
  for (const { addresses } of masters) {
    const [address = ''] = addresses;
    const found = {
      api: await status(`https://${address}:6443/api/v1/namespaces`, ...asEve),
      kubelet: await status(`https://${address}:10250/pods`, ...asEve),
      etcd: await status(`https://${address}:2379/version`, ...asEve),
    };
    say(`        ${address}: ${JSON.stringify(found)}`);
    assert.deepEqual(found, { api: '401', kubelet: '401', etcd: 'no handshake' });
  }
}

async function podsAnchor(kubectl: Kubectl): Promise<void> {
  const text = await kubectl(['get', 'configmap', 'kube-root-ca.crt', '-o', 'jsonpath={.data.ca\\.crt}']);
  const found = text.match(/-----BEGIN CERTIFICATE-----/g) ?? [];
  assert.equal(found.length, 1);
  const { subject, issuer } = new X509Certificate(text);
  assert.deepEqual([subject, issuer], ['CN=kubernetes', 'CN=kubernetes']);
}

/** `barque ARGS` for people: its standard output. */
function barque(
  { lab, signal }: Stage,
  { operator }: Cluster,
  args: readonly string[],
  preload: readonly string[] = [],
  env = {},
): Promise<string> {
  const access = ['-w', operator.workspace, '--secrets', operator.secrets, '--yes'];
  return inLab(lab, [process.execPath, ...preload, program, ...args, ...access], { signal, env });
}

async function as(stage: Stage, cluster: Cluster, user: string): Promise<Kubectl> {
  const adminConf = join(cluster.operator.workspace, 'exports', 'users', `${user.replaceAll(':', '_')}.conf`);
  return await kubectlOutside(stage, { ...cluster.operator, adminConf }, cluster.version);
}

const refused = (work: Promise<string>, why: RegExp) => assert.rejects(work, why);

async function alice(stage: Stage, cluster: Cluster): Promise<void> {
  await barque(stage, cluster, ['kubeconfig', '--user', 'alice', '--group', 'developers', '--days', '7']);
  const kubectl = await as(stage, cluster, 'alice');
  assert.match(await kubectl(['auth', 'whoami']), /Username\s+alice\s+Groups\s+\[developers system:authenticated\]/);
  await refused(kubectl(['get', 'nodes']), /Forbidden|forbidden/);
}

async function tokens(stage: Stage, cluster: Cluster, kubectl: Kubectl): Promise<void> {
  const [master] = cluster.nodes;
  const line = (await barque(stage, cluster, ['join-command'])).trim();
  const [, token = '', pin] =
    new RegExp(
      `^kubeadm join ${virtualAddress(1)}:6443 --token ([a-z0-9]{6}\\.[a-z0-9]{16}) --discovery-token-ca-cert-hash (sha256:[0-9a-f]{64})$`,
    ).exec(line) ?? [];
  assert.ok(token !== '', 'not the line that kubeadm has');
  const id = token.slice(0, 6);
  const recipe = `openssl x509 -pubkey -noout | openssl pkey -pubin -outform der | openssl dgst -sha256 -hex`;
  const ca = await onNode(stage.lab, master?.name ?? '', `cat ${pki}/ca.crt`);
  const hash = await inLab(stage.lab, ['sh', '-c', recipe], { input: ca });
  assert.equal(pin, `sha256:${hash.trim().split(' ').at(-1) ?? ''}`);

  // as kubeadm join does it: discovery by nobody, then the token
  const anonymous = await kubectlOutside(stage, { ...cluster.operator, adminConf: '/dev/null' }, cluster.version);
  const byToken = (...args: string[]) => anonymous(['--server', api, '--insecure-skip-tls-verify', '--token', token, ...args]);
  assert.match(await byToken('auth', 'whoami'), new RegExp(`system:bootstrap:${id}`));
  const discovery = ['--silent', '--insecure', `${api}/api/v1/namespaces/kube-public/configmaps/cluster-info`];
  const info = await inLab(stage.lab, ['curl', ...discovery]);
  assert.match(info, new RegExp(`"jws-kubeconfig-${id}":`), 'the discovery is not signed with the token');
  assert.match(await byToken('-n', 'kube-system', 'get', 'configmap', 'kubeadm-config', '-o', 'name'), /kubeadm-config/);

  assert.match(
    await onNode(stage.lab, master?.name ?? '', '/opt/barque/bin/kubeadm token list --kubeconfig /etc/kubernetes/admin.conf'),
    new RegExp(`${id}\\.`),
  );
  const listed = await barque(stage, cluster, ['tokens', 'list']);
  assert.match(listed, new RegExp(`^${id} `, 'm'));
  assert.ok(!listed.includes(token), 'the list shows the secret');
  await barque(stage, cluster, ['tokens', 'delete', id]);
  assert.doesNotMatch(await barque(stage, cluster, ['tokens', 'list']), new RegExp(id));
  // an API server remembers for ten seconds whom it has let in
  const whoami = () =>
    byToken('auth', 'whoami').then(
      () => undefined,
      (error: unknown) => String(error),
    );
  assert.match(await until('the token is refused', 30, whoami, stage.signal), /Unauthorized|logged in/);
  assert.equal(
    (
      await kubectl(['get', 'secrets', '-n', 'kube-system', '--field-selector=type=bootstrap.kubernetes.io/token', '-o', 'name'])
    ).includes(id),
    false,
  );
}

/** A join credential as Barque makes it, once made 25 hours ago for a day, once now: the same but for its time. */
async function oldCredential(stage: Stage, cluster: Cluster): Promise<void> {
  const shift = ['--import', join(import.meta.dirname, 'shift-clock.mjs')];
  const ask = ['-n', 'kube-system', 'get', 'configmap', 'kubeadm-config', '-o', 'name'];
  const make = (user: string, preload: readonly string[], env: Readonly<Record<string, string>>) =>
    barque(stage, cluster, ['kubeconfig', '--user', user, '--group', bootstrappers, '--days', '1'], preload, env);
  await make('system:bootstrap:old', shift, { LAB_CLOCK_AHEAD_MS: String(-dayAndHour) });
  await make('system:bootstrap:new', [], {});
  const [old, fresh] = await Promise.all(
    ['system:bootstrap:old', 'system:bootstrap:new'].map((user) => as(stage, cluster, user)),
  );
  assert.match((await fresh?.(ask)) ?? '', /kubeadm-config/);
  await refused(old?.(ask) ?? Promise.resolve(''), /Unauthorized|logged in/);
}
