import type { Phase, StepTitle } from '../model/plan.ts';
import type { Language } from '../problems/problem.ts';

type Words = Readonly<Record<Language, string>>;

/** The steps in words. */
export const titleWords: Readonly<Record<StepTitle, Words>> = {
  prepare: { en: 'prepare the host', zh: '准备主机' },
  'os-packages': { en: 'OS packages', zh: '系统软件包' },
  time: { en: 'time settings', zh: '时间设置' },
  trust: { en: 'SSH between nodes', zh: '节点间 SSH 互信' },
  runtime: { en: 'container runtime', zh: '容器运行时' },
  kubernetes: { en: 'kubeadm, kubelet, kubectl', zh: 'kubeadm、kubelet、kubectl' },
  images: { en: 'images', zh: '镜像' },
  certificates: { en: 'certificates', zh: '证书' },
  'etcd-program': { en: 'etcd program', zh: 'etcd 程序' },
  etcd: { en: 'etcd member', zh: 'etcd 成员' },
  'etcd-quorum': { en: 'etcd has a quorum', zh: 'etcd 达成仲裁' },
  endpoint: { en: 'virtual address (Keepalived)', zh: '虚拟地址（Keepalived）' },
  init: { en: 'kubeadm init', zh: 'kubeadm init' },
  join: { en: 'kubeadm join', zh: 'kubeadm join' },
  kubelet: { en: 'the kubelet works', zh: 'kubelet 正常工作' },
  flannel: { en: 'pod network (Flannel)', zh: 'Pod 网络（Flannel）' },
  helm: { en: 'Helm', zh: 'Helm' },
  registry: { en: 'image registry', zh: '镜像仓库' },
  'nodes-ready': { en: 'proof: every node is Ready', zh: '验证：所有节点 Ready' },
  'system-pods-ready': { en: 'proof: the system pods are Ready', zh: '验证：系统 Pod 全部 Ready' },
  'etcd-health': { en: 'proof: etcd is healthy', zh: '验证：etcd 健康' },
  'single-vip': { en: 'proof: exactly one master holds the virtual address', zh: '验证：虚拟地址只在一台 master 上' },
  'pod-network': { en: 'proof: pods reach each other, DNS and services', zh: '验证：Pod 互通、DNS 与 Service 可用' },
  'registry-serves': { en: 'proof: the image registry serves', zh: '验证：镜像仓库可用' },
  'hand-over': { en: 'clean up', zh: '清理' },
  renew: { en: 'renew the control plane’s certificates', zh: '控制平面证书续期' },
  'take-part': { en: 'take part in the endpoint again', zh: '重新加入端点' },
  'renew-kubelet': { en: 'renew the kubelet’s certificates', zh: 'kubelet 证书续期' },
};

/** The phases in words. */
export const phaseWords: Readonly<Record<Phase, Words>> = {
  trust: { en: 'trust', zh: '信任' },
  check: { en: 'checks', zh: '检查' },
  prepare: { en: 'prepare', zh: '准备' },
  distribute: { en: 'distribute', zh: '分发' },
  packages: { en: 'programs', zh: '程序' },
  images: { en: 'images', zh: '镜像' },
  certificates: { en: 'certificates', zh: '证书' },
  etcd: { en: 'etcd', zh: 'etcd' },
  endpoint: { en: 'endpoint', zh: '端点' },
  'control-plane': { en: 'control plane', zh: '控制平面' },
  network: { en: 'pod network', zh: 'Pod 网络' },
  workers: { en: 'workers', zh: '工作节点' },
  'add-ons': { en: 'add-ons', zh: '附加组件' },
  verify: { en: 'proof', zh: '验证' },
  'hand-over': { en: 'hand-over', zh: '交付' },
};

const isTitle = (title: string): title is StepTitle => title in titleWords;

/** A step's title in words; a title of another version of Barque is shown as it is. */
export const wordsOf = (title: string, language: Language): string => (isTitle(title) ? titleWords[title][language] : title);
