import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { layout } from '../../../shared/model/layout.ts';
import { trustPaths } from '../../../shared/planner/trust.ts';
import { onNode } from '../access.ts';
import type { Lab } from '../settings.ts';
import { type Mark, marksIn } from './marks.ts';

/**
 * The only places where a private key of the cluster may lie on a node: where kubeadm, the kubelet, etcd and root's ssh read it. No
 * password and no passphrase may lie anywhere.
 */
export const declaredPaths: readonly RegExp[] = [
  new RegExp(`^${layout.kubernetesPki}/([a-z-]+/)?[a-z-]+\\.key$`),
  new RegExp(`^${layout.etcdPki}/[a-z-]+\\.(key|pem)$`),
  /^\/etc\/kubernetes\/(admin|controller-manager|scheduler|kubelet)\.conf$/,
  new RegExp(`^${trustPaths.key}$`),
  /^\/var\/lib\/kubelet\/pki\/[a-z0-9-]+\.pem$/,
];

/** What is no file of a node, or is another view of files that are searched where they lie. */
const leftOut = ['/proc', '/sys', '/dev', '/run/barque/containerd/io.containerd.runtime.v2.task/*/*/rootfs'];

/** All files of a node that have any of these marks in them. The forms go there by stdin, into memory, and are removed. */
export async function filesOnNode(lab: Lab, node: string, marks: readonly Mark[], signal?: AbortSignal): Promise<string[]> {
  const forms = '/dev/shm/forms';
  const skip = leftOut.map((path) => `-path '${path}'`).join(' -o ');
  const search = `find / \\( ${skip} \\) -prune -o -type f -print0 | LC_ALL=C xargs -0 -r grep -laFs -f ${forms} --`;
  const input = marks.flatMap((mark) => mark.forms).join('\n');
  const command = `umask 077; cat >${forms}; ${search}; rm -f ${forms}`;
  const found = await onNode(lab, node, command, { input: `${input}\n`, ...(signal && { signal }) });
  return found.split('\n').filter(Boolean).sort();
}

/** All files below a directory of this machine that have marks in them, with the names of these. */
export async function filesBelow(directory: string, marks: readonly Mark[]): Promise<Map<string, readonly string[]>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const found = new Map<string, readonly string[]>();
  for (const entry of entries.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const names = marksIn(await readFile(path, 'latin1'), marks);
    if (names.length > 0) found.set(path, names);
  }
  return found;
}
