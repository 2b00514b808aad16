import type { ProblemError } from '../../../../shared/problems/problem.ts';
import { type Client, shown } from '../fetch/client.ts';
import { type Mirror, placeOfUrl } from '../fetch/mirrors.ts';
import { untrusted } from './signature.ts';

/** Where a repository is read from: the network, or an ISO image. */
export interface Origin {
  /** What its paths are below, as a bundle says where a package came from. */
  readonly base: string;
  readonly url: (path: string) => URL;
  readonly client: Client;
  /** Whether it is on this machine, so that nothing of it comes over the line. */
  readonly isLocal: boolean;
  /** Whether all of it is what the operator says it must be, so that its metadata need not be signed. */
  readonly isProven: boolean;
  /** Whether a path is there to be read; of the network that is known when it is asked for. */
  readonly has: (path: string) => Promise<boolean>;
  /** What to say where nothing proves it. @param lacks the signature that is looked for */
  readonly unproven: (lacks: string) => ProblemError;
}

/** A repository of the network, or of a mirror. */
export function webOrigin(base: string, client: Client, mirrors: readonly Mirror[]): Origin {
  const url = (path: string) => placeOfUrl(`${base}/${path}`, mirrors);
  return {
    base,
    url,
    client,
    isLocal: false,
    isProven: false,
    has: () => Promise.resolve(true),
    unproven: (lacks) => untrusted(shown(url(lacks)), 'no signature'),
  };
}
