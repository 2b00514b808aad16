import { Button, CloseButton } from '@mantine/core';
import { useState } from 'react';
import { useAction } from '../../api/use-action.ts';
import { useCall } from '../../api/use-call.ts';
import { Panel } from '../../components/panel.tsx';
import { PathPicker } from '../../components/path-picker.tsx';
import { ProblemList } from '../../components/problem-card.tsx';
import { Answer, Blank } from '../../components/states.tsx';
import { useWords } from '../../locales/language.tsx';
import { makePackage } from '../../locales/make-package.ts';

/** The keys whose packages are taken on this computer. */
export function TrustedKeys() {
  const words = useWords(makePackage);
  const [keys, again] = useCall('keys', (engine, signal) => engine['keys.list']({}, signal));
  const [picking, setPicking] = useState(false);
  const trust = useAction(async (engine, signal, path: string) => {
    await engine['keys.trust']({ path }, signal);
    again();
  });
  const distrust = useAction(async (engine, signal, key: string) => {
    await engine['keys.distrust']({ key }, signal);
    again();
  });
  return (
    <Panel
      title={words.trusted}
      aside={
        <Button variant="default" size="compact-sm" onClick={() => setPicking(true)} loading={trust.busy}>
          {words.trustAdd}
        </Button>
      }
    >
      <Answer of={keys} again={again}>
        {({ file, keys: known }) =>
          known.length === 0 ? (
            <Blank title={words.trustedNone} lead={words.trustedNoneLead} />
          ) : (
            <>
              <p className="quiet">{words.trustedLead(file)}</p>
              <ul className="chips">
                {known.map((key) => (
                  <li key={key} className="chip">
                    <span className="mono long">{key}</span>
                    <CloseButton size="xs" aria-label={words.trustRemove(key)} onClick={() => distrust.run(key)} />
                  </li>
                ))}
              </ul>
            </>
          )
        }
      </Answer>
      <ProblemList problems={[...trust.problems, ...distrust.problems]} />
      <PathPicker
        title={words.trustChoose}
        wanted="file"
        opened={picking}
        close={() => setPicking(false)}
        choose={(path) => {
          setPicking(false);
          trust.run(path);
        }}
      />
    </Panel>
  );
}
