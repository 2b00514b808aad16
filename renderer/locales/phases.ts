import type { Phase } from '../../shared/model/plan.ts';
import { dictionary } from './dictionary.ts';

const en: Readonly<Record<Phase, string>> = {
  trust: 'Trust',
  check: 'Check',
  prepare: 'Prep',
  distribute: 'Send',
  packages: 'Progs',
  images: 'Image',
  certificates: 'Certs',
  etcd: 'etcd',
  endpoint: 'Endpt',
  'control-plane': 'Ctrl',
  network: 'Net',
  workers: 'Work',
  'add-ons': 'Addon',
  verify: 'Proof',
  'hand-over': 'Hand',
};

/** The phases in so few letters that all of them fit beside each other above the matrix; their names are `phaseWords` (shared/run). */
export const shortPhases = dictionary({
  en,
  zh: {
    trust: '信任',
    check: '检查',
    prepare: '准备',
    distribute: '分发',
    packages: '程序',
    images: '镜像',
    certificates: '证书',
    etcd: 'etcd',
    endpoint: '端点',
    'control-plane': '控制',
    network: '网络',
    workers: '工作',
    'add-ons': '组件',
    verify: '验证',
    'hand-over': '交付',
  },
});
