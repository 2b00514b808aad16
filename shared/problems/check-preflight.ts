import { kind, list } from './define.ts';

/** Problems with a host on which kubeadm's own preflight would stop, or say a warning, after other things were changed already. */
export const preflightProblems = {
  'check.program': kind<{ program: string; packages: readonly string[]; kubernetes: string }>({
    retry: false,
    en: (p) => ({
      what: `The host lacks a program that kubeadm requires: ${p.program}`,
      found: `no ${p.program} in the PATH`,
      expected: `${p.program} is installed; kubeadm ${p.kubernetes} refuses the host without it`,
      remedies: [
        `Install it from the distribution, as the system names the package: ${list(p.packages)}`,
        'Or have Barque install the package: name it in `packages`, with a bundle that holds it',
      ],
    }),
    zh: (p) => ({
      what: `主机缺少 kubeadm 必需的程序：${p.program}`,
      found: `PATH 中没有 ${p.program}`,
      expected: `已安装 ${p.program}；没有它，kubeadm ${p.kubernetes} 会拒绝该主机`,
      remedies: [
        `从发行版安装（软件包名因系统而异）：${list(p.packages, '、')}`,
        '或由 Barque 安装：在 `packages` 中写明该软件包，并使用包含它的离线包',
      ],
    }),
  }),
  'check.kernel': kind<{ found: string; needs: string; kubernetes: string; newest: string; below: 'refused' | 'warned' }>({
    retry: false,
    en: (p) => ({
      what:
        p.below === 'refused'
          ? `The kernel is too old for Kubernetes ${p.kubernetes}: kubeadm refuses it`
          : `Kubernetes ${p.kubernetes} is not tested on a kernel this old`,
      found: `kernel ${p.found === '' ? 'unknown' : p.found}`,
      expected: `kernel ${p.needs} or later`,
      remedies: ['Install a newer kernel on the host', `Or take the newest Kubernetes that all hosts run: ${p.newest}`],
    }),
    zh: (p) => ({
      what:
        p.below === 'refused'
          ? `内核版本过低，kubeadm 不允许安装 Kubernetes ${p.kubernetes}`
          : `Kubernetes ${p.kubernetes} 未在如此旧的内核上测试过`,
      found: `内核 ${p.found === '' ? '版本未知' : p.found}`,
      expected: `内核 ${p.needs} 或更高`,
      remedies: ['在主机上安装更新的内核', `或使用所有主机均可运行的最新 Kubernetes 版本：${p.newest}`],
    }),
  }),
};
