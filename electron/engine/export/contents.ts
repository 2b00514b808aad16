import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { kubeadmLayout, type LayoutFile, paperLayout } from '../../../shared/certificates/layouts.ts';
import { pkiNames } from '../../../shared/model/pki-names.ts';
import type { ClusterSpec } from '../../../shared/model/spec.ts';
import { readmeText } from '../../../shared/report/readme.ts';
import { type Report, reportText } from '../../../shared/report/report.ts';
import { unsurveyed } from '../../../shared/certificates/unsurveyed.ts';
import { codeOf, unusable } from '../workspace/durable-file.ts';
import { openPlain } from '../workspace/own-file.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { pkcs12 } from './pkcs12.ts';
import type { ArchiveFile } from './zip.ts';

/** What an export is made of, besides the workspace's own files. */
export interface Material {
  readonly spec: ClusterSpec;
  readonly report: Report;
  readonly certificates: Readonly<Record<string, string>>;
  /** Keys and kubeconfigs by name; undefined where the export is to hold none. */
  readonly secrets: Readonly<Record<string, string>> | undefined;
  readonly passphrase: string | undefined;
}

/** Every file of an export, in the order of their paths. Nothing secret is among them unless `material.secrets` is given. */
export async function contentsOf(workspace: Workspace, material: Material): Promise<ArchiveFile[]> {
  const { spec, report, certificates, secrets, passphrase } = material;
  const cluster = unsurveyed(spec);
  const paper = trees('paper', paperLayout(cluster), certificates, secrets);
  const admin = secrets === undefined ? [] : adminFiles(certificates, secrets, passphrase);
  const readme = {
    cluster: spec.name,
    practice: report.practice,
    endpoint: report.cluster.endpoint,
    keys: secrets !== undefined,
    pkcs12: admin.some(({ path }) => path.endsWith('.p12')),
    paper: paper.length > 0,
  };
  const files = [
    text('README.en.md', readmeText(readme, 'en')),
    text('README.zh.md', readmeText(readme, 'zh')),
    text('report.en.md', reportText(report, 'en')),
    text('report.zh.md', reportText(report, 'zh')),
    text('cluster.yaml', await workspace.readSpec()),
    ...trees('kubeadm', kubeadmLayout(cluster), certificates, secrets),
    ...paper,
    ...admin,
    ...(secrets === undefined ? [] : values({ ...certificates, ...secrets })),
    ...(await filesBelow(join(workspace.exports, 'hosts'), 'hosts')),
    ...(await journals(workspace)),
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
  const sums = files.map(({ path, content }) => `${createHash('sha256').update(content).digest('hex')}  ${path}\n`);
  return [...files, text('SHA256SUMS', sums.join(''))];
}

const text = (path: string, content: string): ArchiveFile => ({ path, content: Buffer.from(content) });

/** The files of a layout that the workspace keeps, each below its node's name. */
const trees = (
  root: string,
  layout: readonly LayoutFile[],
  certificates: Readonly<Record<string, string>>,
  secrets: Readonly<Record<string, string>> | undefined,
): ArchiveFile[] =>
  layout.flatMap(({ host, path, of }) => {
    const content = 'certificate' in of ? certificates[of.certificate] : secrets?.[of.secret];
    return content === undefined ? [] : [text(`${root}/${host}${path}`, content)];
  });

/** What the plan's script for those who must type takes by name (`runbookShell`). */
const values = (kept: Readonly<Record<string, string>>): ArchiveFile[] =>
  Object.entries(kept).map(([name, content]) => text(`values/${name}`, content));

function adminFiles(
  certificates: Readonly<Record<string, string>>,
  secrets: Readonly<Record<string, string>>,
  passphrase: string | undefined,
): ArchiveFile[] {
  const { admin, kubernetesAuthority } = pkiNames;
  const kubeconfig = secrets[admin.kubeconfig];
  const [certificate, key] = [certificates[admin.certificate], secrets[admin.key]];
  const authority = certificates[kubernetesAuthority.certificate];
  return [
    ...(kubeconfig === undefined ? [] : [text('kubeconfig/admin.conf', kubeconfig)]),
    ...(passphrase === undefined || certificate === undefined || key === undefined
      ? []
      : [
          {
            path: 'kubeconfig/admin.p12',
            content: pkcs12({ certificate, key }, authority === undefined ? [] : [authority], passphrase),
          },
        ]),
  ];
}

const journals = async (workspace: Workspace): Promise<ArchiveFile[]> => {
  const read = (await workspace.runs()).map(async (run): Promise<ArchiveFile[]> => {
    const content = await contentIfThere(workspace.journalOf(run));
    return content === undefined ? [] : [{ path: `journals/${run}.jsonl`, content }];
  });
  return (await Promise.all(read)).flat();
};

/** The regular files below a directory; what is a link or not there is left out. */
async function filesBelow(directory: string, root: string): Promise<ArchiveFile[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return [];
    throw unusable(directory, error);
  });
  const read = entries
    .filter((entry) => entry.isFile())
    .map(async ({ parentPath, name }): Promise<ArchiveFile> => {
      const path = join(parentPath, name);
      return { path: `${root}/${relative(directory, path).split(sep).join('/')}`, content: await readFile(path) };
    });
  return await Promise.all(read);
}

async function contentIfThere(path: string): Promise<Buffer | undefined> {
  const file = await openPlain(path);
  if (file === undefined) return undefined;
  try {
    return await file.readFile();
  } catch (error) {
    throw unusable(path, error);
  } finally {
    await file.close();
  }
}
