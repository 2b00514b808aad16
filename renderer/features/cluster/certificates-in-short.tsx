import { Button } from '@mantine/core';
import { useState } from 'react';
import { byEnd } from '../../../shared/certificates/by-end.ts';
import { purposeOf } from '../../../shared/certificates/purpose.ts';
import type { CertificateSummary } from '../../../shared/contract/hand-over.ts';
import { CertificatesTable } from '../../components/hand-over-tables.tsx';
import { Panel } from '../../components/panel.tsx';
import { after } from '../../locales/after.ts';
import { clusterWords } from '../../locales/cluster.ts';
import { day, daysUntil } from '../../locales/format.ts';
import { useLanguage, useWords } from '../../locales/language.tsx';
import { purposes } from '../../locales/purposes.ts';
import { shared } from '../../locales/shared.ts';

const soonDays = 60;
/** Days on which certificates end; those after them are in the whole table. */
const days = 3;

/** When the certificates of a cluster end and what they are for, a line for each day; the whole table where somebody wants it. */
export function CertificatesInShort({ certificates }: { readonly certificates: readonly CertificateSummary[] }) {
  const words = useWords(after);
  const common = useWords(shared);
  const more = useWords(clusterWords);
  const named = useWords(purposes);
  const language = useLanguage();
  const [now] = useState(() => Date.now());
  const [all, setAll] = useState(false);
  if (all) return <CertificatesTable certificates={certificates} />;
  const nameOf = (name: string) => {
    const purpose = purposeOf(name);
    return purpose === undefined ? name : named[purpose];
  };
  return (
    <Panel
      title={words.certificates}
      aside={
        <Button size="xs" variant="default" onClick={() => setAll(true)}>
          {common.showAll(certificates.length)}
        </Button>
      }
      flush
    >
      <table className="plain">
        <thead>
          <tr>
            <th>{words.validUntil}</th>
            <th aria-label={more.timeLeft} />
            <th className="right whole">{more.howMany}</th>
            <th>{more.purpose}</th>
          </tr>
        </thead>
        <tbody>
          {byEnd(certificates)
            .slice(0, days)
            .map(({ end, ending }) => {
              const left = daysUntil(end, now);
              return (
                <tr key={end}>
                  <td className="number">{day(end, language)}</td>
                  <td>
                    <span className={`chip ${left < 0 ? 'bad' : left < soonDays ? 'warn' : ''}`}>{words.days(left)}</span>
                  </td>
                  <td className="right number">{ending.length}</td>
                  <td>{[...new Set(ending.map(({ name }) => nameOf(name)))].join(' · ')}</td>
                </tr>
              );
            })}
        </tbody>
      </table>
    </Panel>
  );
}
