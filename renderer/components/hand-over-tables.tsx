import type { ReactNode } from 'react';
import type { CertificateSummary } from '../../shared/contract/hand-over.ts';
import type { Output } from '../../shared/contract/engine-api.ts';
import { after } from '../locales/after.ts';
import { bytes, day, daysUntil } from '../locales/format.ts';
import { useLanguage, useWords } from '../locales/language.tsx';
import { Purpose } from './certificate-purpose.tsx';
import { useFirstRows } from './first-rows.tsx';
import { Panel } from './panel.tsx';

type Summary = Output<'handOver.summary'>;

const soonDays = 60;

/** The nodes of a cluster that stands. */
export function NodesTable({ nodes }: Pick<Summary, 'nodes'>) {
  const words = useWords(after);
  const { shown, more } = useFirstRows(nodes);
  return (
    <Panel title={words.nodes} aside={<span className="chip number">{nodes.length}</span>} flush>
      <table className="plain">
        <thead>
          <tr>
            <th>{words.name}</th>
            <th>{words.address}</th>
            <th>{words.roles}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ name, address, roles }) => (
            <tr key={name}>
              <td className="mono">{name}</td>
              <td className="mono">{address}</td>
              <td>{roles.join(', ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {more}
    </Panel>
  );
}

/** Its certificates, those that end first at the top. */
export function CertificatesTable({ certificates }: { readonly certificates: readonly CertificateSummary[] }) {
  const words = useWords(after);
  const language = useLanguage();
  const now = Date.now();
  const sorted = [...certificates].sort((a, b) => Date.parse(a.notAfter) - Date.parse(b.notAfter));
  const { shown, more } = useFirstRows(sorted);
  return (
    <Panel title={words.certificates} aside={<span className="chip number">{certificates.length}</span>} flush>
      <table className="plain">
        <thead>
          <tr>
            <th>{words.name}</th>
            <th>{words.host}</th>
            <th>{words.validUntil}</th>
            <th />
          </tr>
        </thead>
        <tbody>
          {shown.map(({ name, host, notAfter, authority }) => {
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
          })}
        </tbody>
      </table>
      {more}
    </Panel>
  );
}

/** What lies in the workspace's exports. */
export function FilesTable({ files }: Pick<Summary, 'files'>) {
  const words = useWords(after);
  const language = useLanguage();
  const { shown, more } = useFirstRows(files);
  return (
    <Panel title={words.files} aside={<span className="chip number">{files.length}</span>} flush>
      <table className="plain">
        <thead>
          <tr>
            <th>{words.file}</th>
            <th className="right">{words.size}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ path, size }) => (
            <tr key={path}>
              <td className="mono long">{path}</td>
              <td className="right number">{bytes(size, language)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {more}
    </Panel>
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
