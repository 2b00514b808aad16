import type { Question } from '../../../shared/contract/hosts.ts';
import type { ClusterSpec } from '../../../shared/model/spec.ts';
import type { Operator } from '../reach.ts';
import type { Questions } from './questions.ts';

/** The operator behind a face: whatever is asked becomes a question that is shown, and waits. */
export function operatorOf(
  { nodes }: Pick<ClusterSpec, 'nodes'>,
  questions: Questions,
  signal: AbortSignal,
  told: { readonly show: (question: Question) => void; readonly over?: (question: Question) => void },
  inProcess?: Operator['inProcess'],
): Operator {
  const how = { show: told.show, over: told.over ?? (() => undefined) };
  const addresses = new Map(nodes.map(({ name, address }) => [name, address]));
  return {
    given: new Map(),
    askSecret: undefined,
    local: undefined,
    inProcess,
    onFirstContact: async (host, fingerprint) => {
      const address = addresses.get(host) ?? host;
      return (await questions.ask({ host, ask: { kind: 'trust', address, fingerprint } }, how, signal)) !== null;
    },
    ask: async ({ host, instruction, prompts }, abort) => {
      const ask = { kind: 'prompts' as const, instruction, prompts: prompts.map(({ text, echo }) => ({ text, echo })) };
      // one who declines gives no answers, and the login is refused as one with wrong answers is
      return [...((await questions.ask({ host, ask }, how, abort)) ?? prompts.map(() => ''))];
    },
  };
}
