import type { Resource } from '../../../shared/model/resource.ts';
import { binary } from './binary.ts';
import { command } from './command.ts';
import type { Difference, Judgement } from './context.ts';
import { absent, block, directory, file, symbolicLink } from './files.ts';
import { images } from './images.ts';
import type { Known } from './kind.ts';
import { manifest } from './manifest.ts';
import type { Wants } from './seen.ts';
import { packages } from './packages.ts';
import { reload } from './reload.ts';
import { noService, service } from './service.ts';
import { staticPods } from './static-pods.ts';
import { swapOff } from './swap.ts';
import { hostname, module, sysctl } from './system.ts';

/** What must be looked at to judge a resource. */
export function wantsOf(resource: Resource): Wants {
  switch (resource.kind) {
    case 'directory':
      return directory.wants(resource);
    case 'file':
      return file.wants(resource);
    case 'block':
      return block.wants(resource);
    case 'binary':
      return binary.wants(resource);
    case 'link':
      return symbolicLink.wants(resource);
    case 'absent':
      return absent.wants(resource);
    case 'sysctl':
      return sysctl.wants(resource);
    case 'module':
      return module.wants(resource);
    case 'swap-off':
      return swapOff.wants(resource);
    case 'hostname':
      return hostname.wants(resource);
    case 'service':
      return service.wants(resource);
    case 'no-service':
      return noService.wants(resource);
    case 'images':
      return images.wants(resource);
    case 'packages':
      return packages.wants(resource);
    case 'command':
      return command.wants(resource);
    case 'manifest':
      return manifest.wants(resource);
    case 'static-pods':
      return staticPods.wants(resource);
    case 'reload':
      return reload.wants(resource);
    case 'proof':
      return {};
  }
}

function differencesOf(resource: Resource, known: Known): Difference[] {
  switch (resource.kind) {
    case 'directory':
      return directory.differences(resource, known);
    case 'file':
      return file.differences(resource, known);
    case 'block':
      return block.differences(resource, known);
    case 'binary':
      return binary.differences(resource, known);
    case 'link':
      return symbolicLink.differences(resource, known);
    case 'absent':
      return absent.differences(resource, known);
    case 'sysctl':
      return sysctl.differences(resource, known);
    case 'module':
      return module.differences(resource, known);
    case 'swap-off':
      return swapOff.differences(resource, known);
    case 'hostname':
      return hostname.differences(resource, known);
    case 'service':
      return service.differences(resource, known);
    case 'no-service':
      return noService.differences(resource, known);
    case 'images':
      return images.differences(resource, known);
    case 'packages':
      return packages.differences(resource, known);
    case 'command':
      return command.differences(resource, known);
    case 'manifest':
      return manifest.differences(resource, known);
    case 'static-pods':
      return staticPods.differences(resource, known);
    case 'reload':
      return reload.differences(resource, known);
    case 'proof':
      return [{ aspect: 'proof', found: 'not proven in this run', wanted: 'proven' }];
  }
}

/** Whether a resource stands, from what was seen on its host. Pure. */
export function judge(resource: Resource, known: Known): Judgement {
  const detail = differencesOf(resource, known);
  return { resource, state: detail.length === 0 ? 'satisfied' : 'unsatisfied', detail };
}

/** The files that what a resource runs began with. */
function watchedBy(resource: Resource): readonly string[] {
  if (resource.kind === 'static-pods') return resource.pods.flatMap((pod) => pod.watch);
  return resource.kind === 'service' && resource.started ? resource.watch : [];
}

/** Judges the resources of one host together: a service that watches a file which will change will not run with it. */
export function judgeAll(resources: readonly Resource[], known: Known): Judgement[] {
  const judgements = resources.map((resource) => judge(resource, known));
  const changing = new Set(
    judgements.flatMap(({ resource, state }) => (state === 'unsatisfied' && 'path' in resource ? [resource.path] : [])),
  );
  return judgements.map((judgement) => {
    const { resource } = judgement;
    if (judgement.state === 'unsatisfied') return judgement;
    const detail = watchedBy(resource)
      .filter((path) => changing.has(path))
      .map((path) => ({ aspect: 'runs with', found: `the present ${path}`, wanted: 'the new one' }));
    return detail.length === 0 ? judgement : { resource, state: 'unsatisfied', detail };
  });
}
