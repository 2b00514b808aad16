import { dirname, join } from 'node:path';
import { holdsSecret } from '../../shared/model/content.ts';
import { pkiNames } from '../../shared/model/pki-names.ts';
import type { Deployment } from './deployment.ts';
import { keptMaterial } from './cluster-material.ts';
import { makeDirectory, writeDurably } from './workspace/durable-file.ts';

/**
 * Phase 15 on the operator's machine: the administrator's kubeconfig, the certificates and every configuration file, in the
 * workspace's `exports`, for its owner alone. Files that hold keys are not among them.
 */
export async function handOver({ workspace, plan }: Deployment): Promise<void> {
  const pki = await keptMaterial(workspace);
  const kubeconfig = pki?.secrets[pkiNames.admin.kubeconfig];
  if (!pki || kubeconfig === undefined) throw new Error('a finished deployment has its certificates');
  await makeDirectory(workspace.exports);
  await writeDurably(join(workspace.exports, 'admin.conf'), kubeconfig, 0o600);

  const certificates = Object.entries(pki.certificates).map(([name, pem]) => [join('certificates', name), pem] as const);
  const configuration = plan.steps.flatMap(({ host, resources }) =>
    resources.flatMap((resource) => {
      if (resource.kind !== 'file' && resource.kind !== 'manifest') return [];
      if (holdsSecret(resource.content)) return [];
      const text = typeof resource.content === 'string' ? resource.content : undefined;
      // a certificate is among the certificates already
      return text === undefined ? [] : [[join('hosts', host, resource.path), text] as const];
    }),
  );
  const files = [...certificates, ...configuration];
  const directories = new Set(files.map(([path]) => dirname(join(workspace.exports, path))));
  for (const directory of directories) await makeDirectory(directory);
  await Promise.all(files.map(([path, text]) => writeDurably(join(workspace.exports, path), text, 0o600)));
}
