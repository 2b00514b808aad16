import type { LateValue } from '../../shared/model/content.ts';
import type { ClusterPki } from './pki/cluster-pki.ts';

/** Resolves late values from the cluster's certificates and keys, at the last moment before they are sent. */
export const materialOf =
  (pki: () => ClusterPki) =>
  (part: LateValue): Promise<string> => {
    const { certificates, secrets } = pki();
    const value = 'secret' in part ? secrets[part.secret] : certificates[part.certificate];
    // a plan asks only for names that ensurePki was asked to make, so this is a fault of ours
    if (value === undefined)
      throw new Error(`no ${'secret' in part ? `secret ${part.secret}` : `certificate ${part.certificate}`}`);
    return Promise.resolve(part.encoding === 'base64' ? Buffer.from(value).toString('base64') : value);
  };
