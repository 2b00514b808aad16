import { spawn } from 'node:child_process';
import { cp, mkdir, symlink, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { join } from 'node:path';
import type { ImagePart } from '../../../../shared/model/bundle.ts';
import { run } from '../../command.ts';
import { until } from '../until.ts';

export const login = { user: 'fetcher', password: 'let-me-in' };

/** Debian's registry on loopback, which wants a login. */
export interface Registry {
  readonly host: string;
  /** Copies an image out of a bundle's directory, by skopeo. */
  readonly push: (bundle: string, image: ImagePart, name: string) => Promise<void>;
  readonly stop: () => Promise<void>;
}

export async function startRegistry(directory: string, port: number, signal: AbortSignal): Promise<Registry> {
  const host = `127.0.0.1:${port}`;
  const hash = await run('perl', ['-e', 'print crypt($ARGV[0], q($2y$05$abcdefghijklmnopqrstuu))', login.password], { signal });
  await writeFile(join(directory, 'htpasswd'), `${login.user}:${hash}\n`);
  const config = {
    version: 0.1,
    log: { level: 'error' },
    storage: { filesystem: { rootdirectory: join(directory, 'store') } },
    http: { addr: host },
    auth: { htpasswd: { realm: 'lab', path: join(directory, 'htpasswd') } },
  };
  await writeFile(join(directory, 'config.yml'), JSON.stringify(config));
  const server = spawn('docker-registry', ['serve', join(directory, 'config.yml')], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => server.once('close', () => resolve()));
  await until('the registry', 20, () => answers(host), signal, 100);
  return {
    host,
    push: async (bundle, image, name) => {
      const layout = await layoutOf(directory, bundle, image);
      const credentials = ['--dest-creds', `${login.user}:${login.password}`, '--dest-tls-verify=false'];
      await run(
        'skopeo',
        ['--insecure-policy', 'copy', '--preserve-digests', ...credentials, `oci:${layout}`, `docker://${host}/${name}`],
        {
          signal,
        },
      );
    },
    stop: async () => {
      server.kill();
      await ended;
    },
  };
}

const answers = (host: string): Promise<true | undefined> =>
  new Promise((resolve) => {
    get(`http://${host}/v2/`, (answer) => {
      answer.resume();
      resolve(true);
    }).once('error', () => resolve(undefined));
  });

/** skopeo takes a layout with one image. */
async function layoutOf(directory: string, bundle: string, { digest, size }: ImagePart): Promise<string> {
  const layout = join(directory, `layout-${digest.slice(7, 19)}`);
  await mkdir(layout, { recursive: true });
  await cp(join(bundle, 'oci-layout'), join(layout, 'oci-layout'));
  const manifests = [{ mediaType: 'application/vnd.oci.image.manifest.v1+json', digest, size }];
  await writeFile(join(layout, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests }));
  await symlink(join(bundle, 'blobs'), join(layout, 'blobs')).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  });
  return layout;
}
