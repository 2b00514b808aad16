import { kind } from './define.ts';

const unfit = {
  volatile: {
    en: 'is emptied at the latest with the next start of the host',
    zh: '最迟在主机下次启动时清空',
  },
  system: { en: 'belongs to the operating system', zh: '属于操作系统' },
  shared: { en: 'holds other data of the cluster, or lies within such', zh: '与集群的其他数据目录相同或互相嵌套' },
} as const;

/** Values of the spec that have their form and are none that can be used. `path` is such as `storage.etcd`. */
export const specValueProblems = {
  'spec.address-reserved': kind<{ path: string; address: string }>({
    retry: false,
    en: (p) => ({
      what: 'No host can be reached at this address',
      found: `${p.path}: ${p.address}`,
      expected: 'an address of a network: none of 0.0.0.0/8, 127.0.0.0/8, and 224.0.0.0 and above',
      remedies: [`Correct ${p.path}`],
    }),
    zh: (p) => ({
      what: '该地址不能用于主机之间的通信',
      found: `${p.path}：${p.address}`,
      expected: '网络中的普通地址，不属于 0.0.0.0/8、127.0.0.0/8 以及 224.0.0.0 以上',
      remedies: [`更正 ${p.path}`],
    }),
  }),
  'spec.port-taken': kind<{ path: string; port: number; component: string }>({
    retry: false,
    en: (p) => ({
      what: 'A port is needed by two',
      found: `${p.path}: ${p.port}, which ${p.component} listens on`,
      expected: 'a port that no other component of the cluster listens on',
      remedies: [`Choose another ${p.path}`],
    }),
    zh: (p) => ({
      what: '端口冲突',
      found: `${p.path}：${p.port}，已由 ${p.component} 使用`,
      expected: '集群其他组件未使用的端口',
      remedies: [`为 ${p.path} 选用其他端口`],
    }),
  }),
  'spec.directory-unfit': kind<{ path: string; directory: string; why: keyof typeof unfit }>({
    retry: false,
    en: (p) => ({
      what: 'Data cannot be kept in this directory',
      found: `${p.path}: ${p.directory}, which ${unfit[p.why].en}`,
      expected: 'a directory of its own that lasts, such as /data/etcd',
      remedies: [`Choose another ${p.path}`],
    }),
    zh: (p) => ({
      what: '该目录不能用于存放数据',
      found: `${p.path}：${p.directory}，${unfit[p.why].zh}`,
      expected: '独立且持久的目录，例如 /data/etcd',
      remedies: [`为 ${p.path} 另选目录`],
    }),
  }),
};
