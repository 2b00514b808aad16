import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Making } from '../../../shared/contract/making.ts';
import { useAction } from '../../api/use-action.ts';
import { useStream } from '../../api/use-stream.ts';
import { ProblemList } from '../../components/problem-card.tsx';
import { Screen } from '../../components/screen.tsx';
import { Loading } from '../../components/states.tsx';
import { useWords } from '../../locales/language.tsx';
import { makePackage } from '../../locales/make-package.ts';
import { shared } from '../../locales/shared.ts';
import { hashOf, welcome } from '../../router/route.ts';
import { Line } from './line.tsx';
import { More } from './more.tsx';
import { emptyForm, formOf, type OrderForm, orderOf } from './order-form.ts';
import { Finished, GoingOn } from './progress.tsx';
import { What, Where } from './what-and-where.tsx';

/** Makes a package on the side with internet: what is chosen, how far it is, and what was made. One that was cut off is found again. */
export function MakePackage() {
  const words = useWords(makePackage);
  const [round, setRound] = useState(1);
  const [making, setMaking] = useState<Making | undefined>(undefined);
  const followed = useStream(`making ${round}`, (engine, signal) => engine['making.follow']({}, signal), setMaking);
  const again = () => setRound((n) => n + 1);
  const [another, setAnother] = useState(false);
  const begun = () => {
    setAnother(false);
    setMaking(undefined);
    again();
  };
  if (followed.state === 'failed')
    return (
      <Screen title={words.title}>
        <ProblemList problems={followed.problems} retry={again} />
      </Screen>
    );
  if (making === undefined)
    return (
      <Screen title={words.title} lead={words.lead}>
        <Loading />
      </Screen>
    );
  if (making.state === 'going-on') return <Watching making={making} />;
  if (making.state === 'finished' && making.built && !another)
    return (
      <Screen
        title={words.title}
        actions={
          <>
            <Back />
            <Button variant="default" onClick={() => setAnother(true)}>
              {words.another}
            </Button>
          </>
        }
      >
        <Finished built={making.built} />
      </Screen>
    );
  return <Ordering key={round} making={making} begun={begun} />;
}

const Back = () => (
  <Button variant="default" component="a" href={hashOf(welcome)}>
    {useWords(shared).back}
  </Button>
);

function Watching({ making }: { readonly making: Making }) {
  const words = useWords(makePackage);
  const stop = useAction(async (engine, signal) => {
    await engine['making.cancel']({}, signal);
  });
  return (
    <Screen
      title={words.title}
      lead={words.lead}
      actions={
        <Button variant="default" onClick={() => stop.run()} loading={stop.busy}>
          {words.stop}
        </Button>
      }
    >
      <GoingOn making={making} />
      <ProblemList problems={stop.problems} />
    </Screen>
  );
}

function Ordering({ making, begun }: { readonly making: Making; readonly begun: () => void }) {
  const words = useWords(makePackage);
  const [form, setForm] = useState<OrderForm>(making.order ? formOf(making.order) : emptyForm);
  const change = (difference: Partial<OrderForm>) => setForm((before) => ({ ...before, ...difference }));
  const made = orderOf(form);
  const start = useAction(async (engine, signal) => {
    if (!('order' in made)) return;
    await engine['making.start'](made.order, signal);
    begun();
  });
  const goesOn = ['interrupted', 'cancelled', 'failed'].includes(making.state);
  return (
    <Screen
      title={words.title}
      lead={words.lead}
      why={'lacks' in made ? words.why[made.lacks] : undefined}
      actions={
        <>
          <Back />
          <Button disabled={'lacks' in made} loading={start.busy} onClick={() => start.run()}>
            {goesOn ? words.again : words.make}
          </Button>
        </>
      }
    >
      {making.state === 'interrupted' && (
        <div className="banner warn" role="status">
          <div>
            <strong>{words.interrupted}</strong>
            <p>{words.interruptedLead(making.order?.out ?? '')}</p>
          </div>
        </div>
      )}
      {making.state === 'cancelled' && (
        <div className="banner" role="status">
          <strong>{words.cancelled}</strong>
        </div>
      )}
      <ProblemList problems={[...making.problems, ...start.problems]} />
      <What form={form} change={change} />
      <Where form={form} change={change} />
      <Line form={form} change={change} />
      <More form={form} change={change} />
    </Screen>
  );
}
