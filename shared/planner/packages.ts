import { repositories } from '../catalog/images.ts';
import { etcdClientProgram, kubernetesPrograms, runtimePrograms } from '../catalog/programs.ts';
import { layout } from '../model/layout.ts';
import type { Serving } from '../model/resource.ts';
import type { Site, SiteNode } from '../site/site.ts';
import { containerdConfig, containerdUnit } from '../templates/containerd.ts';
import { crictlConfig } from '../templates/crictl.ts';
import { kubeletDropIn, kubeletUnit } from '../templates/kubelet.ts';
import { registryClient } from './registry.ts';
import { cniPlugins, imageOf, programs } from './programs.ts';
import { afterPrepare } from './prepare.ts';
import type { StepDraft } from './step.ts';

/** Phase 5: the container runtime, running; kubeadm, kubelet and kubectl, and the CNI plugins. No package of the host is touched. */
export const packages = (site: Site): StepDraft[] => site.nodes.flatMap((node) => [runtime(site, node), kubernetes(site, node)]);

/**
 * containerd has loaded its CRI plugin, which is all that the kubelet asks it for. It starts without one that could not be loaded, such as
 * for want of inotify instances, and never tries again. ctr lists what was loaded and what became of it; crictl is not on every node.
 */
const containerdServes: Serving = {
  argv: ['ctr', '--address', layout.containerdSocket, 'plugins', 'ls', 'type==io.containerd.grpc.v1,id==cri'],
  prints: ['io.containerd.grpc.v1', 'cri', 'ok'],
  restart: true,
  timeoutSeconds: 60,
};

function runtime(site: Site, node: SiteNode): StepDraft {
  const { spec, bundle } = site;
  const binaries = programs(bundle, spec.arch, runtimePrograms);
  const unit = `${layout.units}/${layout.containerdUnit}`;
  const pause = imageOf(bundle, spec.arch, repositories.pause).name;
  return {
    phase: 'packages',
    title: 'runtime',
    node,
    needs: afterPrepare(site, node),
    resources: [
      ...binaries,
      {
        kind: 'file',
        path: layout.containerdConfig,
        mode: 0o644,
        content: containerdConfig(spec, { storage: node.storage, pause }),
      },
      { kind: 'file', path: unit, mode: 0o644, content: containerdUnit(node) },
      ...registryClient(site, node),
      {
        kind: 'service',
        unit: layout.containerdUnit,
        started: true,
        watch: [...binaries.map((b) => b.path), layout.containerdConfig, unit],
        serves: containerdServes,
      },
    ],
  };
}

function kubernetes(site: Site, node: SiteNode): StepDraft {
  const { spec, bundle } = site;
  const unit = `${layout.units}/${layout.kubeletUnit}`;
  const dropIn = `${unit}.d/10-kubeadm.conf`;
  return {
    phase: 'packages',
    title: 'kubernetes',
    node,
    needs: afterPrepare(site, node),
    resources: [
      ...programs(bundle, spec.arch, [
        ...kubernetesPrograms,
        ...(node.master && spec.etcd.topology === 'stacked' ? [etcdClientProgram] : []),
      ]),
      ...cniPlugins(bundle, spec.arch),
      { kind: 'file', path: unit, mode: 0o644, content: kubeletUnit(node) },
      { kind: 'file', path: dropIn, mode: 0o644, content: kubeletDropIn() },
      { kind: 'file', path: `${layout.config}/crictl.yaml`, mode: 0o644, content: crictlConfig() },
      { kind: 'link', path: '/etc/crictl.yaml', to: `${layout.config}/crictl.yaml`, unlessPresent: true },
      { kind: 'link', path: '/usr/local/bin/kubectl', to: `${layout.bin}/kubectl`, unlessPresent: true },
      // kubeadm starts it, once it has written its configuration; `kubelet` below asks it then
      { kind: 'service', unit: layout.kubeletUnit, started: false, watch: [unit, dropIn] },
    ],
  };
}
