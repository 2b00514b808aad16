import { setTimeout as sleep } from 'node:timers/promises';
import { dump, loadAll } from 'js-yaml';
import { z } from 'zod';
import { layout } from '../../../shared/model/layout.ts';
import type { ManifestResource } from '../../../shared/model/resource.ts';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { put, run } from '../node/verbs.ts';
import { evidenceOf } from '../transport/evidence.ts';
import type { Difference, ResourceContext } from './context.ts';
import { ownershipOf, sha256 } from './documents.ts';
import { stateOf } from './files.ts';
import { differs, type Kind } from './kind.ts';
import { questionKey, type Question } from './seen.ts';

/** Says of an object from which file it was applied. */
const annotation = 'barque/digest';
const mode = 0o600;
/** How long an API that comes up or changes its leader is waited for, in seconds. */
const PATIENCE = 60;

const kubernetesObject = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), annotations: z.record(z.string(), z.string()).optional() }),
});

/** The documents of a manifest, each with the annotation that says what they are applied from. */
function annotated(content: string): { text: string; count: number } {
  const objects = loadAll(content)
    .filter((document) => document !== null && document !== undefined)
    .map((document) => {
      const object = kubernetesObject.parse(document);
      const annotations = { ...object.metadata.annotations, [annotation]: sha256(content) };
      return { ...object, metadata: { ...object.metadata, annotations } };
    });
  return { text: objects.map((object) => dump(object, { lineWidth: -1, noRefs: true })).join('---\n'), count: objects.length };
}

const kubectl = (...args: string[]): string[] => [
  `${layout.bin}/kubectl`,
  '--kubeconfig',
  layout.adminConf,
  '--request-timeout=10s',
  ...args,
];

/** A line with the annotation for each object of the file; kubectl makes a List of them where they are several. */
const template =
  `{{define "digest"}}{{with .metadata.annotations}}{{index . "${annotation}"}}{{end}}{{"\\n"}}{{end}}` +
  '{{if .items}}{{range .items}}{{template "digest" .}}{{end}}{{else}}{{template "digest" .}}{{end}}';

const question = ({ path }: ManifestResource): Question => ({
  seconds: 20,
  argv: kubectl('get', '-f', path, '-o', `go-template=${template}`),
});

export const manifest: Kind<ManifestResource> = {
  wants: (resource) => ({ paths: [resource.path], runs: [question(resource)] }),
  differences: (resource, known): Difference[] => {
    const { text, count } = annotated(resource.content);
    const state = stateOf(known, resource.path);
    const file = state.type === 'file' ? differs('content', state.digest, sha256(text)) : differs('type', state.type, 'file');
    const ran = known.seen.runs.get(questionKey(question(resource).argv));
    if (ran?.status !== 0) {
      const why = evidenceOf(ran?.errors ?? '', 1)[0] ?? 'no answer';
      return [...file, { aspect: 'objects', found: why.slice(0, 200), wanted: `${count} in the cluster` }];
    }
    const standing = ran.output.split('\n').filter((line) => line === sha256(resource.content)).length;
    return [...file, ...differs('objects', `${standing} of ${count} as in the file`, `${count} of ${count} as in the file`)];
  },
};

/** What the API or its network says while it comes up, changes its leader, or has only just learnt of a kind. */
const passing =
  /connection refused|connection reset|i\/o timeout|timed out|TLS handshake|EOF|no route to host|unable to handle|ServiceUnavailable|etcdserver|too many requests|InternalError|no matches for kind|not yet ready/i;

/**
 * Applies the objects server-side; waits for an API that does not answer yet.
 * @throws {ProblemError} `manifest.refused`, with what kubectl printed
 */
export async function bringManifest(resource: ManifestResource, { node, emit, signal }: ResourceContext): Promise<void> {
  const { path, content } = resource;
  await node.ask([put(path, mode, Buffer.from(annotated(content).text), ownershipOf(path))], signal);
  const apply = kubectl('apply', '--server-side', '--force-conflicts', '--field-manager=barque', '-f', path);
  const deadline = performance.now() + PATIENCE * 1000;
  for (;;) {
    const [{ status, output, errors }] = await node.ask([run(50, apply)], signal);
    if (status === 0) return;
    const evidence = evidenceOf(`${output}\n${errors}`, 30);
    if (!passing.test(errors) || performance.now() > deadline)
      throw new ProblemError(problem('manifest.refused', { path }, { host: node.host, evidence }));
    emit({ type: 'step-waiting', what: evidence.at(-1) ?? path });
    await sleep(1000, undefined, { signal });
  }
}
