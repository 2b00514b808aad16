import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { documentsFor } from '../../../../electron/engine/bundle/write/documents.ts';
import { readPrivateKey } from '../../../../electron/engine/bundle/signature/keys.ts';
import { withSignature } from '../../../../electron/engine/bundle/signature/signature.ts';
import { bundleManifest, type BundleManifest, type BundlePart } from '../../../../shared/model/bundle.ts';
import { problem } from '../../../../shared/problems/problem-schema.ts';
import { run } from '../../command.ts';
import { argvInLab, type Lab, labSpec, signingKeys } from '../../lab.ts';
import { program, trusting } from '../barque.ts';
import type { Cluster } from '../proofs.ts';
import type { Stage } from '../stage.ts';
import { build } from './build.ts';
import type { Internet } from './internet.ts';

/** What a bundle lacks; undefined where a part stays away. */
interface Hole {
  readonly of: string;
  readonly code: string;
  /** What the problem names. */
  readonly names: string;
  readonly part?: (part: BundlePart) => BundlePart | undefined;
  readonly kubernetes?: string;
}

const without = (of: string, names: string): Hole => ({
  of,
  code: 'bundle.part-missing',
  names,
  part: (part) => (part.name.replace(/:[^:/]*$/, '').endsWith(names) ? undefined : part),
});
const retagged = (of: string, repository: string, tag: string): Hole => ({
  of,
  code: 'doctor.image-tag',
  names: repository,
  part: (part) => (part.name.startsWith(`${repository}:`) ? { ...part, name: `${repository}:${tag}` } : part),
});

/** Ten holes, each the only one of its bundle. The spec has stacked etcd, so that kubeadm's own image of it is asked for. */
const holes: readonly Hole[] = [
  without('an image of the control plane', 'kube-apiserver'),
  without("the pod network's image", 'flannel-cni-plugin'),
  without("etcd's image", 'registry.k8s.io/etcd'),
  retagged('the pause image under another tag', 'registry.k8s.io/pause', '3.6'),
  retagged('CoreDNS under another tag', 'registry.k8s.io/coredns/coredns', 'v1.0.0'),
  without('the container runtime', 'containerd'),
  without('a CNI plugin', 'cni-portmap'),
  {
    of: 'a kubelet of another version',
    code: 'doctor.program-version',
    names: 'kubelet',
    part: (part) => (part.kind === 'binary' && part.name === 'kubelet' ? { ...part, version: '1.34.3' } : part),
  },
  {
    of: "the nodes' system among the packages",
    code: 'doctor.system-missing',
    names: 'debian12',
    part: (part) => (part.kind === 'os-package' && part.os === 'debian12' ? undefined : part),
  },
  { of: 'the version', code: 'bundle.version-missing', names: '1.34.4', kubernetes: '1.33.1' },
];

/**
 * Shows that `barque doctor`, asking the running nodes, finds exactly the one hole of each of ten bundles, none in the whole one, and
 * that the command it names makes a bundle without any.
 */
export async function findsHoles(
  stage: Stage,
  { operator, nodes }: Cluster,
  { site, directory, internet }: { readonly site: string; readonly directory: string; readonly internet: Internet },
): Promise<void> {
  const { lab, step, check, signal } = stage;
  const specFile = join(directory, 'stacked.yaml');
  await writeFile(specFile, JSON.stringify(labSpec(nodes, { etcd: 'stacked' })));
  const ask = (bundle: string) =>
    doctor(lab, ['-f', specFile, '-b', bundle, '-w', join(directory, 'doctor.barque'), '--secrets', operator.secrets], signal);
  const { unpacked, whole } = await step('the bundle unpacked by tar', async () => {
    const to = join(directory, 'unpacked');
    await mkdir(to);
    await run('tar', ['-xf', site, '-C', to], { signal });
    const listed = await run(process.execPath, [program, 'bundle', 'inspect', site, '--json'], { signal });
    return {
      unpacked: to,
      whole: z.object({ kubernetes: z.string(), parts: bundleManifest.shape.parts }).parse(JSON.parse(listed)),
    };
  });
  await step('the doctor finds nothing in the whole bundle', async () => {
    const { status, problems } = await ask(site);
    assert.deepEqual(problems, []);
    assert.equal(status, 0);
  });
  let remedy = '';
  for (const [at, hole] of holes.entries())
    await check(`the doctor finds hole ${at + 1}: ${hole.of}`, async () => {
      const bundle = join(directory, `hole-${at + 1}`);
      await withHole(lab, { unpacked, bundle, whole, hole });
      const { status, problems, remedy: named } = await ask(bundle);
      await run('rm', ['-rf', bundle]);
      assert.deepEqual(
        problems.map(({ code }) => code),
        [hole.code],
      );
      assert.ok(JSON.stringify(problems).includes(hole.names), JSON.stringify(problems));
      assert.equal(status, 2);
      assert.match(
        named,
        /^barque bundle build --kubernetes 1\.34\.4 --network flannel --arch amd64 --os debian12 --package app/,
      );
      remedy = named;
    });
  await check('the command that it names makes a bundle in which it finds nothing', async () => {
    const again = join(directory, 'remedied.barque');
    const [, , , ...words] = remedy.replace(/ -o \S+$/, '').split(' ');
    const { fetched } = await build(stage, [...words, ...internet.means('cache'), '-o', again]);
    const { status, problems } = await ask(again);
    assert.deepEqual([status, problems], [0, []]);
    assert.equal(fetched, 0, 'what is downloaded already is not fetched again');
    await run('rm', [again]);
  });
  await run('rm', ['-rf', unpacked]);
}

interface Holed {
  readonly unpacked: string;
  readonly bundle: string;
  readonly whole: Pick<BundleManifest, 'kubernetes' | 'parts'>;
  readonly hole: Hole;
}

/** The whole bundle but for one thing, signed as it is; its blobs are the whole one's. */
async function withHole(lab: Lab, { unpacked, bundle, whole, hole }: Holed): Promise<void> {
  await mkdir(bundle);
  await run('cp', ['-al', join(unpacked, 'blobs'), bundle]);
  const change = hole.part ?? ((part: BundlePart) => part);
  const parts = whole.parts.flatMap((part) => change(part) ?? []);
  const documents = new Map(documentsFor(hole.kubernetes ?? whole.kubernetes, parts, '1970-01-01T00:00:00Z'));
  const key = await readPrivateKey((await signingKeys(lab)).private);
  documents.set('barque.json.sig', withSignature(documents.get('barque.json') ?? Buffer.alloc(0), undefined, key, bundle));
  for (const [name, bytes] of documents) await writeFile(join(bundle, name), bytes);
}

const told = z.object({ type: z.literal('doctor'), problems: z.array(problem), remedy: z.string() });

/** `barque doctor` in the lab's network: what it found, and its exit status. */
async function doctor(lab: Lab, args: readonly string[], signal: AbortSignal) {
  const [file, ...argv] = argvInLab(lab, [process.execPath, program, 'doctor', ...args, '--yes', '--json']);
  const child = spawn(file, argv, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...trusting(lab) }, signal });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const status = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  const last = stdout.trim().split('\n').at(-1) ?? '';
  assert.ok(last.startsWith('{'), `exit status ${status ?? 'none'}\n${stdout}${stderr}`);
  return { status, ...told.parse(JSON.parse(last)) };
}
