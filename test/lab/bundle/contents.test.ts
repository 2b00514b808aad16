import { describe, expect, it } from 'vitest';
import { kubernetesVersions, recipesFor } from '../kit/recipes.ts';
import { binariesFor, imagesFor } from './contents.ts';

describe.each(kubernetesVersions)('what a bundle of %s holds', (version) => {
  const programs = new Set(recipesFor(version).flatMap((recipe) => Object.keys(recipe.programs)));

  it('is made of what the kit builds', () => {
    const layers = imagesFor(version).flatMap((image) => image.layers);
    const inImages = layers.flatMap((layer) => ('files' in layer ? Object.values(layer.files) : []));
    const onDisks = binariesFor(version).map((binary) => binary.program);
    expect([...inImages, ...onDisks].filter((program) => !programs.has(program))).toEqual([]);
  });

  it('names each thing once', () => {
    const names = [...imagesFor(version), ...binariesFor(version)].map((part) => part.name);
    expect(names).toEqual([...new Set(names)]);
  });

  it('has every binary that a node runs', () => {
    expect(binariesFor(version).map((binary) => binary.name)).toEqual([
      ...[
        'kubeadm',
        'kubelet',
        'kubectl',
        'etcd',
        'etcdctl',
        'etcdutl',
        'helm',
        'containerd',
        'containerd-shim-runc-v2',
        'ctr',
        'runc',
      ],
      ...['cni-bridge', 'cni-loopback', 'cni-ptp', 'cni-host-local', 'cni-portmap', 'cni-firewall', 'cni-tuning'],
    ]);
  });
});
