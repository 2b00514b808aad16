import { problem } from '../problems/problem.ts';
import type { ValidityFault } from '../problems/pki.ts';
import { type Check, warning } from './check.ts';

/** In days. Authorities that end end the cluster, as nothing replaces them; leaves are renewed from 30 days before their end on. */
const long = 3650;
const shortAuthority = 365;
const shortLeaf = 30;

/** How long certificates are to last: what the spec says is done, but a slip of a digit is told before anything is signed. */
export const certificates: Check = {
  id: 'certificates',
  run: ({ spec: { certificates: wanted } }) => {
    const { authorities, leaves } = wanted.validity;
    const found = (key: 'authorities' | 'leaves', days: number, fault: ValidityFault) =>
      warning(problem('pki.validity', { path: `certificates.validity.${key}`, days, fault }));
    return [
      ...(authorities > long ? [found('authorities', authorities, 'authority-long')] : []),
      ...(authorities < shortAuthority ? [found('authorities', authorities, 'authority-short')] : []),
      ...(leaves > authorities
        ? [found('leaves', leaves, 'outlives')]
        : leaves > long
          ? [found('leaves', leaves, 'leaf-long')]
          : []),
      ...(leaves < shortLeaf ? [found('leaves', leaves, 'leaf-short')] : []),
    ];
  },
};
