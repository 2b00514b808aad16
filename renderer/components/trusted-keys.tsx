import { Button, CloseButton } from '@mantine/core';
import { useState } from 'react';
import { useAction } from '../api/use-action.ts';
import { useCall } from '../api/use-call.ts';
import { useWords } from '../locales/language.tsx';
import { trust as trustWords } from '../locales/trust.ts';
import { PathPicker } from './path-picker.tsx';
import { ProblemList } from './problem-card.tsx';
import { Answer, Blank } from './states.tsx';

/** The keys whose packages are taken on this computer, added by their file and taken off the list. @param changed is told that some are others now */
export function TrustedKeys({ changed = () => undefined }: { readonly changed?: () => void }) {
  const words = useWords(trustWords);
  const [keys, again] = useCall('keys', (engine, signal) => engine['keys.list']({}, signal));
  const [picking, setPicking] = useState(false);
  const trust = useAction(async (engine, signal, path: string) => {
    await engine['keys.trust']({ path }, signal);
    again();
    changed();
  });
  const distrust = useAction(async (engine, signal, key: string) => {
    await engine['keys.distrust']({ key }, signal);
    again();
    changed();
  });
  const add = (
    <Button variant="default" size="compact-sm" onClick={() => setPicking(true)} loading={trust.busy}>
      {words.add}
    </Button>
  );
  return (
    <div className="stack">
      <Answer of={keys} again={again}>
        {({ file, keys: known }) =>
          known.length === 0 ? (
            <Blank title={words.none} lead={words.noneLead}>
              {add}
            </Blank>
          ) : (
            <div className="stack">
              <p className="quiet">{words.keysLead(file)}</p>
              <ul className="chips">
                {known.map((key) => (
                  <li key={key} className="chip">
                    <span className="mono long">{key}</span>
                    <CloseButton size="xs" aria-label={words.remove(key)} onClick={() => distrust.run(key)} />
                  </li>
                ))}
              </ul>
              <div>{add}</div>
            </div>
          )
        }
      </Answer>
      <ProblemList problems={[...trust.problems, ...distrust.problems]} />
      <PathPicker
        title={words.choose}
        wanted="file"
        opened={picking}
        close={() => setPicking(false)}
        choose={(path) => {
          setPicking(false);
          trust.run(path);
        }}
      />
    </div>
  );
}
