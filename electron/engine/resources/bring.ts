import type { BinaryResource, Resource } from '../../../shared/model/resource.ts';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import type { Ask } from '../node/ask.ts';
import { place, send, toSend } from './binary.ts';
import { bringCommand } from './command.ts';
import type { ResourceContext } from './context.ts';
import { renderAll } from './documents.ts';
import { absent, block, directory, file, symbolicLink } from './files.ts';
import { bringImages } from './images.ts';
import { judge, judgeAll } from './judge.ts';
import { askInLanes } from './lanes.ts';
import type { Known } from './kind.ts';
import { bringManifest } from './manifest.ts';
import { nameOf } from './name.ts';
import { naming } from './naming.ts';
import { look } from './observe.ts';
import { bringPackages } from './packages.ts';
import { Progress } from './progress.ts';
import { bringReload } from './reload.ts';
import { noService } from './service.ts';
import { bringService } from './start-service.ts';
import { bringStaticPods } from './static-pods.ts';
import { swapOff } from './swap.ts';
import { hostname, module, sysctl } from './system.ts';

const slow = ['service', 'images', 'packages', 'command', 'manifest', 'static-pods', 'reload', 'proof'] as const;
type Slow = Extract<Resource, { kind: (typeof slow)[number] }>;
type Quick = Exclude<Resource, Slow>;
const isSlow = (resource: Resource): resource is Slow => slow.some((kind) => kind === resource.kind);

/**
 * Brings the resources of a step about, in their order: what is not satisfied is applied, and then looked at again. Neighbours that
 * a few requests bring about share a round trip.
 * @throws {ProblemError} `resource.*`, `service.*`, `command.*`, `manifest.*`, `node.*`, `ssh.*`, `root.*`, `bundle.*`, `proof.*`
 */
export async function bring(resources: readonly Resource[], context: ResourceContext): Promise<'satisfied' | 'changed'> {
  const contents = await renderAll(resources, context);
  const progress = new Progress(context.emit);
  const known = await look(resources, contents, context);
  const unsatisfied = new Set(judgeAll(resources, known).flatMap((j) => (j.state === 'unsatisfied' ? [j.resource] : [])));
  let changed = false;
  for (const group of neighbours(resources.filter((resource) => unsatisfied.has(resource)))) {
    const [first] = group;
    if (first !== undefined && isSlow(first)) {
      // what came before it may have changed what it depends on, or have brought it about
      const now = changed ? await look([first], contents, context) : known;
      if (first.kind === 'proof') await context.prove(first, context);
      else if (judge(first, now).state === 'unsatisfied') {
        await changing([first], context, () => bringSlow(first, now, context, progress));
        changed = true;
      }
    } else {
      await changing(group, context, () =>
        bringQuick(
          group.filter((r): r is Quick => !isSlow(r)),
          known,
          context,
          progress,
        ),
      );
      changed = true;
    }
  }
  return changed ? 'changed' : 'satisfied';
}

/** Quick resources next to each other are a group; each slow one is a group of its own. */
function neighbours(resources: readonly Resource[]): Resource[][] {
  const groups: Resource[][] = [];
  for (const resource of resources) {
    const last = groups.at(-1);
    const before = last?.[0];
    if (last && before && !isSlow(before) && !isSlow(resource)) last.push(resource);
    else groups.push([resource]);
  }
  return groups;
}

/** Changes resources and makes sure that they stand then. `change` resolves to what is to be seen afterwards. */
async function changing(resources: readonly Resource[], context: ResourceContext, change: () => Promise<Known>): Promise<void> {
  for (const resource of resources) context.emit({ type: 'resource-changing', what: nameOf(resource) });
  const known = await change().catch((error: unknown) => {
    throw onFullDisk(error, resources);
  });
  for (const resource of resources) {
    const [difference] = judge(resource, known).detail;
    if (difference) {
      const params = { resource: nameOf(resource), ...difference };
      throw new ProblemError(problem('resource.not-in-place', params, { host: context.node.host }));
    }
    context.emit({ type: 'resource-changed', what: nameOf(resource) });
  }
}

/** The error, or that a disk is full, where that is what the host said of it: by a program's exit status alone nobody would know. */
function onFullDisk(error: unknown, resources: readonly Resource[]): unknown {
  if (!(error instanceof ProblemError)) return error;
  const [{ params, host, evidence = [] }] = error.problems;
  if (!evidence.some((line) => /no space left on device/i.test(line))) return error;
  const named = typeof params['resource'] === 'string' ? params['resource'] : resources.map(nameOf).join(', ').slice(0, 200);
  return new ProblemError(problem('resource.disk-full', { resource: named }, { host, evidence }));
}

async function bringQuick(
  resources: readonly Quick[],
  known: Known,
  context: ResourceContext,
  progress: Progress,
): Promise<Known> {
  const { host } = context.node;
  const binaries = resources.filter((r): r is BinaryResource => r.kind === 'binary');
  const sending = await Promise.all(toSend(binaries, known).map(async (r) => naming(await send(r, context, progress), r, host)));
  const asks = resources.flatMap((r) => changesOf(r, known).map((ask) => naming(ask, r, host)));
  await askInLanes(context.node, sending, context.signal);
  return look(resources, known.contents, context, asks);
}

function changesOf(resource: Quick, known: Known): Ask<void>[] {
  switch (resource.kind) {
    case 'directory':
      return directory.changes(resource, known);
    case 'file':
      return file.changes(resource, known);
    case 'block':
      return block.changes(resource, known);
    case 'link':
      return symbolicLink.changes(resource, known);
    case 'absent':
      return absent.changes(resource, known);
    case 'sysctl':
      return sysctl.changes(resource, known);
    case 'module':
      return module.changes(resource, known);
    case 'swap-off':
      return swapOff.changes(resource, known);
    case 'hostname':
      return hostname.changes(resource, known);
    case 'no-service':
      return noService.changes(resource, known);
    case 'binary':
      return [place(resource)];
  }
}

async function bringSlow(
  resource: Exclude<Slow, { kind: 'proof' }>,
  known: Known,
  context: ResourceContext,
  progress: Progress,
): Promise<Known> {
  switch (resource.kind) {
    case 'service':
      return bringService(resource, known, context);
    case 'images':
      await bringImages(resource, context, progress);
      break;
    case 'packages':
      await bringPackages(resource, context, progress);
      break;
    case 'command':
      await bringCommand(resource, context);
      break;
    case 'manifest':
      await bringManifest(resource, context);
      break;
    case 'static-pods':
      await bringStaticPods(resource, known, context);
      break;
    case 'reload':
      await bringReload(resource, context);
      break;
  }
  return look([resource], known.contents, context);
}
