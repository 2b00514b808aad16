import type { ReactNode } from 'react';
import type { CertificateSummary } from '../../shared/contract/hand-over.ts';
import type { Output } from '../../shared/contract/engine-api.ts';
import { after } from '../locales/after.ts';
import { bytes, day, daysUntil } from '../locales/format.ts';
import { useLanguage, useWords } from '../locales/language.tsx';
import { Purpose } from './certificate-purpose.tsx';
import { Panel } from './panel.tsx';
import { TablePanel } from './table-panel.tsx';

type Summary = Output<'handOver.summary'>;

const soonDays = 60;

/** The nodes of a cluster that stands. */
export function NodesTable({ nodes }: Pick<Summary, 'nodes'>) {
  const words = useWords(after);
  return (
    <TablePanel title={words.nodes} heads={[words.name, words.address, words.roles]} rows={nodes}>
      {({ name, address, roles }) => (
        <tr key={name}>
          <td className="mono">{name}</td>
          <td className="mono">{address}</td>
          <td>{roles.join(', ')}</td>
        </tr>
      )}
    </TablePanel>
  );
}

/** Its certificates, those that end first at the top. */
export function CertificatesTable({ certificates }: { readonly certificates: readonly CertificateSummary[] }) {
  const words = useWords(after);
  const language = useLanguage();
  const now = Date.now();
  const sorted = [...certificates].sort((a, b) => Date.parse(a.notAfter) - Date.parse(b.notAfter));
  return (
    <TablePanel title={words.certificates} heads={[words.name, words.host, words.validUntil, '']} rows={sorted}>
      {({ name, host, notAfter, authority }) => {
        const days = daysUntil(notAfter, now);
        return (
          <tr key={`${name} ${host ?? ''}`}>
            <td>
              <Purpose name={name} /> {authority && <span className="chip">{words.authority}</span>}
            </td>
            <td className="mono whole">{host ?? '–'}</td>
            <td className="number">{day(notAfter, language)}</td>
            <td>
              <span className={`chip ${days < 0 ? 'bad' : days < soonDays ? 'warn' : ''}`}>{words.days(days)}</span>
            </td>
          </tr>
        );
      }}
    </TablePanel>
  );
}

/** What lies in the workspace's exports. */
export function FilesTable({ files }: Pick<Summary, 'files'>) {
  const words = useWords(after);
  const language = useLanguage();
  return (
    <TablePanel title={words.files} heads={[words.file, { right: words.size }]} rows={files}>
      {({ path, size }) => (
        <tr key={path}>
          <td className="mono long">{path}</td>
          <td className="right number">{bytes(size, language)}</td>
        </tr>
      )}
    </TablePanel>
  );
}

/** What the cluster is, in a few words. */
export function Standing({ facts }: { readonly facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <Panel>
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="mono">{value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
