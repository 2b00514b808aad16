import { Button, SegmentedControl, Select } from '@mantine/core';
import { useId, useState } from 'react';
import { useAction } from '../../api/use-action.ts';
import { Panel } from '../../components/panel.tsx';
import { ProblemList } from '../../components/problem-card.tsx';
import { Screen } from '../../components/screen.tsx';
import { useWords } from '../../locales/language.tsx';
import { shared } from '../../locales/shared.ts';
import { welcome } from '../../locales/welcome.ts';
import { hashOf, welcome as first } from '../../router/route.ts';
import { goTo } from '../../router/use-route.tsx';

const workerCounts = ['0', '1', '2', '3', '5', '10', '30', '97'];
type Speed = '1' | '10' | '50';

/** Starts nodes that exist in the engine's process only, and goes on to the same steps as with real ones. */
export function Practice() {
  const words = useWords(welcome);
  const common = useWords(shared);
  const [masters, setMasters] = useState('3');
  const [workers, setWorkers] = useState('2');
  const [speed, setSpeed] = useState<Speed>('10');
  const label = useId();
  const start = useAction(async (engine, signal) => {
    const input = { masters: Number(masters), workers: Number(workers), speed: Number(speed) };
    const { dir } = await engine['practice.start'](input, signal);
    goTo({ page: 'cluster', dir, step: 'package' });
  });
  return (
    <Screen
      title={words.practiceTitle}
      lead={words.practiceLead}
      why={words.from}
      actions={
        <>
          <Button variant="default" component="a" href={hashOf(first)}>
            {common.back}
          </Button>
          <Button onClick={() => start.run()} loading={start.busy}>
            {words.practiseDo}
          </Button>
        </>
      }
    >
      <Panel>
        <div className="fields">
          <div>
            <span id={label} className="label">
              {words.masters}
            </span>
            <SegmentedControl aria-labelledby={label} value={masters} onChange={setMasters} data={['1', '3', '5']} />
            <small className="quiet">{words.mastersHint}</small>
          </div>
          <Select label={words.workers} value={workers} onChange={(value) => setWorkers(value ?? '2')} data={workerCounts} />
          <Select
            label={words.speed}
            value={speed}
            onChange={(value) => setSpeed(value ?? '10')}
            data={[
              { value: '1' as const, label: words.speeds['1'] },
              { value: '10' as const, label: words.speeds['10'] },
              { value: '50' as const, label: words.speeds['50'] },
            ]}
          />
        </div>
      </Panel>
      <ProblemList problems={start.problems} />
    </Screen>
  );
}
