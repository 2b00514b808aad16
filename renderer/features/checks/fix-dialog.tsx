import { Button, Modal } from '@mantine/core';
import type { Finding } from '../../../shared/checks/check.ts';
import { fixed, type DraftFix } from '../../../shared/checks/fixes.ts';
import { commandsFor, type PutRight } from '../../../shared/checks/on-hosts.ts';
import { Commands } from '../../components/copy-button.tsx';
import { useFirstRows } from '../../components/first-rows.tsx';
import { checksWords } from '../../locales/checks.ts';
import { useWords } from '../../locales/language.tsx';
import { shared } from '../../locales/shared.ts';
import { useEdit } from '../../store/use-cluster.tsx';
import { same } from '../../components/same.ts';

/** Before anything is put right: which settings change, what deploying does by itself, and what is left to do on the hosts. */
export function FixDialog({
  fixes,
  byItself,
  findings,
  close,
}: {
  readonly fixes: readonly DraftFix[];
  readonly byItself: readonly PutRight[];
  readonly findings: readonly Finding[];
  readonly close: () => void;
}) {
  const words = useWords(checksWords);
  const common = useWords(shared);
  const edit = useEdit();
  const byHand = [...new Set(findings.flatMap(({ problem }) => problem.host ?? []))].flatMap((host) => {
    const lines = findings.filter(({ problem }) => problem.host === host).flatMap(({ problem }) => commandsFor(problem));
    return lines.length === 0 ? [] : [{ host, lines: [...new Set(lines)] }];
  });
  const saidOf = ({ what }: DraftFix, value: string) =>
    value === '' ? words.none : what === 'time' && isSource(value) ? words.time[value] : value;
  const put = () => {
    edit((draft) => fixed(draft, fixes));
    close();
  };
  return (
    <Modal opened onClose={close} title={words.fixTitle} size="xl" closeButtonProps={{ 'aria-label': common.close }}>
      <div className="stack">
        {fixes.length > 0 && (
          <section className="stack">
            <h3>{words.fixDraft}</h3>
            <table className="plain">
              <tbody>
                {fixes.map((fix) => (
                  <tr key={`${fix.what} ${fix.host ?? ''}`}>
                    <td>{words.fixes[fix.what]}</td>
                    <td className="mono">{fix.host ?? ''}</td>
                    <td className="mono">
                      <del>{saidOf(fix, fix.from)}</del> → <ins>{saidOf(fix, fix.to)}</ins>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
            <p className="quiet">{words.fixDraftLead}</p>
          </section>
        )}
        {byItself.length > 0 && (
          <section className="stack">
            <h3>{words.byItself}</h3>
            <ByItself all={byItself} />
            <p className="quiet">{words.byItselfLead}</p>
          </section>
        )}
        {byHand.length > 0 && (
          <section className="stack">
            <h3>{words.byHand}</h3>
            <p className="quiet">{words.byHandLead}</p>
            {byHand.map(({ host, lines }) => (
              <div key={host}>
                <span className="mono">{host}</span>
                <Commands lines={lines} />
              </div>
            ))}
          </section>
        )}
        <div className="dialog-actions">
          <Button variant={fixes.length === 0 ? 'filled' : 'default'} onClick={close}>
            {fixes.length === 0 ? common.close : common.cancel}
          </Button>
          {fixes.length > 0 && (
            <Button data-autofocus onClick={put}>
              {words.fixDo(fixes.length)}
            </Button>
          )}
        </div>
      </div>
    </Modal>
  );
}

/** What is put right by itself, once for all hosts of which it is the same. */
function ByItself({ all }: { readonly all: readonly PutRight[] }) {
  const words = useWords(checksWords);
  const { shown, more } = useFirstRows(same(all, ({ what, found, to }) => [what, found, to]));
  return (
    <>
      <table className="plain">
        <tbody>
          {shown.map(([one, ...others]) => (
            <tr key={`${one.what} ${one.host}`}>
              <td className="whole">{words.rights[one.what]}</td>
              <td className="mono">{[one, ...others].map(({ host }) => host).join(' ')}</td>
              <td className="mono whole">
                {one.found} → {one.what === 'time' && isSource(one.to) ? words.time[one.to] : one.to}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {more}
    </>
  );
}

const isSource = (value: string): value is 'host' | 'servers' | 'first-master' =>
  value === 'host' || value === 'servers' || value === 'first-master';
