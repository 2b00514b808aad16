import { Button, Checkbox, Modal } from '@mantine/core';
import { useState } from 'react';
import type { BundleManifest } from '../../../shared/model/bundle.ts';
import { isPracticeBundle } from '../../../shared/practice/practice.ts';
import { useAction } from '../../api/use-action.ts';
import { useCall } from '../../api/use-call.ts';
import { Panel } from '../../components/panel.tsx';
import { ProblemList } from '../../components/problem-card.tsx';
import { Answer } from '../../components/states.tsx';
import { TrustedKeys } from '../../components/trusted-keys.tsx';
import { useWords } from '../../locales/language.tsx';
import { shared } from '../../locales/shared.ts';
import { trust } from '../../locales/trust.ts';
import { useCluster } from '../../store/use-cluster.tsx';

/** Who signed a package, and whether the operator trusts them; a key is trusted by who says that it was compared, and by nobody in passing. */
export function Signature({ path, manifest }: { readonly path: string; readonly manifest: BundleManifest }) {
  const practice = useCluster(({ summary }) => summary.practice);
  const words = useWords(trust);
  const common = useWords(shared);
  const [signers, again] = useCall(`signers ${path}`, (engine, signal) => engine['bundles.signers']({ path }, signal));
  const [managing, setManaging] = useState(false);
  const isPractice = practice && isPracticeBundle(manifest);
  return (
    <Panel
      title={words.signature}
      aside={
        isPractice ? undefined : (
          <Button variant="default" size="compact-sm" onClick={() => setManaging(true)}>
            {words.manage}
          </Button>
        )
      }
    >
      {isPractice ? (
        <p className="quiet">{words.practice}</p>
      ) : (
        <Answer of={signers} again={again}>
          {(known) =>
            known.length === 0 ? (
              <div className="stack">
                <strong>{words.unsigned}</strong>
                <p className="quiet">{words.unsignedLead}</p>
              </div>
            ) : (
              <div className="stack">
                {known.map(({ key, trusted }) => (
                  <Signer key={key} signer={key} trusted={trusted} changed={again} />
                ))}
                <p className="quiet">{known.some(({ trusted }) => trusted) ? words.trustedLead : words.untrustedLead}</p>
              </div>
            )
          }
        </Answer>
      )}
      <Modal opened={managing} onClose={() => setManaging(false)} size="lg" withCloseButton={false} title={words.keys}>
        <TrustedKeys changed={again} />
        <div className="dialog-actions">
          <Button variant="default" data-autofocus onClick={() => setManaging(false)}>
            {common.close}
          </Button>
        </div>
      </Modal>
    </Panel>
  );
}

interface Signed {
  readonly signer: string;
  readonly trusted: boolean;
  readonly changed: () => void;
}

function Signer({ signer, trusted, changed }: Signed) {
  const words = useWords(trust);
  const [asking, setAsking] = useState(false);
  return (
    <div className="signer">
      <span className="mono long">{signer}</span>
      <span className={trusted ? 'chip ok' : 'chip warn'}>{trusted ? words.trusted : words.untrusted}</span>
      {!trusted && (
        <Button variant="default" size="compact-sm" onClick={() => setAsking(true)}>
          {words.trust}
        </Button>
      )}
      {asking && <TrustKey signer={signer} close={() => setAsking(false)} trusted={changed} />}
    </div>
  );
}

/** The key to be compared, and what trusting it means. */
function TrustKey({
  signer,
  close,
  trusted,
}: Pick<Signed, 'signer'> & { readonly close: () => void; readonly trusted: () => void }) {
  const words = useWords(trust);
  const common = useWords(shared);
  const [compared, setCompared] = useState(false);
  const take = useAction(async (engine, signal) => {
    await engine['keys.trustKey']({ key: signer }, signal);
    close();
    trusted();
  });
  return (
    <Modal opened onClose={close} withCloseButton={false} size="lg" title={words.trustTitle}>
      <div className="stack">
        <p>{words.trustTitleLead}</p>
        <p className="mono long compared">{signer}</p>
        <Checkbox label={words.compared} checked={compared} onChange={({ currentTarget: { checked } }) => setCompared(checked)} />
        <ProblemList problems={take.problems} />
      </div>
      <div className="dialog-actions">
        <Button variant="default" data-autofocus onClick={close}>
          {common.cancel}
        </Button>
        <Button disabled={!compared} loading={take.busy} onClick={() => take.run()}>
          {words.trustNow}
        </Button>
      </div>
    </Modal>
  );
}
