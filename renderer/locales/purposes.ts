import type { Purpose } from '../../shared/certificates/purpose.ts';
import { dictionary } from './dictionary.ts';

const en = {
  'etcd-authority': 'etcd’s authority',
  'kubernetes-authority': 'Kubernetes’ authority',
  'front-proxy-authority': 'front proxy’s authority',
  'etcd-server': 'etcd, as a server',
  'etcd-peer': 'etcd, among its members',
  'etcd-healthcheck': 'health check of etcd',
  'apiserver-etcd-client': 'API server to etcd',
  'apiserver-kubelet-client': 'API server to kubelets',
  apiserver: 'API server',
  'front-proxy-client': 'front proxy',
  'kubelet-server': 'kubelet, as a server',
  kubelet: 'kubelet',
  'controller-manager': 'controller manager',
  scheduler: 'scheduler',
  registry: 'image registry',
  user: 'a user',
  admin: 'administrator',
  join: 'joining the cluster',
} satisfies Record<Purpose, string>;

/** What the certificates of a cluster are for. */
export const purposes = dictionary({
  en,
  zh: {
    'etcd-authority': 'etcd 证书颁发机构',
    'kubernetes-authority': 'Kubernetes 证书颁发机构',
    'front-proxy-authority': '前端代理证书颁发机构',
    'etcd-server': 'etcd 服务端',
    'etcd-peer': 'etcd 成员之间',
    'etcd-healthcheck': 'etcd 健康检查',
    'apiserver-etcd-client': 'API 服务器访问 etcd',
    'apiserver-kubelet-client': 'API 服务器访问 kubelet',
    apiserver: 'API 服务器',
    'front-proxy-client': '前端代理',
    'kubelet-server': 'kubelet 服务端',
    kubelet: 'kubelet',
    'controller-manager': '控制器管理器',
    scheduler: '调度器',
    registry: '镜像仓库',
    user: '用户',
    admin: '管理员',
    join: '加入集群',
  },
});
