/**
 * The images that kubeadm names, from the text of its cmd/kubeadm/app/constants/constants.go. etcd's is that of its own minor version
 * in `SupportedEtcdVersion`, which goes before the default.
 * @throws where a constant is not found
 */
export function kubeadmImages(source: string, minor: number): { etcd: string; coredns: string; pause: string } {
  const constant = (name: string): string => {
    const found = new RegExp(`\\b${name} *= *"([^"]+)"`).exec(source)?.[1];
    if (found === undefined) throw new Error(`no ${name} in kubeadm's constants`);
    return found;
  };
  const supported = /SupportedEtcdVersion *=[^{]*\{([^}]*)\}/.exec(source)?.[1] ?? '';
  // a later version may name etcd by a constant
  const named = new RegExp(`\\b${minor}: *(?:"([^"]+)"|([A-Za-z]+))`).exec(supported);
  return {
    etcd: named?.[1] ?? constant(named?.[2] ?? 'DefaultEtcdVersion'),
    coredns: constant('CoreDNSVersion'),
    pause: constant('PauseVersion'),
  };
}
