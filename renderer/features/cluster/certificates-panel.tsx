import { Button, Checkbox } from '@mantine/core';
import { useState } from 'react';
import { needsAttention } from '../../../shared/certificates/inventory.ts';
import type { Output } from '../../../shared/contract/engine-api.ts';
import { useAction } from '../../api/use-action.ts';
import { Purpose } from '../../components/certificate-purpose.tsx';
import { useFirstRows } from '../../components/first-rows.tsx';
import { Panel } from '../../components/panel.tsx';
import { ProblemList } from '../../components/problem-card.tsx';
import { Loading } from '../../components/states.tsx';
import { after } from '../../locales/after.ts';
import { clusterWords } from '../../locales/cluster.ts';
import { day, daysUntil, moment } from '../../locales/format.ts';
import { useLanguage, useWords } from '../../locales/language.tsx';
import { useClusterStore } from '../../store/use-cluster.tsx';

type Looked = Extract<Output<'certificates.list'>, { type: 'certificates' }>;

const soonDays = 30;

/** The certificates as the nodes have them, asked for when somebody wants to know, from where they are renewed. */
export function CertificatesPanel({
  dir,
  looked,
  renew,
}: {
  readonly dir: string;
  /** Is told whether a renewal is not finished. */
  readonly looked: (unfinished: boolean) => void;
  readonly renew: () => void;
}) {
  const words = useWords(clusterWords);
  const language = useLanguage();
  const store = useClusterStore();
  const [found, setFound] = useState<Looked | undefined>(undefined);
  const look = useAction(async (engine, signal) => {
    for await (const item of engine['certificates.list']({ dir }, signal)) {
      if (item.type === 'question') store.getState().ask(item.question);
      else {
        setFound(item);
        looked(item.unfinished !== undefined);
      }
    }
  });
  return (
    <Panel
      title={words.onNodes}
      aside={
        <span className="buttons">
          <Button size="xs" variant="default" loading={look.busy} onClick={() => look.run()}>
            {found === undefined ? words.look : words.lookAgain}
          </Button>
          {found?.unfinished === undefined && (
            <Button size="xs" variant="default" onClick={renew}>
              {words.renew}
            </Button>
          )}
        </span>
      }
      flush={found !== undefined}
    >
      {found === undefined && (look.busy ? <Loading what={words.looking} /> : <p className="quiet">{words.onNodesLead}</p>)}
      <ProblemList problems={[...look.problems, ...(found?.unreachable ?? [])]} />
      {found?.unfinished !== undefined && (
        <div className="banner warn" role="status">
          {words.unfinished(moment(found.unfinished, language))}
        </div>
      )}
      {found !== undefined && <Found certificates={found.certificates} />}
    </Panel>
  );
}

function Found({ certificates }: Pick<Looked, 'certificates'>) {
  const words = useWords(clusterWords);
  const named = useWords(after);
  const language = useLanguage();
  const [now] = useState(() => Date.now());
  const [only, setOnly] = useState(false);
  const amiss = certificates.filter((one) => needsAttention(one, now, soonDays));
  const { shown, more } = useFirstRows(only ? amiss : certificates);
  return (
    <>
      <div className="buttons note">
        <span className={`chip ${amiss.length > 0 ? 'warn' : 'ok'}`} role="status">
          {amiss.length > 0 ? words.attention(amiss.length) : words.fine}
        </span>
        {amiss.length > 0 && (
          <Checkbox
            size="xs"
            label={words.onlyAttention}
            checked={only}
            onChange={(event) => setOnly(event.currentTarget.checked)}
          />
        )}
      </div>
      <table className="plain">
        <thead>
          <tr>
            <th>{words.path}</th>
            <th>{named.host}</th>
            <th>{named.validUntil}</th>
            <th aria-label={words.attention(amiss.length)} />
            <th>{words.against}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((one) => {
            const { host, path, name = path, match, certificate } = one;
            const days = certificate === undefined ? undefined : daysUntil(certificate.notAfter, now);
            const bad = match === 'other' || match === 'missing' || match === 'unreadable';
            return (
              <tr key={`${host ?? ''} ${path}`}>
                <td>
                  <Purpose name={name} path={path} />
                </td>
                <td className="mono whole">{host ?? '–'}</td>
                <td className="number">{certificate === undefined ? '–' : day(certificate.notAfter, language)}</td>
                <td>
                  {days !== undefined && (
                    <span className={`chip ${days < 0 ? 'bad' : days < soonDays ? 'warn' : ''}`}>{named.days(days)}</span>
                  )}
                </td>
                <td>{bad ? <span className="chip bad">{words.match[match]}</span> : words.match[match]}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {more}
    </>
  );
}
