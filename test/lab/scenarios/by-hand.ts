import assert from 'node:assert/strict';
import { inLab, labSpec, sshArgv, type LabNode } from '../lab.ts';
import { pack } from '../luggage.ts';
import type { Kubectl } from './kubectl.ts';
import type { Cluster } from './proofs.ts';
import type { Stage } from './stage.ts';
import { until } from './until.ts';

/** containerd and the kubelet where everybody has them, from the files in the working directory; no path of Barque's. */
const prepared = `set -e
mkdir -p /opt/cni/bin /etc/containerd
install -m 755 containerd containerd-shim-runc-v2 ctr runc /usr/local/bin/
install -m 755 kube /usr/bin/kube
for program in kubeadm kubelet kubectl; do ln -sf kube "/usr/bin/$program"; done
for plugin in cni-*; do install -m 755 "$plugin" "/opt/cni/bin/\${plugin#cni-}"; done
cat > /etc/containerd/config.toml <<'X'
version = 3
[plugins.'io.containerd.cri.v1.images'.pinned_images]
sandbox = "registry.k8s.io/pause:3.10.1"
[plugins.'io.containerd.cri.v1.runtime']
restrict_oom_score_adj = true
[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc]
runtime_type = "io.containerd.runc.v2"
[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc.options]
SystemdCgroup = true
X
cat > /etc/systemd/system/containerd.service <<'X'
[Service]
Type=notify
ExecStart=/usr/local/bin/containerd
Delegate=yes
KillMode=process
[Install]
WantedBy=multi-user.target
X
cat > /etc/systemd/system/kubelet.service <<'X'
[Unit]
After=containerd.service
[Service]
EnvironmentFile=-/var/lib/kubelet/kubeadm-flags.env
ExecStart=/usr/bin/kubelet --bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf --kubeconfig=/etc/kubernetes/kubelet.conf \\
  --config=/var/lib/kubelet/config.yaml $KUBELET_KUBEADM_ARGS
Restart=always
RestartSec=2
[Install]
WantedBy=multi-user.target
X
sysctl -qw net.ipv4.ip_forward=1
systemctl daemon-reload
systemctl enable -q --now containerd
systemctl enable -q kubelet
ctr -n k8s.io images import images.tar >/dev/null`;

/**
 * Joins a machine by the line that `barque join-command` printed, as the paper's engineer does it: with a containerd of its own, prepared by
 * hand. Once it is Ready and runs a pod of the network, it is taken out of the cluster again.
 */
export async function joinByHand(stage: Stage, cluster: Cluster, node: LabNode, line: string, kubectl: Kubectl): Promise<void> {
  const { lab, signal } = stage;
  const luggage = await pack(stage, cluster.version, cluster.operator.bundle, labSpec(cluster.nodes));
  const on = (script: string) => inLab(lab, [...sshArgv(lab, node), script], { signal });
  const carry = 'from=$1; shift; set -o pipefail; tar --create --dereference --directory "$from" . | "$@"';
  const unpack = [...sshArgv(lab, node), 'mkdir /root/in && tar --extract --directory /root/in'];
  await inLab(lab, ['bash', '--norc', '-c', carry, 'carry', luggage, ...unpack], { signal });
  await on(`cd /root/in && ${prepared}`);
  // the lab's cgroups are of version 1 (see the lab's README)
  const said = await on(`${line} --ignore-preflight-errors=SystemVerification 2>&1`);
  assert.match(said, /This node has joined the cluster/);
  const ready = async () =>
    (await kubectl(['wait', 'node', node.name, '--for', 'condition=Ready', '--timeout', '5s'])) || undefined;
  await until(`${node.name} is Ready`, 120, ready, signal);
  const itsPods = ['get', 'pods', '-A', '--field-selector', `spec.nodeName=${node.name}`];
  const running = async () => /kube-flannel.*Running/.test(await kubectl(itsPods)) || undefined;
  await until(`${node.name} runs a pod of the network`, 120, running, signal);
  await kubectl(['delete', 'node', node.name]);
  await on('systemctl disable -q --now kubelet');
  const gone = async () => (await kubectl([...itsPods, '-o', 'name'])) === '' || undefined;
  await until(`the pods of ${node.name} are gone`, 180, gone, signal);
}
