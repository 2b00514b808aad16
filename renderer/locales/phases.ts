import type { Phase } from '../../shared/model/plan.ts';
import { dictionary } from './dictionary.ts';

/** A phase above its column: where the column is narrow, and where it has room. */
type Heads = Readonly<Record<Phase, readonly [narrow: string, wide: string]>>;

const en: Heads = {
  trust: ['Trust', 'Trust'],
  check: ['Check', 'Checks'],
  prepare: ['Prep', 'Prepare'],
  distribute: ['Send', 'Distribute'],
  packages: ['Progs', 'Programs'],
  images: ['Image', 'Images'],
  certificates: ['Certs', 'Certs'],
  etcd: ['etcd', 'etcd'],
  endpoint: ['Endpt', 'Endpoint'],
  'control-plane': ['Ctrl', 'Control'],
  network: ['Net', 'Network'],
  workers: ['Work', 'Workers'],
  'add-ons': ['Addon', 'Add-ons'],
  verify: ['Proof', 'Proof'],
  'hand-over': ['Hand', 'Hand-over'],
};

const zh: Heads = {
  trust: ['信任', '信任'],
  check: ['检查', '检查'],
  prepare: ['准备', '准备'],
  distribute: ['分发', '分发'],
  packages: ['程序', '程序'],
  images: ['镜像', '镜像'],
  certificates: ['证书', '证书'],
  etcd: ['etcd', 'etcd'],
  endpoint: ['端点', '端点'],
  'control-plane': ['控制', '控制平面'],
  network: ['网络', 'Pod 网络'],
  workers: ['工作', '工作节点'],
  'add-ons': ['组件', '附加组件'],
  verify: ['验证', '验证'],
  'hand-over': ['交付', '交付'],
};

/** The phases in so few letters that all of them fit beside each other above the matrix; their names are `phaseWords` (shared/run). */
export const phaseHeads = dictionary({ en, zh });
