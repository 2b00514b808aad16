import { layout } from '../model/layout.ts';
import { yaml } from './yaml.ts';

/** crictl's configuration: it talks to Barque's containerd. https://github.com/kubernetes-sigs/cri-tools/blob/master/docs/crictl.md */
export function crictlConfig(): string {
  const socket = `unix://${layout.containerdSocket}`;
  return yaml({ 'runtime-endpoint': socket, 'image-endpoint': socket, timeout: 10 });
}
