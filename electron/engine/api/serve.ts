import {
  type CallName,
  type Calls,
  type EngineApi,
  isCallName,
  isStreamName,
  type Input,
  type Name,
  type Output,
  schemas,
  type StreamName,
  type Streams,
} from '../../../shared/contract/engine-api.ts';
import { type FromEngine, fromFace, itemsUnderWay, type Port, questionsAtOnce } from '../../../shared/contract/wire.ts';
import { problem, type Problem, ProblemError } from '../../../shared/problems/problem.ts';

/**
 * Answers one face over a port until it closes; whatever it asked is then aborted (runs go on). Every question is parsed before it is
 * asked and every answer before it is sent. A message that is none of the protocol's closes the port: its sender is no face.
 */
export function serve(api: EngineApi<AbortSignal>, port: Port): void {
  const open = new Map<number, Question>();
  const send = (message: FromEngine) => port.send(message);
  port.onClose(() => {
    for (const question of open.values()) question.abort();
  });
  port.onMessage((raw) => {
    const read = fromFace.safeParse(raw);
    if (!read.success) {
      port.close();
      return;
    }
    const message = read.data;
    switch (message.type) {
      case 'cancel':
        open.get(message.id)?.abort();
        return;
      case 'took':
        open.get(message.id)?.took();
        return;
      case 'ask': {
        const { id, name, input } = message;
        if (open.has(id) || open.size >= questionsAtOnce) {
          port.close();
          return;
        }
        const question = new Question();
        open.set(id, question);
        void answered(api, name, input, question, (output) => send({ type: 'item', id, output })).then((last) => {
          open.delete(id);
          if (!question.signal.aborted) send({ id, ...last });
        });
      }
    }
  });
}

/** A question that is being answered: whether it is still wanted, and how many items of its stream are not used yet. */
class Question {
  readonly #aborting = new AbortController();
  #underWay = 0;
  #room: (() => void) | undefined;

  get signal(): AbortSignal {
    return this.#aborting.signal;
  }

  abort(): void {
    this.#aborting.abort();
    this.#room?.();
  }

  took(): void {
    this.#underWay = Math.max(0, this.#underWay - 1);
    this.#room?.();
  }

  /** Resolves when one more item may be sent; at once where the question is aborted. */
  async room(): Promise<void> {
    while (this.#underWay >= itemsUnderWay && !this.signal.aborted) {
      await new Promise<void>((resolve) => (this.#room = resolve));
    }
    this.#underWay += 1;
  }
}

type Last =
  | { readonly type: 'answer'; readonly output: unknown }
  | { readonly type: 'end' }
  | { readonly type: 'problems'; readonly problems: [Problem, ...Problem[]] };

/** Asks the engine and says how it ended; never rejects. */
async function answered(
  api: EngineApi<AbortSignal>,
  name: string,
  input: unknown,
  question: Question,
  item: (output: unknown) => void,
): Promise<Last> {
  try {
    if (isCallName(name)) return { type: 'answer', output: await call(api, name, input, question.signal) };
    if (!isStreamName(name)) throw notUnderstood(name, ['no such question']);
    await stream(api, name, input, question, item);
    return { type: 'end' };
  } catch (error) {
    const [first, ...more] = problemsOf(name, error);
    return { type: 'problems', problems: [first, ...more] };
  }
}

async function call<N extends CallName>(
  api: Calls<AbortSignal>,
  name: N,
  input: unknown,
  signal: AbortSignal,
): Promise<Output<N>> {
  return schemas[name].output.parse(await api[name](asked(name, input), signal));
}

async function stream<N extends StreamName>(
  api: Streams<AbortSignal>,
  name: N,
  input: unknown,
  question: Question,
  item: (output: Output<N>) => void,
): Promise<void> {
  const { output } = schemas[name];
  for await (const next of api[name](asked(name, input), question.signal)) {
    const parsed = output.parse(next);
    await question.room();
    if (question.signal.aborted) return;
    item(parsed);
  }
}

/** @throws {ProblemError} `engine.not-understood` */
function asked<N extends Name>(name: N, input: unknown): Input<N> {
  const read = schemas[name].input.safeParse(input);
  if (read.success) return read.data;
  // never the value: it may be a secret
  throw notUnderstood(
    name,
    read.error.issues.slice(0, 5).map((issue) => `${issue.path.join('.')}: ${issue.code}`),
  );
}

const notUnderstood = (call: string, issues: readonly string[]) =>
  new ProblemError(problem('engine.not-understood', { call, issues }));

/** Only problems cross the border; whatever else was thrown is a fault of ours. */
function problemsOf(call: string, error: unknown): ProblemError['problems'] {
  if (error instanceof ProblemError) return error.problems;
  const reason = (error instanceof Error ? error.message : String(error)).slice(0, 500);
  return [problem('engine.fault', { call, reason })];
}
