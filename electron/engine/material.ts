import type { LateValue } from '../../shared/model/content.ts';
import { joiningNode } from '../../shared/model/pki-names.ts';
import type { ClusterPki } from './pki/cluster-pki.ts';

/** Where late values come from. */
export interface Material {
  readonly pki: () => ClusterPki;
  /** Signs what a node joins by, by the spec's name of the node; absent where nobody joins. */
  readonly joinBy?: ((node: string) => Promise<string>) | undefined;
}

/** Resolves late values from the cluster's certificates and keys, at the last moment before they are sent. */
export const materialOf =
  ({ pki, joinBy }: Material) =>
  async (part: LateValue): Promise<string> => {
    const value = 'secret' in part ? await secretOf(part.secret, pki(), joinBy) : pki().certificates[part.certificate];
    // a plan asks only for names that ensurePki was asked to make, so this is a fault of ours
    if (value === undefined)
      throw new Error(`no ${'secret' in part ? `secret ${part.secret}` : `certificate ${part.certificate}`}`);
    return part.encoding === 'base64' ? Buffer.from(value).toString('base64') : value;
  };

async function secretOf(name: string, pki: ClusterPki, joinBy: Material['joinBy']): Promise<string | undefined> {
  const node = joiningNode(name);
  return node === undefined || joinBy === undefined ? pki.secrets[name] : await joinBy(node);
}
