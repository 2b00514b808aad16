import type { Bundle } from '../bundle/bundle.ts';

const nothing = (digest: string): never => {
  throw new Error(`a renewal brings no blob, and was asked for ${digest}`);
};

/** What a renewal has in place of a bundle: it brings no program and no image. */
export const noBundle: Bundle = {
  path: '',
  manifest: { schema: 'barque-bundle/v1', kubernetes: '', parts: [] },
  digest: '',
  signers: [],
  has: () => false,
  size: nothing,
  open: nothing,
  verify: () => Promise.resolve(),
  close: () => Promise.resolve(),
};
