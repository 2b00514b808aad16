import { kind } from './define.ts';
import { because } from './file-faults.ts';

const properties = {
  kernel: { en: 'kernel', zh: '内核' },
  cgroup: { en: 'cgroup version', zh: 'cgroup 版本' },
};

/** What the package check-up finds beyond missing parts: a bundle that would install, and then wait for what nobody brings. */
export const doctorProblems = {
  'doctor.inventory-unusable': kind<{ path: string; reason: string }>({
    retry: false,
    en: (p) => ({
      what: 'The inventory cannot be read',
      found: `${p.path}: ${because(p.reason, 'en')}`,
      expected: 'a file that a survey or `barque probe` has written',
      remedies: ['Write it again at the site: “Survey a site” in the wizard, or barque probe -f SPEC --to FILE'],
    }),
    zh: (p) => ({
      what: '无法读取主机清单',
      found: `${p.path}：${because(p.reason, 'zh')}`,
      expected: '由勘察或 barque probe 写出的文件',
      remedies: ['在现场重新生成：在向导中“勘察现场”，或执行 barque probe -f 配置 --to 文件'],
    }),
  }),
  'doctor.image-tag': kind<{ wanted: string; held: string; arch: string }>({
    retry: false,
    en: (p) => ({
      what: 'The bundle holds an image under another tag than Kubernetes asks for',
      found: `${p.held} for ${p.arch}`,
      expected: p.wanted,
      remedies: [`Make the bundle again with --image ${p.wanted}`],
    }),
    zh: (p) => ({
      what: '离线包中镜像的标签与 Kubernetes 所要求的不同',
      found: `${p.held}（${p.arch}）`,
      expected: p.wanted,
      remedies: [`使用 --image ${p.wanted} 重新制作离线包`],
    }),
  }),
  'doctor.program-version': kind<{ program: string; held: string; wanted: string; arch: string }>({
    retry: false,
    en: (p) => ({
      what: `${p.program} is not of the version that the bundle is for`,
      found: `${p.program} ${p.held} for ${p.arch}`,
      expected: p.wanted,
      remedies: [`Make the bundle again with --kubernetes ${p.wanted}`],
    }),
    zh: (p) => ({
      what: `${p.program} 与离线包的 Kubernetes 版本不一致`,
      found: `${p.program} ${p.held}（${p.arch}）`,
      expected: p.wanted,
      remedies: [`使用 --kubernetes ${p.wanted} 重新制作离线包`],
    }),
  }),
  'doctor.system-missing': kind<{ system: string; arch: string; held: readonly string[] }>({
    retry: false,
    en: (p) => ({
      what: 'The bundle has packages for other systems, and none for this one',
      found: `packages for ${p.held.join(', ')}`,
      expected: `packages for ${p.system} on ${p.arch}`,
      remedies: [`Make the bundle again with ${p.system} among --os`],
    }),
    zh: (p) => ({
      what: '离线包含有其他系统的软件包，但没有该系统的',
      found: `${p.held.join('、')} 的软件包`,
      expected: `${p.system}（${p.arch}）的软件包`,
      remedies: [`重新制作离线包，并在 --os 中加入 ${p.system}`],
    }),
  }),
  'doctor.package-missing': kind<{ package: string; system: string; arch: string; held: readonly string[] }>({
    retry: false,
    en: (p) => ({
      what: 'The bundle lacks an OS package that the spec asks for, or one that such a package needs',
      found: `for ${p.system} on ${p.arch}: ${p.held.join(', ') || 'no packages'}`,
      expected: `${p.package} for ${p.system} on ${p.arch}`,
      remedies: [`Make the bundle again with --os ${p.system} --package ${p.package}`, 'Or take it out of packages in the spec'],
    }),
    zh: (p) => ({
      what: '离线包缺少配置要求的操作系统软件包，或其依赖的软件包',
      found: `${p.system}（${p.arch}）：${p.held.join('、') || '没有软件包'}`,
      expected: `${p.system}（${p.arch}）的 ${p.package}`,
      remedies: [`使用 --os ${p.system} --package ${p.package} 重新制作离线包`, '或者从配置的 packages 中去掉它'],
    }),
  }),
  'doctor.host-limit': kind<{ of: 'kernel' | 'cgroup'; found: string; needs: string; kubernetes: string; newest: string }>({
    retry: false,
    en: (p) => ({
      what: `Kubernetes ${p.kubernetes} does not run on this host`,
      found: `${properties[p.of].en} ${p.found}`,
      expected: `${properties[p.of].en} ${p.needs} or later`,
      remedies: [
        `The newest Kubernetes that all hosts run: ${p.newest}`,
        p.of === 'cgroup' ? 'Or boot the host with the unified cgroup hierarchy' : 'Or install a newer kernel on the host',
      ],
    }),
    zh: (p) => ({
      what: `该主机无法运行 Kubernetes ${p.kubernetes}`,
      found: `${properties[p.of].zh} ${p.found}`,
      expected: `${properties[p.of].zh} ${p.needs} 或更高`,
      remedies: [
        `所有主机均可运行的最新 Kubernetes 版本：${p.newest}`,
        p.of === 'cgroup' ? '或者让主机以统一的 cgroup 层级启动' : '或者在主机上安装更新的内核',
      ],
    }),
  }),
};
