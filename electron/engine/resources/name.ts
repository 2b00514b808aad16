import type { Resource } from '../../../shared/model/resource.ts';

/** A resource in two words, for events and problems: `file /etc/hosts`. */
export function nameOf(resource: Resource): string {
  switch (resource.kind) {
    case 'directory':
    case 'file':
    case 'block':
    case 'binary':
    case 'link':
    case 'absent':
    case 'manifest':
      return `${resource.kind} ${resource.path}`;
    case 'sysctl':
      return `sysctl ${resource.key}`;
    case 'module':
      return `module ${resource.name}`;
    case 'swap-off':
      return 'swap-off';
    case 'hostname':
      return `hostname ${resource.hostname}`;
    case 'service':
      return `service ${resource.unit}`;
    case 'no-service':
      return `no-service ${resource.unit}`;
    case 'images':
      return `images (${resource.images.length})`;
    case 'packages':
      return `packages ${resource.names.join(', ')}`;
    case 'command':
      return `command ${resource.unit}`;
    case 'static-pods':
      return `static pods ${resource.pods.map((pod) => pod.component).join(', ')}`;
    case 'reload':
      return `reload ${resource.container}`;
    case 'proof':
      return `proof ${resource.proof.name}`;
  }
}
