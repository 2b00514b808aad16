import { setTimeout as sleep } from 'node:timers/promises';
import type { ReloadResource } from '../../../shared/model/resource.ts';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { amiss } from '../../../shared/proof/amiss.ts';
import { waitingFor } from '../../../shared/run/waiting.ts';
import { read, remove, run } from '../node/verbs.ts';
import type { Difference, ResourceContext } from './context.ts';
import { differs, type Kind } from './kind.ts';
import { nameOf } from './name.ts';
import { ctr, idsQuestion, runningOf, startsQuestion } from './running-containers.ts';

const revision = /^[0-9a-f]{1,64}$/;
/** A revision is short; whatever else there is in its place is not read to its end. In bytes. */
const largest = 100;

const notedIn = (content: Buffer | undefined): string | undefined => content?.toString('latin1').trim();

function differencesOf(resource: ReloadResource, noted: string | undefined): Difference[] {
  if (noted === undefined) return [];
  return differs('runs with', revision.test(noted) ? noted : 'an unknown configuration', resource.revision);
}

export const reload: Kind<ReloadResource> = {
  wants: ({ noted }) => ({ files: [noted] }),
  differences: (resource, { seen }) => differencesOf(resource, notedIn(seen.files.get(resource.noted))),
};

/** The containers that run. @throws {ProblemError} `resource.not-in-place` where containerd does not tell */
async function runningNow(resource: ReloadResource, { node, signal }: ResourceContext): Promise<string[]> {
  const questions = [idsQuestion({ namespace: 'kube-system', container: resource.container }), startsQuestion];
  const [ids, starts] = await node.ask(
    questions.map(({ seconds, argv }) => run(seconds, argv)),
    signal,
  );
  if (ids?.status !== 0 || starts === undefined)
    throw notInPlace(resource, node.host, { aspect: 'containers', found: 'not known', wanted: 'known' });
  return runningOf(ids, starts).map(({ id }) => id);
}

const pauseMs = 500;

/**
 * Has what runs read its configuration again, and waits until it has noted the new revision. Where nothing runs, the note of what ran is
 * removed: whoever starts reads what there is.
 * @throws {ProblemError} `resource.not-in-place` where that takes longer than the resource says
 */
export async function bringReload(resource: ReloadResource, context: ResourceContext): Promise<void> {
  const { node, signal, emit } = context;
  const deadline = performance.now() + resource.timeoutSeconds * 1000;
  const running = await runningNow(resource, context);
  if (running.length === 0) {
    await node.ask([remove(resource.noted, 'own')], signal);
    return;
  }
  await node.ask(
    running.map((one) => run(10, ctr('tasks', 'kill', '--signal', 'SIGHUP', one))),
    signal,
  );
  for (;;) {
    const [content] = await node.ask([read(resource.noted, largest)], signal);
    const [difference] = differencesOf(resource, notedIn(content));
    if (!difference) return;
    if (performance.now() > deadline) throw notInPlace(resource, node.host, difference);
    emit({ type: 'step-waiting', what: waitingFor([amiss('older-files', resource.container)]) });
    await sleep(pauseMs, undefined, { signal });
  }
}

const notInPlace = (resource: ReloadResource, host: string, difference: Difference): ProblemError =>
  new ProblemError(problem('resource.not-in-place', { resource: nameOf(resource), ...difference }, { host }));
