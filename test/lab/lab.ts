/** The lab, for tests that want real nodes. README.md says what it is. */
export { labFromEnvironment, type Lab } from './settings.ts';
export { up, down, off, on, cut, mend, shape, shapeOperator, list, type UpOptions } from './nodes.ts';
export { argvInLab, inLab, inLabHere, type Shape } from './network.ts';
export { onNode, password, secretsFile, sshArgv } from './access.ts';
export { labSpec, labSpecYaml, type SpecOptions } from './spec.ts';
export { missing, provide, type Need } from './needs.ts';
export { networks, virtualAddress, type LabNode } from './topology.ts';
export { bundle } from './bundle/bundle.ts';
export { signingKeys, trustedKeysOf } from './bundle/signing-keys.ts';
export { kit } from './kit/kit.ts';
export { kubernetesVersions, type KubernetesVersion } from './kit/recipes.ts';
