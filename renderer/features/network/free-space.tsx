import type { Draft } from '../../../shared/draft/draft.ts';
import { plainPath } from '../../../shared/draft/lists.ts';
import type { HostFacts } from '../../../shared/model/facts.ts';
import { defaultStorage } from '../../../shared/spec/resolve.ts';
import { bytes } from '../../locales/format.ts';
import { useLanguage, useWords } from '../../locales/language.tsx';
import { networkWords } from '../../locales/network.ts';
import type { Hosts } from '../../store/hosts.ts';

const shown = 12;

/** What is free where a directory is or will be: on the file system with the longest mount point above it. */
function freeAt({ mounts }: HostFacts, directory: string): number | undefined {
  const above = mounts.filter(({ path }) => path === '/' || directory === path || directory.startsWith(`${path}/`));
  return above.reduce<{ path: string; freeBytes: number } | undefined>(
    (best, mount) => (best && best.path.length >= mount.path.length ? best : mount),
    undefined,
  )?.freeBytes;
}

/** The directories of the nodes that are connected, and how much is free there; those with least first. */
export function FreeSpace({ draft, hosts }: { readonly draft: Draft; readonly hosts: Hosts }) {
  const words = useWords(networkWords);
  const language = useLanguage();
  const rows = draft.nodes
    .flatMap((node) => {
      const host = hosts.get(node.name);
      if (host?.state !== 'known') return [];
      const [own, all] = [plainPath(node.storageRoot), plainPath(draft.storage.root)];
      const common = plainPath(draft.storage.containerd) || (all === '' ? defaultStorage.containerd : `${all}/containerd`);
      const containerd = own === '' ? common : `${own}/containerd`;
      const free = freeAt(host.facts, containerd);
      return free === undefined ? [] : [{ name: node.name, directory: containerd, free }];
    })
    .sort((a, b) => a.free - b.free);
  if (rows.length === 0) return <p className="quiet">{words.notConnected}</p>;
  return (
    <table className="plain">
      <caption className="quiet">{words.free}</caption>
      <thead>
        <tr>
          <th scope="col">{words.node}</th>
          <th scope="col">{words.directory}</th>
          <th scope="col" className="right">
            {words.freeSpace}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.slice(0, shown).map(({ name, directory, free }) => (
          <tr key={name}>
            <td>{name}</td>
            <td className="mono">{directory}</td>
            <td className="right number">{bytes(free, language)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
