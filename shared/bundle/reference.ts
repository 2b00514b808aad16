/** An image's name in its parts. */
export interface Reference {
  readonly host: string;
  readonly repository: string;
  readonly tag: string;
}

/** Docker's names without a host mean its own registry. */
const hub = 'docker.io';

/**
 * Reads `registry.k8s.io/pause:3.10`, `localhost:5000/a/b`, `busybox`, as Docker and containerd read them; without a tag `latest` is
 * meant. Undefined for what is no name.
 */
export function readReference(text: string): Reference | undefined {
  const [, name = '', tag = 'latest'] = /^(.+?)(?::([A-Za-z0-9_][A-Za-z0-9._-]{0,127}))?$/.exec(text) ?? [];
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  const hasHost = first.includes('.') || first.includes(':') || first === 'localhost';
  const host = hasHost ? first : hub;
  const rest = hasHost ? name.slice(slash + 1) : name;
  const repository = host === hub && !rest.includes('/') ? `library/${rest}` : rest;
  const component = '[a-z0-9]+(?:[._-]+[a-z0-9]+)*';
  if (!new RegExp(`^${component}(?:/${component})*$`).test(repository) || !/^[a-z0-9.-]+(:\d{1,5})?$/.test(host))
    return undefined;
  return { host, repository, tag };
}

/** The full name, as containerd has it. */
export const referenceName = ({ host, repository, tag }: Reference): string => `${host}/${repository}:${tag}`;
