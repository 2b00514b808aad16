import { BLOCK, padding, tarHeader } from '../../resources/tar.ts';

/** What the health check calls, and what helps somebody who looks into the container. */
const applets = ['cat', 'date', 'grep', 'id', 'ip', 'ls', 'mv', 'ps', 'rm', 'sh', 'sleep'];
const accounts = {
  'etc/passwd': 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n',
  'etc/group': 'root:x:0:\nnogroup:x:65534:\n',
};

/** The layer as a tar archive: these files (programs and libraries), a shell by busybox, and what Keepalived expects of a system. */
export function keepalivedLayer(files: ReadonlyMap<string, Buffer>): Buffer {
  const fixed = Object.entries(accounts).map(([name, text]) => [name, Buffer.from(text)] as const);
  const entries = new Map([
    ...[...files, ...fixed].map(([name, content]) => {
      const mode = /^(etc|usr\/share)\//.test(name) ? 0o644 : 0o755;
      const header = tarHeader(name, content.length, { mode });
      return [name, Buffer.concat([header, content, Buffer.alloc(padding(content.length))])] as const;
    }),
    ...applets.map((name) => [`bin/${name}`, tarHeader(`bin/${name}`, 0, { link: 'busybox' })] as const),
    ...[['etc/keepalived', 0o755] as const, ['run', 0o755] as const, ['tmp', 0o1777] as const].map(
      ([name, mode]) => [name, tarHeader(`${name}/`, 0, { directory: true, mode })] as const,
    ),
    ['var/run', tarHeader('var/run', 0, { link: '../run' })] as const,
  ]);
  const sorted = [...entries].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
  return Buffer.concat([...sorted, Buffer.alloc(2 * BLOCK)]);
}
