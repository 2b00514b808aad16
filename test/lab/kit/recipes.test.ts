import { describe, expect, it } from 'vitest';
import { goBuild, goMod, kubernetes, recipes } from './recipes.ts';

describe('a recipe', () => {
  it("takes Kubernetes' own modules at the release of the same number", () => {
    const lines = goMod(kubernetes('1.35.4')).split('\n');
    expect(lines).toContain('require k8s.io/kubernetes v1.35.4');
    expect(lines).toContain('replace k8s.io/kubelet => k8s.io/kubelet v0.35.4');
  });

  it('says its version to the program', () => {
    expect(goBuild(kubernetes('1.34.4'), '.', '/out/kube').join(' ')).toContain(
      '-X k8s.io/component-base/version.gitVersion=v1.34.4',
    );
  });

  it('links what needs C statically, since a node may have another libc or none', () => {
    const args = goBuild(recipes.runc, 'github.com/opencontainers/runc', '/out/runc');
    expect(args.join(' ')).toContain('-linkmode external -extldflags "-static"');
    expect(args.join(' ')).toContain('-tags seccomp,netgo,osusergo -o /out/runc github.com/opencontainers/runc');
  });
});
