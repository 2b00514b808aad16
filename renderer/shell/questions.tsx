import { Button, Modal, PasswordInput, TextInput } from '@mantine/core';
import { useState, type SubmitEvent } from 'react';
import type { Question } from '../../shared/contract/hosts.ts';
import { useWords } from '../locales/language.tsx';
import { shared } from '../locales/shared.ts';
import { shell } from '../locales/shell.ts';
import { useCluster } from '../store/use-cluster.tsx';
import { Prose } from '../components/prose.tsx';

type Trust = Question & { readonly ask: { readonly kind: 'trust' } };
type Prompts = Question & { readonly ask: { readonly kind: 'prompts' } };
const isTrust = (question: Question): question is Trust => question.ask.kind === 'trust';
const isPrompts = (question: Question): question is Prompts => question.ask.kind === 'prompts';

/** What only the operator can answer, on whatever screen it comes up: fingerprints together in the order of the nodes, logins one by one. */
export function Questions() {
  const questions = useCluster((state) => state.questions);
  const nodes = useCluster((state) => state.draft.nodes);
  const [prompts] = questions.filter(isPrompts);
  if (prompts !== undefined) return <Login key={prompts.id} question={prompts} />;
  const rank = (question: Trust) => nodes.findIndex(({ name }) => name === question.host);
  const trust = questions.filter(isTrust).sort((a, b) => rank(a) - rank(b));
  return trust.length === 0 ? null : <Fingerprints questions={trust} />;
}

function useAnswer(): (question: Question, answers: readonly string[] | null) => void {
  const answer = useCluster((state) => state.answer);
  return (question, answers) => {
    // A question that is no longer open has been decided without us: its host says how.
    answer(question, answers).catch(() => undefined);
  };
}

function Fingerprints({ questions }: { readonly questions: readonly Trust[] }) {
  const words = useWords(shell);
  const answer = useAnswer();
  const all = (answers: readonly string[] | null) => questions.forEach((question) => answer(question, answers));
  return (
    <Modal opened onClose={() => all(null)} withCloseButton={false} size="xl" title={words.trustTitle(questions.length)}>
      <p className="quiet">
        <Prose text={words.trustLead} />
      </p>
      <div className="fingerprints">
        <table className="plain">
          <thead>
            <tr>
              <th>{words.host}</th>
              <th>{words.address}</th>
              <th>{words.fingerprint}</th>
              <th />
            </tr>
          </thead>
          <tbody>
            {questions.map((question) => (
              <tr key={question.id}>
                <td>{question.host}</td>
                <td className="mono">{question.ask.address}</td>
                <td className="mono">{question.ask.fingerprint}</td>
                <td className="right">
                  {questions.length > 1 && (
                    <Button size="compact-xs" variant="default" onClick={() => answer(question, ['yes'])}>
                      {words.accept}
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="dialog-actions">
        <Button variant="default" onClick={() => all(null)}>
          {words.decline}
        </Button>
        <Button data-autofocus onClick={() => all(['yes'])}>
          {questions.length === 1 ? words.accept : words.acceptAll(questions.length)}
        </Button>
      </div>
    </Modal>
  );
}

function Login({ question }: { readonly question: Prompts }) {
  const words = useWords(shell);
  const common = useWords(shared);
  const answer = useAnswer();
  const { instruction, prompts } = question.ask;
  const [typed, setTyped] = useState<readonly string[]>(prompts.map(() => ''));
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    answer(question, typed);
  };
  return (
    <Modal opened onClose={() => answer(question, null)} withCloseButton={false} title={words.promptsTitle(question.host)}>
      <form onSubmit={submit}>
        {instruction !== '' && <p className="quiet">{instruction}</p>}
        {prompts.map(({ text, echo }, index) => {
          const Field = echo ? TextInput : PasswordInput;
          return (
            <Field
              key={index}
              label={text}
              autoComplete="off"
              data-autofocus={index === 0 ? true : undefined}
              value={typed[index] ?? ''}
              onChange={(event) => {
                const { value } = event.currentTarget;
                setTyped((held) => held.with(index, value));
              }}
            />
          );
        })}
        <div className="dialog-actions">
          <Button variant="default" onClick={() => answer(question, null)}>
            {common.cancel}
          </Button>
          <Button type="submit">{words.answer}</Button>
        </div>
      </form>
    </Modal>
  );
}
