import type { BundleManifest } from '../model/bundle.ts';
import type { HostFacts } from '../model/facts.ts';

/** The kernel's release on every practice host: it says that the host is none. */
export const practiceKernel = '6.1.0-28-practice-amd64';

/** What the versions of all programs in a practice bundle end with: they are names without anything behind them. */
export const practiceVersion = '+practice';

export const isPracticeHost = ({ kernel }: Pick<HostFacts, 'kernel'>): boolean => kernel === practiceKernel;

/** Whether all that a bundle would install is for practice: programs that say so, and images, which have their real names; nothing else. */
export const isPracticeBundle = ({ parts }: Pick<BundleManifest, 'parts'>): boolean =>
  parts.some(({ kind }) => kind === 'binary') &&
  parts.every((part) => part.kind === 'image' || (part.kind === 'binary' && part.version.endsWith(practiceVersion)));
