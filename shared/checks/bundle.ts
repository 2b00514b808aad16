import { requirements } from '../bundle/find.ts';
import { wantedOf } from '../catalog/wanted.ts';
import { type Check, refusal } from './check.ts';

/** The bundle was made for this Kubernetes version and holds all that the spec asks for. */
export const bundle: Check = {
  id: 'bundle',
  run: (site) => requirements(site.bundle, wantedOf(site.spec)).map(refusal),
};
