import { Button, Modal } from '@mantine/core';
import { useState } from 'react';
import { deploy } from '../../locales/deploy.ts';
import { useWords } from '../../locales/language.tsx';

/** Cancels a run, after it was said what that means. */
export function CancelRun({ cancel }: { readonly cancel: () => void }) {
  const words = useWords(deploy);
  const [asking, ask] = useState(false);
  return (
    <>
      <Button variant="subtle" color="red" onClick={() => ask(true)}>
        {words.cancel}
      </Button>
      <Modal opened={asking} onClose={() => ask(false)} title={words.cancelTitle} withCloseButton={false}>
        <p>{words.cancelLead}</p>
        <div className="dialog-actions">
          <Button
            variant="default"
            onClick={() => {
              ask(false);
              cancel();
            }}
          >
            {words.cancel}
          </Button>
          <Button data-autofocus onClick={() => ask(false)}>
            {words.keep}
          </Button>
        </div>
      </Modal>
    </>
  );
}
