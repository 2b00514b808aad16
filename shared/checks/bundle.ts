import { requirements } from '../bundle/find.ts';
import { lackingPackages } from '../bundle/os-packages.ts';
import { wantedOf } from '../catalog/wanted.ts';
import { type Check, refusal } from './check.ts';

/** The bundle was made for this Kubernetes version and holds all that the spec asks for. */
export const bundle: Check = {
  id: 'bundle',
  run: ({ spec, bundle: held, nodes }) =>
    [
      ...requirements(held, wantedOf(spec)),
      ...lackingPackages(
        held,
        spec.packages,
        nodes.map(({ facts }) => facts),
      ),
    ].map(refusal),
};
