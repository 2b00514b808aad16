import { Button, Checkbox, Modal } from '@mantine/core';
import { useState } from 'react';
import { useAction } from '../api/use-action.ts';
import type { Problem } from '../../shared/problems/problem.ts';
import { useWords } from '../locales/language.tsx';
import { shared } from '../locales/shared.ts';
import { hashOf } from '../router/route.ts';
import type { ChangedKey } from '../store/cluster.ts';
import { useClusterStore } from '../store/use-cluster.tsx';
import { ProblemList } from './problem-card.tsx';
import { Prose } from './prose.tsx';

const logins: ReadonlySet<string> = new Set([
  'ssh.login-refused',
  'ssh.login-cut-off',
  'ssh.credential-refused',
  'ssh.password-expired',
  'ssh.method-not-offered',
  'root.refused',
]);

/** What can be done from the card about a host that was not reached, on whatever screen that is; nothing for other problems. */
export function HostRemedy({ problem, mended }: { readonly problem: Problem; readonly mended: () => void }) {
  const words = useWords(shared);
  const { dir } = useClusterStore().getState().summary;
  const changed = changedKey(problem);
  if (changed !== undefined) return <CompareKeys changed={changed} accepted={mended} />;
  if (!logins.has(problem.code)) return null;
  return (
    <Button size="xs" variant="default" component="a" href={hashOf({ page: 'cluster', dir, step: 'nodes' })}>
      {words.changeLogin}
    </Button>
  );
}

/** The key that a host was known by, and the one that it shows now, where that is the problem. */
function changedKey({ code, host, params }: Problem): (ChangedKey & { readonly pinned: string }) | undefined {
  const { address, port, pinned, found } = params;
  if (code !== 'ssh.host-key-changed' || host === undefined) return undefined;
  if (typeof address !== 'string' || typeof port !== 'number') return undefined;
  return typeof pinned === 'string' && typeof found === 'string' ? { host, address, port, pinned, found } : undefined;
}

/** Both fingerprints; the new one is taken by who says that the host itself shows it, and by nobody in passing. */
function CompareKeys({
  changed,
  accepted,
}: {
  readonly changed: NonNullable<ReturnType<typeof changedKey>>;
  readonly accepted: () => void;
}) {
  const words = useWords(shared);
  const store = useClusterStore();
  const [opened, open] = useState(false);
  const [compared, setCompared] = useState(false);
  const accept = useAction(async () => {
    await store.getState().acceptKey(changed);
    open(false);
    accepted();
  });
  const close = () => {
    // what was said already is done: a run or a survey goes on from it
    if (accept.busy) return;
    open(false);
    setCompared(false);
  };
  return (
    <>
      <Button size="xs" variant="default" onClick={() => open(true)}>
        {words.compareKeys}
      </Button>
      <Modal opened={opened} onClose={close} withCloseButton={false} size="lg" title={words.keyChanged(changed.host)}>
        <p>
          <Prose text={words.keyChangedLead} />
        </p>
        <dl className="keys">
          <dt>{words.keyBefore}</dt>
          <dd className="mono">{changed.pinned}</dd>
          <dt>{words.keyNow}</dt>
          <dd className="mono">{changed.found}</dd>
        </dl>
        <Checkbox
          label={words.keyCompared}
          checked={compared}
          onChange={({ currentTarget: { checked } }) => setCompared(checked)}
        />
        <ProblemList problems={accept.problems} />
        <div className="dialog-actions">
          <Button variant="default" data-autofocus disabled={accept.busy} onClick={close}>
            {words.cancel}
          </Button>
          <Button color="red" disabled={!compared} loading={accept.busy} onClick={() => accept.run()}>
            {words.acceptKey}
          </Button>
        </div>
      </Modal>
    </>
  );
}
