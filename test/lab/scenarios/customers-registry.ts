import { spawn } from 'node:child_process';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ImagePart } from '../../../shared/model/bundle.ts';
import { registryFiles } from '../../../shared/templates/registry.ts';
import { run } from '../command.ts';
import { argvInLab, inLab, type Lab, networks } from '../lab.ts';
import { until } from './until.ts';

/** A registry of the customer's: over TLS of its own authority, with a robot's login. */
export interface CustomersRegistry {
  readonly address: string;
  readonly port: number;
  readonly project: string;
  /** PEM. */
  readonly ca: string;
  readonly login: { readonly user: string; readonly password: string };
  readonly stop: () => Promise<void>;
}

const port = 5443;
/** As the images' host: Distribution knows no projects but by their names. */
const project = 'k8s.local';
const login = { user: 'robot$barque', password: 'Harbor-12345' };

/** Debian's registry beside the nodes, holding one image of a bundle as `k8s.local/NAME`. */
export async function customersRegistry(
  lab: Lab,
  directory: string,
  bundle: string,
  { name, image }: { readonly name: string; readonly image: ImagePart },
  signal: AbortSignal,
): Promise<CustomersRegistry> {
  const at = (file: string) => join(directory, file);
  const address = `${networks[0]}.1`;
  await run(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '30', '-subj', '/CN=registry'],
      ...['-addext', `subjectAltName=IP:${address}`, '-keyout', at('tls.key'), '-out', at('tls.crt')],
    ],
    { signal },
  );
  const hash = await run('perl', ['-e', 'print crypt($ARGV[0], q($2y$05$abcdefghijklmnopqrstuu))', login.password], { signal });
  await writeFile(at('htpasswd'), `${login.user}:${hash}\n`);
  const content = at('store/docker/registry/v2');
  for (const file of registryFiles([{ ...image, name: `${project}/${name}` }])) {
    const path = join(content, file.path);
    await mkdir(dirname(path), { recursive: true });
    if ('link' in file) await writeFile(path, file.link);
    else await cp(join(bundle, 'blobs', file.blob.digest.replace(':', '/')), path);
  }
  const config = {
    version: 0.1,
    log: { level: 'error' },
    storage: { filesystem: { rootdirectory: at('store') }, delete: { enabled: true } },
    http: { addr: `${address}:${port}`, tls: { certificate: at('tls.crt'), key: at('tls.key') } },
    auth: { htpasswd: { realm: 'customer', path: at('htpasswd') } },
  };
  await writeFile(at('config.yml'), JSON.stringify(config));
  const [file, ...argv] = argvInLab(lab, ['docker-registry', 'serve', at('config.yml')]);
  const server = spawn(file, argv, { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => server.once('close', () => resolve()));
  const curl = ['curl', '--silent', '--cacert', at('tls.crt'), '--max-time', '2', `https://${address}:${port}/v2/`];
  await until("the customer's registry", 20, async () => (await inLab(lab, curl), true), signal, 100);
  return {
    address,
    port,
    project,
    ca: await readFile(at('tls.crt'), 'utf8'),
    login,
    stop: async () => {
      server.kill();
      await ended;
    },
  };
}
